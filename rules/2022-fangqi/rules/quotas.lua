-- 两个 100 家（2022/六(二)d、e）、实地走访为主（2022/六(二)c）、重点高校（2022/三）。

local N = require "circular"
local lib = require "lib"

-- 登记的最近一届去向落实率；没有登记则为 nil。
local function latest_placement(org)
    local latest
    for _, row in ipairs(org.placement) do
        if not latest or row.class_year > latest.class_year then
            latest = row
        end
    end
    return latest
end

-- 是不是低于当地平均水平：true、false，或 nil（没有登记，不能判断）。
local function below_average(ctx, p)
    local year = p "focus.class_year"
    local row
    if year == "latest" then
        row = latest_placement(ctx.org)
    else
        row = lib.find(ctx.org.placement, "class_year", year)
    end
    if not row or not row.rate or not row.local_average then
        return nil
    end
    return num.compare(row.rate, row.local_average) < 0, row
end

N.rule {
    id = "quotas.focus",
    clause = "2022/三",
    title = { zh = "重点高校", en = "Schools in focus" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "只判断高校"
        end
        local below, row = below_average(ctx, p)
        if below == nil then
            return out:finding {
                level = "warning",
                message = "没有登记去向落实率和当地平均水平，"
                    .. "不能判断是否重点高校、是否须新开拓用人单位",
                at = "organisation",
            }
        end
        out:finding {
            level = "info",
            message = ("%d 届去向落实率 %s%%，当地平均 %s%%：%s"):format(
                row.class_year,
                row.rate,
                row.local_average,
                below and "低于，是重点高校" or "不低于"
            ),
            at = "organisation",
        }
    end,
}

N.rule {
    id = "quotas.principal",
    clause = "2022/六(二)d",
    title = { zh = "书记、校长共拜访用人单位", en = "Employers the principals visit" },
    on = "campaign",
    emits = "quota",
    needs = {
        employers = {
            of = "visit",
            count = "distinct(employer)",
            where = { completed = true },
            where_param = { role = "visits.principal.roles" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.school_type or "", p "visits.principal.applies_to") then
            return out:not_applicable "只要求新建普通本科高校、高等职业院校（含本科层次）"
        end
        out:quota {
            key = "visits.principal",
            have = ctx.input.employers,
            need = p "visits.principal.min",
            unit = "家",
        }
    end,
}

N.rule {
    id = "quotas.expand",
    clause = "2022/六(二)e",
    title = { zh = "校领导班子新开拓用人单位", en = "Employers newly opened" },
    on = "campaign",
    emits = "quota",
    needs = {
        opened = {
            of = "visit",
            count = "distinct(employer)",
            where = { completed = true, first_contact = "opened_in_window" },
            where_param = { role = "visits.team.roles" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "高校的任务"
        end
        local below = below_average(ctx, p)
        if below == nil then
            return out:not_applicable "没有登记去向落实率，不能判断"
        end
        if not below then
            return out:not_applicable "去向落实率不低于当地平均水平"
        end
        out:note("新开拓按 " .. p "visits.expand.reading" .. " 认定")
        out:quota {
            key = "visits.expand",
            have = ctx.input.opened,
            need = p "visits.expand.min",
            unit = "家",
        }
    end,
}

N.rule {
    id = "quotas.onsite",
    clause = "2022/六(二)c",
    title = { zh = "实地走访为主", en = "Mainly on site" },
    on = "campaign",
    emits = "finding",
    needs = {
        modes = {
            of = "visit",
            count = "rows",
            where = { completed = true },
            where_param = { role = "visits.team.roles" },
            window_param = "campaign.window",
            by = "mode",
        },
    },
    eval = function(ctx, p, out)
        if not ctx.one_of(ctx.org.school_type or "", p "visits.principal.applies_to") then
            return out:not_applicable "只要求新建普通本科高校、高等职业院校（含本科层次）"
        end
        local total = 0
        for _, count in pairs(ctx.input.modes) do
            total = total + count
        end
        if total == 0 then
            return out:not_applicable "还没有完成的走访"
        end
        local onsite = ctx.input.modes["实地"] or 0
        local enough = onsite * 100 > total * p "visits.onsite_over_percent"
        out:finding {
            level = enough and "info" or "warning",
            message = ("实地走访 %d 次，占 %s%%：%s以实地走访为主"):format(
                onsite,
                num.percent(onsite, total),
                enough and "已" or "没有"
            ),
            at = "visit",
        }
        local inviting = (ctx.input.modes["请进来"] or 0) > 0
        out:finding {
            level = inviting and "info" or "warning",
            message = inviting and "走出去和请进来都有"
                or "还没有“请进来”的走访",
            at = "visit",
        }
    end,
}
