-- 活动信息（2025/五(三)c）：每场活动结束 3 个工作日内。

local N = require "circular"
local lib = require "lib"

-- 要报的话给出截止时刻；不必报时给出原因。算不出时两者都为 nil。
local function due_of(ctx, p, first, last)
    if not lib.phase_of(p, first, last) then
        return nil, "活动不在任何阶段内，不必报送，仍留在本单位台账"
    end
    local from = p "activity.counted_from" == "starts_at" and first or last
    local days = p "activity.working_days"
    if not lib.is_countable(ctx, p, from, days) then
        return nil, nil
    end
    local day = ctx.cal.add_working_days(from, days)
    if day < p "effective_from" then
        return nil,
            ("截止日 %s 早于通知成文日，不必报送，仍留在本单位台账"):format(
                day
            )
    end
    return lib.end_of(ctx, p, day), nil
end

local function ask(ctx, out, duty)
    out:duty {
        key = duty.key,
        title = {
            zh = ("报送活动信息：%s（%s 结束）"):format(duty.title, duty.last),
            en = "Activity information of the event that ended on " .. duty.last,
        },
        who = lib.who(ctx),
        form = "2025.activity",
        due = duty.due,
        known_on = duty.known_on,
        occasion = duty.occasion,
    }
    if not duty.due then
        out:finding {
            level = "info",
            message = ("%s：期限可能落到次年，次年放假安排公布后写明截止时间"):format(
                duty.title
            ),
            at = "duties/" .. duty.key,
            interpretation = "i-022",
        }
    end
end

N.rule {
    id = "activity.event",
    clause = "2025/五(三)c",
    title = { zh = "活动信息（活动案卷）", en = "Activity information of a case" },
    on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable "活动信息只由中小企业主管部门、有关单位和招聘平台报送"
        end
        local plan, stage = ctx.case.plan, ctx.case.stage
        if stage == "postponed" or stage == "cancelled" then
            return out:not_applicable "活动已延期或取消"
        end
        if not plan.starts_at or not plan.ends_at then
            return out:not_applicable "尚未填写活动时间"
        end
        local first, last = ctx.cal.date(plan.starts_at), ctx.cal.date(plan.ends_at)
        local due, why_not = due_of(ctx, p, first, last)
        if why_not then
            return out:not_applicable(why_not)
        end
        ask(ctx, out, {
            key = "activity-2025",
            title = plan.title or "本场活动",
            last = last,
            due = due,
            occasion = ctx.case.number,
        })
    end,
}

N.rule {
    id = "activity.ledger",
    clause = "2025/五(三)c",
    title = { zh = "活动信息（台账登记）", en = "Activity information of the ledger" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable "活动信息只由中小企业主管部门、有关单位和招聘平台报送"
        end
        local owed = 0
        for _, row in ipairs(ctx.case.activities) do
            local due, why_not = nil, "另有活动案卷，在案卷里报送"
            if not row.event then
                due, why_not = due_of(ctx, p, row.starts_on, row.ends_on)
            end
            if why_not then
                out:note(row.title .. "：" .. why_not)
            else
                owed = owed + 1
                ask(ctx, out, {
                    key = "activity-2025-" .. row.number,
                    title = row.title,
                    last = row.ends_on,
                    due = due,
                    known_on = lib.known_on(ctx),
                    occasion = row.number,
                })
            end
        end
        if owed == 0 then
            out:not_applicable "台账里没有要报送活动信息的活动"
        end
    end,
}
