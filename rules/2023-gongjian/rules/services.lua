-- 服务：活动形式（2023/四(二)d）、平台注册率（四(三)b）、五种就业指导（四(四)c）。

local N = require "circular"
local lib = require "lib"

local function names(rows)
    local all = {}
    for _, row in ipairs(rows) do
        lib.add(all, row.words)
    end
    return #all == 0 and "无" or table.concat(all, "、")
end

-- 列举的各种分成开展了的和没有开展的。
local function split(rows, field, counts)
    local held, absent = {}, {}
    for _, row in ipairs(rows) do
        lib.add((counts[row[field]] or 0) > 0 and held or absent, row)
    end
    return held, absent
end

N.rule {
    id = "services.event",
    clause = "2023/四(二)d",
    title = { zh = "活动形式", en = "Form of the event" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local plan = ctx.case.plan
        if not plan.form or not plan.ends_at then
            return out:not_applicable "尚未填写活动形式或时间"
        end
        local day = ctx.cal.date(plan.ends_at)
        local named = lib.find(p "events.forms", "form", plan.form)
        local inside = lib.within(p "campaign.window", day)
        out:finding {
            level = "info",
            message = ("活动结束日 %s %s行动期间；形式%s"):format(
                day,
                inside and "在" or "不在",
                named and "是通知列举的" .. named.words or "不在列举之内，照样计入"
            ),
            at = "plan/form",
        }
    end,
}

N.rule {
    id = "services.events",
    clause = "2023/四(二)d",
    title = { zh = "形式多样的活动", en = "Various forms of events" },
    on = "campaign",
    emits = "finding",
    needs = {
        held = {
            of = "event",
            count = "rows",
            by = "form",
            where = { held = true },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "由高校开展"
        end
        local held, absent = split(p "events.forms", "form", ctx.input.held)
        out:finding {
            level = "info",
            message = ("期间内已开展：%s；尚未开展：%s"):format(
                names(held),
                names(absent)
            ),
            at = "campaign",
        }
    end,
}

-- 每类对象最近一次的统计。
local function latest(rows, group)
    local found
    for _, row in ipairs(rows) do
        if row.group == group and (not found or row.on >= found.on) then
            found = row
        end
    end
    return found
end

local function rate_of(out, group, row)
    local wrong = row.registered > row.total
    local words = wrong and "已注册数大于应注册数，请核对"
        or row.total == 0 and "应注册数为 0，不计算注册率"
        or ("注册率 %s%%"):format(num.percent(row.registered, row.total))
    out:finding {
        level = wrong and "warning" or "info",
        message = ("%s：截至 %s 已注册 %d，应注册 %d，%s"):format(
            group,
            row.on,
            row.registered,
            row.total,
            words
        ),
        at = "registrations",
    }
end

N.rule {
    id = "services.registration",
    clause = "2023/四(三)b",
    title = { zh = "国家大学生就业服务平台注册率", en = "Rates of registration" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "由高校引导注册"
        end
        local missing = {}
        for _, group in ipairs(p "platform.groups") do
            local row = latest(ctx.case.registrations, group)
            if row then
                rate_of(out, group, row)
            else
                lib.add(missing, group .. "：没有注册统计")
            end
        end
        out:requirement {
            key = "K04",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "employment_officer",
            way_out = "在“登记平台注册情况”里登记；通知没有规定注册率",
        }
    end,
}

N.rule {
    id = "services.guidance",
    clause = "2023/四(四)c",
    title = { zh = "五种就业指导形式", en = "Five forms of guidance" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    needs = {
        held = {
            of = "guidance",
            count = "rows",
            by = "kind",
            where = { held = true },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "由高校开展；院系的场次计入学校"
        end
        local counts, window = {}, p "campaign.window"
        for kind, n in pairs(ctx.input.held) do
            counts[kind] = n
        end
        -- 刚登记、还没有形成事实的场次也算
        for _, row in ipairs(ctx.case.guidance) do
            if row.held and lib.within(window, row.held_on) then
                counts[row.kind] = (counts[row.kind] or 0) + 1
            end
        end
        local held, absent = split(p "guidance.forms", "kind", counts)
        local need = p "guidance.forms_min"
        out:requirement {
            key = "K05",
            met = #held >= need,
            missing = #held >= need and {}
                or {
                    ("已开展 %d 种，至少 %d 种；尚未开展：%s"):format(
                        #held,
                        need,
                        names(absent)
                    ),
                },
            blocking = false,
            owner = "employment_officer",
            way_out = "在“登记就业指导活动”里登记",
        }
    end,
}
