-- 各规则共用的小函数：谁承担三项报送，活动在不在阶段内，哪些期限现在算得出。

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

function M.is_blank(value)
    return value == nil or text.trim(value) == ""
end

-- 用人单位在提示里的称呼。
function M.name_of(row)
    return row.employer_record.name or row.employer or "未登记的单位"
end

-- 本单位是不是第三条所列的平台或承办单位。
function M.is_listed(ctx, p)
    local named = ctx.org.kind == "platform" and p "obligors.platforms"
        or p "obligors.related_units"
    return M.has(named, ctx.org.name) or M.has(named, M.get(ctx.org, "short_name"))
end

-- 本单位是否承担五(三)的三项报送；学校、院系和教育部门从不承担。
function M.owes(ctx, p)
    if not ctx.one_of(ctx.org.kind, p "obligors.kinds") then
        return false
    end
    if ctx.org.kind ~= "province_sme" then
        return not p "obligors.listed_only" or M.is_listed(ctx, p)
    end
    if M.get(ctx.org, "xpcc") == true then
        return p "obligors.include_xpcc"
    end
    return M.get(ctx.org, "plan_listed") ~= true or p "obligors.include_plan_listed"
end

-- 支撑单位的人员以招聘平台角色办理。
function M.who(ctx)
    return ctx.org.kind == "province_sme" and "province_sme" or "platform"
end

-- 能办理岗位审核的角色。
function M.reviewer(ctx)
    local kind = ctx.org.kind
    if kind == "province_sme" or kind == "platform" or kind == "support" then
        return M.who(ctx)
    end
    return "employment_officer"
end

-- 一天截止的时刻：24:00，或口径另定的钟点。
function M.end_of(ctx, p, day)
    local time = p "filings.end_of_day"
    return time == "24:00" and ctx.cal.end_of(day) or ctx.cal.at(day, time)
end

-- 单位登记的收到通知日期；没有登记或更早的，按规则包的 known_from。
function M.known_on(ctx)
    return ctx.case.campaign.received_on
end

-- 活动所属的阶段序号；不在任何阶段为 nil。
function M.phase_of(p, first, last)
    local by = p "campaign.in_phase_by"
    for i, phase in ipairs(p "campaign.phases") do
        local from, to = first, last
        if by == "ends_at" then
            from = last
        elseif by == "starts_at" then
            to = first
        end
        if from <= phase.to and to >= phase.from then
            return i
        end
    end
    return nil
end

local function year_of(day)
    return tonumber(string.sub(day, 1, 4))
end

-- 某年的放假安排现在该不该已经公布。
function M.is_year_known(ctx, p, year)
    local now = year_of(ctx.today)
    return year <= now
        or (year == now + 1 and string.sub(ctx.today, 6) >= p "calendar.next_year_from")
end

-- day 以后第 n 个工作日现在算不算得出；跨到次年而次年安排还早的，先不算。
function M.is_countable(ctx, p, day, n)
    local year = year_of(day)
    if not M.is_year_known(ctx, p, year) then
        return false
    end
    if ctx.cal.working_days_between(day, year .. "-12-31") >= n then
        return true
    end
    return M.is_year_known(ctx, p, year + 1)
end

return M
