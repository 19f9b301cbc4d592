-- 走访：谁可以带队（2023/四(一)a）、实地为主（四(一)h）、两项调查（四(一)j）。

local N = require "circular"
local lib = require "lib"

N.rule {
    id = "visits.participants",
    clause = "2023/四(一)a",
    title = { zh = "带队人职务", en = "Role of the lead" },
    on = "visit",
    emits = "finding",
    eval = function(ctx, p, out)
        local role = ctx.case.visit.lead_role
        if not role then
            return out:not_applicable "尚未填写带队人职务"
        end
        local tasks = {}
        if ctx.one_of(role, p "visits.principal.roles") then
            lib.add(tasks, "书记、校（院）长走访")
        end
        if ctx.one_of(role, p "visits.expand.roles") then
            lib.add(tasks, "校领导班子新开拓")
        end
        if ctx.one_of(role, p "programmes.roles") then
            lib.add(tasks, "专业点联系走访（须填专业代码）")
        end
        if #tasks == 0 then
            return out:finding {
                level = "info",
                message = ("带队人职务为“%s”，不计入数量任务，留在台账"):format(
                    role
                ),
                at = "visit/lead_role",
            }
        end
        local named = ctx.one_of(role, p "visits.participants")
        out:finding {
            level = "info",
            message = ("%s带队%s，可计入：%s"):format(
                role,
                named and "（通知列明的参与对象）" or "",
                table.concat(tasks, "、")
            ),
            at = "visit/lead_role",
        }
    end,
}

N.rule {
    id = "visits.onsite",
    clause = "2023/四(一)h",
    title = { zh = "以实地走访为主", en = "Mainly on site" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    needs = {
        all = {
            of = "visit",
            count = "distinct(occasion, employer)",
            where = { completed = true },
            window_param = "campaign.window",
        },
        onsite = {
            of = "visit",
            count = "distinct(occasion, employer)",
            where = { completed = true },
            where_param = { mode = "visits.onsite_modes" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        local all, onsite = ctx.input.all, ctx.input.onsite
        if not ctx.one_of(ctx.org.kind, { "school", "college" }) then
            return out:not_applicable "走访由高校开展"
        end
        if all == 0 then
            return out:not_applicable "期间内还没有记录完整的走访"
        end
        local percent, over = num.percent(onsite, all), p "visits.onsite_over_percent"
        -- 用整数比较，不受百分比舍入影响
        local met = onsite * 100 > over * all
        out:requirement {
            key = "V01",
            met = met,
            missing = met and {}
                or {
                    ("实地走访 %d 家次，占 %d 家次的 %s%%，须超过 %d%%"):format(
                        onsite,
                        all,
                        percent,
                        over
                    ),
                },
            blocking = false,
            owner = "employment_officer",
            way_out = "增加实地走访；线上和请进来的走访照样保留",
        }
    end,
}

N.rule {
    id = "visits.surveys",
    clause = "2023/四(一)j",
    title = { zh = "两项调查", en = "The two surveys" },
    on = "campaign",
    emits = "requirement",
    gate = "summary",
    needs = {
        surveys = {
            of = "survey",
            count = "rows",
            by = "kind",
            where_param = { kind = "surveys.kinds" },
            window_param = "campaign.window",
        },
    },
    eval = function(ctx, p, out)
        if ctx.org.kind ~= "school" then
            return out:not_applicable "两项调查由高校开展"
        end
        local missing = {}
        for _, kind in ipairs(p "surveys.kinds") do
            if (ctx.input.surveys[kind] or 0) == 0 then
                lib.add(missing, "期间内没有" .. kind)
            end
        end
        out:requirement {
            key = "V02",
            met = #missing == 0,
            missing = missing,
            blocking = false,
            owner = "employment_officer",
            way_out = "开立“调查”案卷",
        }
    end,
}
