-- 备会制度（2026/四(三)e）：由人办理的备会项，以及方案、备案、规模三项计算项。
-- 安全许可在 safety.lua，单位在 employers.lua，岗位在 postings.lua，清单在 lists.lua，
-- 责任人在 owners.lua。

local N = require "circular"
local lib = require "lib"

local function has_evidence(row)
    return row.evidence ~= nil and #row.evidence > 0
end

local function trouble_with_waiver(item, row)
    if item.blocking then
        return "这一项不能标为不适用"
    end
    return not row.reason and "标为不适用须写说明" or nil
end

local function trouble_with(ctx, item, row, evidence_required)
    if not row or row.state == nil then
        return "未开始"
    end
    if row.state == "不适用" then
        return trouble_with_waiver(item, row)
    end
    if row.state ~= "完成" then
        return row.state
    end
    if item.redo_when_reopened and row.version < ctx.case.reopened then
        return "时间、地点或人数已变更，须重新办理"
    end
    return evidence_required and not has_evidence(row) and "尚未上传" .. item.evidence.zh or nil
end

-- 人办理的一项：缺什么；第二个值为真表示写明理由标为不适用。
local function missing_of(ctx, item, row, evidence_required)
    local trouble = trouble_with(ctx, item, row, evidence_required)
    if trouble then
        return { item.title.zh .. "：" .. trouble }
    end
    return {}, row.state == "不适用"
end

local function without_evidence(item, row)
    return item.blocking and row ~= nil and row.state == "完成" and not has_evidence(row)
end

N.rule {
    id = "readiness.items",
    clause = "2026/四(三)e",
    title = { zh = "备会项办理", en = "Readiness items" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local light = lib.is_light(ctx, p)
        local required, dues = p "readiness.evidence_required", {}
        for _, item in ipairs(p("readiness.items").items) do
            if item.check == "item" then
                local row = lib.find(ctx.case.items, "item", item.id)
                local applies, why = lib.applies(ctx, p, item, light)
                local missing, waived = {}, false
                if applies then
                    missing, waived = missing_of(ctx, item, row, lib.has(required, item.id))
                end
                out:requirement {
                    key = item.id,
                    item = item.id,
                    title = lib.words(item.title),
                    applicable = applies and not waived,
                    met = #missing == 0,
                    missing = missing,
                    blocking = item.blocking,
                    owner = item.owner,
                    due = applies and lib.due_of(ctx, item, dues) or nil,
                    way_out = why
                        or (
                            item.title.zh
                            .. "办结后标为“完成”，附"
                            .. item.evidence.zh
                        ),
                    evidence = item.evidence.zh,
                    gate = "readiness",
                    clause = item.clause,
                }
                if applies and without_evidence(item, row) then
                    out:finding {
                        level = "warning",
                        message = item.id
                            .. " "
                            .. item.title.zh
                            .. "已标为完成，尚未附"
                            .. item.evidence.zh,
                        at = "items/" .. item.id,
                        clause = item.clause,
                    }
                end
            end
        end
    end,
}

local plan_fields = {
    { id = "title", zh = "活动名称" },
    { id = "form", zh = "活动形式" },
    { id = "mode", zh = "举办方式" },
    { id = "starts_at", zh = "开始时间" },
    { id = "ends_at", zh = "结束时间" },
    { id = "venue", zh = "举办地点" },
    { id = "expected", zh = "预计人数" },
}

N.rule {
    id = "readiness.plan",
    clause = "2026/四(三)e",
    title = { zh = "活动方案", en = "Plan" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local plan = ctx.case.plan
        local missing = {}
        for _, field in ipairs(plan_fields) do
            if plan[field.id] == nil then
                lib.add(missing, "活动方案未填" .. field.zh)
            end
        end
        if plan.organisers == nil or #plan.organisers == 0 then
            lib.add(missing, "活动方案未填主办、协办单位")
        end
        if plan.starts_at and plan.ends_at and plan.ends_at < plan.starts_at then
            lib.add(missing, "结束时间早于开始时间")
        end
        if #ctx.case.participants == 0 then
            lib.add(missing, "尚未登记参会单位")
        end
        out:requirement(lib.requirement(ctx, p, "B01", {
            missing = missing,
            way_out = "在“修改方案”“登记参会单位”里补齐",
        }))
    end,
}

N.rule {
    id = "readiness.college_filing",
    clause = "2026/四(三)e",
    title = { zh = "院系活动备案", en = "Filing of a college event" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local missing = {}
        if ctx.case.stage == "plan" then
            lib.add(missing, "院系主办的活动尚未向就业办提交备案")
        end
        out:requirement(lib.requirement(ctx, p, "B02", {
            missing = missing,
            way_out = "由院系办理“提交备案”",
        }))
    end,
}

N.rule {
    id = "readiness.size",
    clause = "2026/四(三)e",
    title = { zh = "规模判定", en = "Size of the event" },
    on = "recruitment-event",
    emits = "requirement",
    gate = "readiness",
    eval = function(ctx, p, out)
        local plan = ctx.case.plan
        local missing = {}
        if not plan.expected then
            lib.add(missing, "尚未估计每场次预计人数")
        end
        out:requirement(lib.requirement(ctx, p, "B03", {
            missing = missing,
            way_out = "在活动方案里填写预计人数和测算依据",
        }))
        if plan.expected and not plan.expected_basis then
            out:finding {
                level = "info",
                message = "预计人数没有写测算依据；人数决定是否需要安全许可",
                at = "plan/expected_basis",
            }
        end
    end,
}

-- 意向摸排（2026/五(二)c）反馈率偏低时提示。
N.rule {
    id = "readiness.wishes",
    clause = "2026/五(二)c",
    title = { zh = "意向摸排反馈率", en = "Rate of answers" },
    on = "recruitment-event",
    emits = "finding",
    eval = function(ctx, p, out)
        local asked, answered = ctx.case.wishes.asked, ctx.case.wishes.answered
        if not asked or not answered then
            return out:not_applicable "没有登记意向摸排人数"
        end
        local least = p "wishes.min_rate"
        if answered * 100 >= asked * least then
            return out:not_applicable(
                ("反馈 %d / %d，不低于 %d%%"):format(answered, asked, least)
            )
        end
        out:finding {
            level = "warning",
            message = ("意向摸排反馈 %d / %d，低于 %d%%"):format(answered, asked, least),
            at = "wishes",
        }
    end,
}
