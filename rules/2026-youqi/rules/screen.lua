-- 岗位文字筛查：只找出疑点，由人判断。词和语境在 screen.yaml。

local M = {}

local fields = { "title", "description", "programmes", "place" }

local function replace(s, from, to)
    while text.has(s, from) do
        s = table.concat(text.split(s, from), to)
    end
    return s
end

local function is_digit(byte)
    return byte ~= nil and byte >= 48 and byte <= 57
end

-- 词的一端是数字时，紧挨着的数字（含小数点）说明它是另一个数的一部分。
local function cut_from_number(before, after, word)
    local first, last = string.byte(word, 1), string.byte(word, -1)
    if is_digit(first) then
        local near, far = string.byte(before, -1), string.byte(before, -2)
        if is_digit(near) or (near == 46 and is_digit(far)) then
            return true
        end
    end
    if is_digit(last) then
        local near, far = string.byte(after, 1), string.byte(after, 2)
        return is_digit(near) or (near == 46 and is_digit(far))
    end
    return false
end

local function occurs(s, word)
    if not text.has(s, word) then
        return false
    end
    local parts = text.split(s, word)
    for i = 1, #parts - 1 do
        if not cut_from_number(parts[i], parts[i + 1], word) then
            return true
        end
    end
    return false
end

local function has_digit(word)
    for i = 1, #word do
        if is_digit(string.byte(word, i)) then
            return true
        end
    end
    return false
end

-- 一种写法下要查的词：all 供一次扫描；of 由词查到它的类和原来的写法；allowed 按类列出误报语境。
local function new_writing()
    return { all = {}, of = {}, allowed = {} }
end

local function add_class(writing, number, class, write)
    for _, shown in ipairs(class.words) do
        local word = write(shown)
        if word then
            writing.all[#writing.all + 1] = word
            writing.of[word] = { class = number, shown = shown }
        end
    end
    local allowed = {}
    for _, shown in ipairs(class.allowed) do
        allowed[#allowed + 1] = write(shown)
    end
    writing.allowed[number] = allowed
end

-- 汉字数字换成阿拉伯数字后含有数字的词；其余的词在原样的写法里查过了。
local function in_digits(shown)
    local word = text.digits(text.fold(shown))
    return has_digit(word) and word or nil
end

function M.prepare(settings)
    local plain, digits, classes = new_writing(), new_writing(), {}
    for number, class in ipairs(settings.classes) do
        classes[number] = { id = class.id, title = class.title.zh, demand = class.demand }
        add_class(plain, number, class, text.fold)
        add_class(digits, number, class, in_digits)
    end
    return { plain = plain, digits = digits, classes = classes, wage_ratio = settings.wage_ratio }
end

-- 去掉误报语境以后的文字；长的说法在词表里排在前面。
local function without_allowed(s, allowed)
    for _, phrase in ipairs(text.which(s, allowed)) do
        s = replace(s, phrase, "|")
    end
    return s
end

-- 在一种写法下查：found[类] = { word, soft }；只在误报语境里出现的为 soft。
local function look_in(writing, s, found)
    local rest = {}
    for _, word in ipairs(text.which(s, writing.all)) do
        local each = writing.of[word]
        local seen = found[each.class]
        if (seen == nil or seen.soft) and occurs(s, word) then
            rest[each.class] = rest[each.class] or without_allowed(s, writing.allowed[each.class])
            local hard = occurs(rest[each.class], word)
            if seen == nil or hard then
                found[each.class] = { word = each.shown, soft = not hard }
            end
        end
    end
end

local function wage_hit(screen, posting)
    local low, high = posting.wage_min, posting.wage_max
    return low ~= nil and high ~= nil and low > 0 and high > low * screen.wage_ratio
end

-- 一个岗位的疑点：{ title, word, demand, soft }。
function M.hits(screen, posting)
    local plain = text.fold(posting, fields)
    local digital = text.digits(plain)
    local seen = {}
    look_in(screen.plain, plain, seen)
    if digital ~= plain then
        look_in(screen.digits, digital, seen)
    end
    local found = {}
    for number, class in ipairs(screen.classes) do
        local hit = seen[number]
        if hit then
            local demand = class.demand == "basis" and hit.soft and "reason" or class.demand
            found[#found + 1] = {
                title = class.title,
                word = hit.word,
                demand = demand,
                soft = hit.soft,
            }
        end
    end
    if wage_hit(screen, posting) then
        found[#found + 1] = {
            title = "虚假或欺诈嫌疑",
            demand = "reason",
            soft = false,
            word = ("月薪 %d 至 %d 元"):format(posting.wage_min, posting.wage_max),
        }
    end
    return found
end

return M
