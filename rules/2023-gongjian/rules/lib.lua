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

function M.is_blank(value)
    return value == nil or text.trim(value) == ""
end

-- 日期在期间之内，首尾都含。
function M.within(window, day)
    return day ~= nil and day >= window.from and day <= window.to
end

-- 去向落实率是否低于平均水平：三个结果 true、false、nil（有一个没有登记）。
function M.is_below(p, rate, average)
    if M.is_blank(rate) or M.is_blank(average) then
        return nil
    end
    local order = num.compare(text.trim(rate), text.trim(average))
    return order < 0 or (order == 0 and p "focus.below" == "at_or_below")
end

-- 院系是否低于本校平均水平，以及两个去向落实率。学校登记的优先；学校没有登记时用院系登记的平均水平。
function M.college_standing(ctx, p)
    local year = p "focus.class_year"
    local own = M.find(ctx.org.placement, "class_year", year)
    local school
    if next(ctx.org.parent) ~= nil then
        local row = M.find(ctx.org.parent.placement, "class_year", year)
        school = row and row.rate
    end
    local rate = own and own.rate
    local average = M.is_blank(school) and own and own.local_average or school
    return M.is_below(p, rate, average), rate, average
end

return M
