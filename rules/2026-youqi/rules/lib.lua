-- 各规则共用的小函数。

local M = {}

function M.add(list, value)
    list[#list + 1] = value
end

-- 参数里的双语文字，复制成可以交出去的表。
function M.words(words)
    return { zh = words.zh, en = words.en }
end

-- 第一个 field 等于 value 的行；没有则为 nil。
function M.find(rows, field, value)
    for _, row in ipairs(rows) do
        if row[field] == value then
            return row
        end
    end
    return nil
end

-- 按 field 的值查行的表；行多时代替逐个 find。
function M.index(rows, field)
    local found = {}
    for _, row in ipairs(rows) do
        local value = row[field]
        if value ~= nil then
            found[value] = row
        end
    end
    return found
end

-- 可能没有的字段；没有则为 nil。
function M.get(view, name)
    for key, value in pairs(view) do
        if key == name then
            return value
        end
    end
    return nil
end

function M.has(list, value)
    for _, each in ipairs(list or {}) do
        if each == value then
            return true
        end
    end
    return false
end

-- 单位在提示里的称呼。
function M.name_of(row)
    return row.employer_record.name or row.employer or "未登记的单位"
end

-- 活动开始、结束的日期；未填则为 nil。
function M.first_day(ctx)
    local starts = ctx.case.plan.starts_at
    return starts and ctx.cal.date(starts)
end

function M.last_day(ctx)
    local ends = ctx.case.plan.ends_at
    return ends and ctx.cal.date(ends)
end

-- 备会项最迟办结的时刻：活动开始日之前若干自然日或工作日的当天 24:00。
-- known 记住算过的时刻，同样的提前天数只在依据里出现一次。
function M.due_of(ctx, item, known)
    local day = M.first_day(ctx)
    if not day then
        return nil
    end
    local lead = item.lead.days .. item.lead.unit
    if known and known[lead] then
        return known[lead]
    end
    local add = item.lead.unit == "wd" and ctx.cal.add_working_days or ctx.cal.add_days
    local due = ctx.cal.end_of(add(day, -item.lead.days))
    if known then
        known[lead] = due
    end
    return due
end

-- 小型专场只办简版。
function M.is_light(ctx, p)
    local expected = ctx.case.plan.expected
    return expected ~= nil
        and expected <= p "readiness.light_max_expected"
        and #ctx.case.participants <= p "readiness.light_max_employers"
end

-- 要不要办安全许可，不要时说明原因；第三个值为真表示人数已到但不对外，只作提示。
function M.needs_permit(ctx, p)
    local plan = ctx.case.plan
    if plan.mode == "线上" then
        return false, "线上活动没有现场人员"
    end
    if not plan.expected then
        return false, "尚未填写预计人数"
    end
    local from = p "safety.permit_from"
    if plan.expected < from then
        return false, ("每场次预计 %d 人，不足 %d 人"):format(plan.expected, from)
    end
    if p "safety.only_when_public" and plan.public_admitted == false then
        return false, "方案写明外校学生和社会人员不入场", true
    end
    return true
end

-- 备会项是否适用；不适用时说明原因。
function M.applies(ctx, p, item, light)
    if light and not item.light then
        return false, "简版备会不要求此项"
    end
    if item.offline_only and ctx.case.plan.mode == "线上" then
        return false, "线上活动不适用"
    end
    if item.id == "B02" and ctx.case.plan.owner_kind ~= "院系" then
        return false, "不是院系主办"
    end
    if item.id == "B04" then
        return M.needs_permit(ctx, p)
    end
    if item.id == "B05" and not p "local.hrss_filing" then
        return false, "当地没有要求"
    end
    return true
end

function M.item(p, id)
    return M.find(p("readiness.items").items, "id", id)
end

-- 由备会项的说明和计算结果组成一条要求。
function M.requirement(ctx, p, id, answer)
    local item = M.item(p, id)
    local applies, why = M.applies(ctx, p, item, M.is_light(ctx, p))
    if not applies then
        return {
            key = id,
            title = M.words(item.title),
            applicable = false,
            met = true,
            way_out = why,
            gate = "readiness",
            clause = item.clause,
        }
    end
    return {
        key = id,
        title = M.words(item.title),
        met = #answer.missing == 0,
        missing = answer.missing,
        blocking = item.blocking,
        owner = item.owner,
        due = answer.due or M.due_of(ctx, item),
        way_out = answer.way_out,
        evidence = item.evidence.zh,
        gate = "readiness",
        clause = item.clause,
    }
end

return M
