-- 大型群众性活动安全许可：人数、期限和许可机关按《大型群众性活动安全管理条例》，均为参数。

local N = require "circular"
local lib = require "lib"

local function authority_for(plan, p)
    return plan.expected >= p "safety.city_from" and "市级公安机关" or "县级公安机关"
end

-- 已经来不及依法申请：只能由人决定，不能放行。
local function too_late(ctx, p, apply_by)
    local plan, permit = ctx.case.plan, ctx.case.permit
    local below = p "safety.permit_from" - 1
    local soonest = ctx.cal.add_days(ctx.today, p "safety.apply_days")
    local missing = ("每场次预计 %d 人，应在 %s 前申请安全许可，已来不及；须作出决定：限制人数、分场举办或延期举办"):format(
        plan.expected,
        apply_by
    )
    if permit.late_decision then
        missing = ("已决定“%s”，但方案仍为每场次 %d 人、%s 举办，请按决定修改方案"):format(
            permit.late_decision,
            plan.expected,
            lib.first_day(ctx)
        )
    end
    local way_out = ("三选一：每场次限制在 %d 人以内；分成各不超过 %d 人的场次；延期到 %s 或以后并立即申请"):format(
        below,
        below,
        soonest
    )
    return missing, way_out
end

local function check_granted(ctx, plan, permit, authority, missing)
    if permit.granted_on and permit.granted_on > lib.first_day(ctx) then
        lib.add(missing, "许可日期晚于活动开始日")
    end
    if permit.covers and permit.covers < plan.expected then
        lib.add(
            missing,
            ("许可人数 %d 少于预计人数 %d"):format(permit.covers, plan.expected)
        )
    end
    if authority == "市级公安机关" and permit.authority == "县级公安机关" then
        lib.add(
            missing,
            ("每场次预计 %d 人，应由市级公安机关许可"):format(plan.expected)
        )
    end
end

local function permit_answer(ctx, p, apply_by)
    local plan, permit = ctx.case.plan, ctx.case.permit
    local authority = authority_for(plan, p)
    local missing = {}
    local way_out = "向"
        .. authority
        .. "申请，在“登记安全许可”里填写申请日期、许可文号和许可日期"
    if permit.number then
        check_granted(ctx, plan, permit, authority, missing)
    elseif (permit.applied_on or ctx.today) > apply_by then
        local late
        late, way_out = too_late(ctx, p, apply_by)
        lib.add(missing, late)
    elseif permit.applied_on then
        lib.add(missing, "已于 " .. permit.applied_on .. " 申请，尚未登记许可文号")
    else
        lib.add(
            missing,
            ("尚未申请安全许可（%s），最迟 %s 申请"):format(authority, apply_by)
        )
    end
    return { missing = missing, way_out = way_out, due = ctx.cal.end_of(apply_by) }
end

N.rule {
    id = "safety.permit",
    clause = "2026/四(三)e",
    title = { zh = "大型活动安全许可", en = "Safety permit" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local needed, _, only_warn = lib.needs_permit(ctx, p)
        if only_warn then
            out:finding {
                level = "warning",
                message = ("每场次预计 %d 人，方案写明不对外；是否属于面向社会公众没有定论，请向公安机关确认"):format(
                    ctx.case.plan.expected
                ),
                at = "plan/public_admitted",
                interpretation = "i-022",
            }
        end
        local day = lib.first_day(ctx)
        if not needed or not day then
            return out:requirement(lib.requirement(ctx, p, "B04", { missing = {} }))
        end
        local apply_by = ctx.cal.add_days(day, -p "safety.apply_days")
        out:requirement(lib.requirement(ctx, p, "B04", permit_answer(ctx, p, apply_by)))
        local permit = ctx.case.permit
        if permit.number and permit.applied_on and permit.applied_on > apply_by then
            out:finding {
                level = "warning",
                message = ("申请日 %s 晚于法定的 %s，许可由公安机关作出，请留存许可文件"):format(
                    permit.applied_on,
                    apply_by
                ),
                at = "permit",
            }
        end
        if not permit.applied_on and not permit.number and not ctx.cal.is_working(apply_by) then
            local before = ctx.cal.add_working_days(apply_by, -1)
            out:finding {
                level = "warning",
                message = ("最后申请日 %s 不是工作日，请在 %s 前（含当日）提出申请"):format(
                    apply_by,
                    before
                ),
                at = "permit/applied_on",
            }
        end
    end,
}
