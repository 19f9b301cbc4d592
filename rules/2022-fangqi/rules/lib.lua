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

-- 单位在提示里的称呼。
function M.name_of(record, id)
    return record.name or id or "未登记的单位"
end

return M
