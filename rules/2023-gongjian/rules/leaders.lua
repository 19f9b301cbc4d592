-- 校领导的两个 100 家（2023/四(一)c、四(一)d）：前一个是原则上，后一个必须达到。

local N = require "circular"
local lib = require "lib"

local function is_school(ctx, out)
    if ctx.org.kind == "school" then
        return true
    end
    out:not_applicable "这项任务只对高校"
    return false
end

-- 合计还是各自，通知没有写：用哪一个都说明。
local function tell_reading(out, reading)
    out:finding {
        level = "info",
        message = ("参数 principals_quota = %s（来源：inference 推定）：通知没有“共”字，也没有写“各”，口径取%s"):format(
            reading,
            reading == "each" and "每人各自" or "书记、校（院）长合计"
        ),
        at = "quotas/principals",
        interpretation = "i-003",
    }
end

N.rule {
    id = "leaders.principals",
    clause = "2023/四(一)c",
    title = { zh = "书记、校（院）长走访用人单位", en = "Visits of the principals" },
    on = "campaign",
    emits = "quota",
    needs = {
        joint = {
            of = "visit",
            count = "distinct(employer)",
            where = { completed = true },
            where_param = { role = "visits.principal.roles" },
            window_param = "campaign.window",
        },
        each = {
            of = "visit",
            count = "distinct(employer)",
            by = "role",
            where = { completed = true },
            where_param = { role = "visits.principal.roles" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if not is_school(ctx, out) then
            return
        end
        if lib.is_blank(ctx.org.school_type) then
            return out:finding {
                level = "warning",
                message = "单位库没有登记学校类型，不能判断书记、校（院）长走访任务是否适用",
                at = "campaign",
            }
        end
        if not ctx.one_of(ctx.org.school_type, p "visits.principal.applies_to") then
            return out:not_applicable(
                ctx.org.school_type .. "没有书记、校（院）长走访用人单位的任务"
            )
        end
        local reading, need = p "principals_quota", p "visits.principal.min"
        if reading == "each" then
            for i, role in ipairs(p "visits.principal.roles") do
                out:quota {
                    key = "principals-" .. i,
                    title = role .. "走访用人单位",
                    have = ctx.input.each[role] or 0,
                    need = need,
                    unit = "家",
                }
            end
        else
            out:quota {
                key = "principals",
                title = "书记、校（院）长走访用人单位",
                have = ctx.input.joint,
                need = need,
                unit = "家",
            }
        end
        tell_reading(out, reading)
    end,
}

N.rule {
    id = "leaders.expand",
    clause = "2023/四(一)d",
    title = {
        zh = "校领导班子新开拓用人单位",
        en = "Employers newly opened by the team",
    },
    on = "campaign",
    emits = "quota",
    needs = {
        opened = {
            of = "visit",
            count = "distinct(employer)",
            where = { completed = true },
            where_param = { role = "visits.expand.roles", first_contact = "visits.expand.reading" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if not is_school(ctx, out) then
            return
        end
        local year = p "focus.class_year"
        local row = lib.find(ctx.org.placement, "class_year", year)
        local below = lib.is_below(p, row and row.rate, row and row.local_average)
        if below == nil then
            return out:finding {
                level = "warning",
                message = ("单位库没有登记 %d 届去向落实率或当地平均水平，不能判断新开拓任务是否适用"):format(
                    year
                ),
                at = "campaign",
            }
        end
        if not below then
            return out:not_applicable(
                ("%d 届去向落实率 %s%%，不低于当地平均水平 %s%%"):format(
                    year,
                    row.rate,
                    row.local_average
                )
            )
        end
        out:note(("%s%% 低于 %s%%"):format(row.rate, row.local_average))
        out:quota {
            key = "expand",
            title = "校领导班子新开拓用人单位",
            have = ctx.input.opened,
            need = p "visits.expand.min",
            unit = "家",
        }
    end,
}

-- 四个亲自（2023/五(一)d）：书记、校（院）长各有四类记录。
N.rule {
    id = "leaders.duties",
    clause = "2023/五(一)d",
    title = { zh = "书记、校（院）长四个亲自", en = "Four personal duties" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        if not is_school(ctx, out) then
            return
        end
        local done, missing = {}, {}
        for _, row in ipairs(ctx.case.duty_log) do
            done[row.role .. row.kind] = true
        end
        for _, role in ipairs(p "visits.principal.roles") do
            for _, kind in ipairs(p "leaders.duties") do
                if not done[role .. kind] then
                    lib.add(missing, ("%s没有亲自%s的记录"):format(role, kind))
                end
            end
        end
        out:requirement {
            key = "K02",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "leader_secretary",
            way_out = "在“登记书记校长履职”里登记",
        }
    end,
}
