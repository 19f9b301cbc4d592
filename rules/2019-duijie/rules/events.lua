-- 招聘活动在不在百日招聘期间（2019/一a）；优秀参赛项目的支持（2019/六b）。

local N = require "circular"
local lib = require "lib"

-- 活动按参数归属：overlap 有一天重叠即在期内；ends_at 看结束日。
local function placed(p, first, last)
    local window = p "campaign.window"
    if p "campaign.placed_by" == "overlap" then
        return first <= window.to and last >= window.from
    end
    return last >= window.from and last <= window.to
end

N.rule {
    id = "events.window",
    clause = "2019/一a",
    title = { zh = "活动是否在百日招聘期间", en = "Whether within the campaign" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local plan = ctx.case.plan
        if not plan.starts_at or not plan.ends_at then
            return out:not_applicable "尚未填写活动时间"
        end
        local first, last = ctx.cal.date(plan.starts_at), ctx.cal.date(plan.ends_at)
        local inside = placed(p, first, last)
        out:finding {
            level = inside and "info" or "warning",
            message = ("活动 %s 至 %s %s百日招聘期间"):format(
                first,
                last,
                inside and "在" or "不在"
            ),
            at = "plan/ends_at",
        }
    end,
}

N.rule {
    id = "contest.supported",
    clause = "2019/六b",
    title = { zh = "优秀参赛项目的支持", en = "Support of an outstanding project" },
    on = "contest-project",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        if ctx.case.result.outcome ~= "优秀" then
            return out:not_applicable "不是优秀参赛项目"
        end
        local kinds = p "contest.support_kinds"
        local count = 0
        for _, support in ipairs(ctx.case.supports) do
            if ctx.one_of(support.kind, kinds) then
                count = count + 1
            end
        end
        local need = p "contest.supports_min"
        local missing = {}
        if count < need then
            lib.add(
                missing,
                ("优秀项目没有扶持记录：%s 至少 %d 条"):format(
                    table.concat(kinds, "、"),
                    need
                )
            )
        end
        out:requirement {
            key = "T01",
            met = #missing == 0,
            missing = missing,
            owner = "employment_officer",
            way_out = "在“扶持”里登记资金、成果转化、孵化场地或培训辅导",
        }
    end,
}
