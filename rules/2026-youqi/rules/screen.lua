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

-- 一份词表在两种写法下的样子：plain 为原样，digits 为汉字数字换成阿拉伯数字。
-- every 收集全部要查的词，供一次扫描。
local function prepared_list(words, every)
    local plain, with_digits = {}, {}
    for _, word in ipairs(words) do
        local folded = text.fold(word)
        plain[#plain + 1] = { word = folded, shown = word }
        every.plain[#every.plain + 1] = folded
        local digital = text.digits(folded)
        if has_digit(digital) then
            with_digits[#with_digits + 1] = { word = digital, shown = word }
            every.digits[#every.digits + 1] = digital
        end
    end
    return { plain = plain, digits = with_digits }
end

function M.prepare(settings)
    local classes, every, unused = {}, { plain = {}, digits = {} }, { plain = {}, digits = {} }
    for _, class in ipairs(settings.classes) do
        classes[#classes + 1] = {
            id = class.id,
            title = class.title.zh,
            demand = class.demand,
            words = prepared_list(class.words, every),
            allowed = prepared_list(class.allowed, unused),
        }
    end
    return { classes = classes, every = every, wage_ratio = settings.wage_ratio }
end

-- 在一种写法下查一类词：命中的词，以及是否只在误报语境里。
local function look_in(s, words, allowed)
    local rest = s
    for _, each in ipairs(allowed) do
        rest = replace(rest, each.word, "|")
    end
    for _, each in ipairs(words) do
        if occurs(rest, each.word) then
            return each.shown, false
        end
    end
    if rest ~= s then
        for _, each in ipairs(words) do
            if occurs(s, each.word) then
                return each.shown, true
            end
        end
    end
    return nil, false
end

local function look_for(class, plain, digital)
    local word, soft
    if plain then
        word, soft = look_in(plain, class.words.plain, class.allowed.plain)
    end
    if digital and (word == nil or soft) then
        local other, other_soft = look_in(digital, class.words.digits, class.allowed.digits)
        if other and (word == nil or not other_soft) then
            return other, other_soft
        end
    end
    return word, soft
end

local function wage_hit(screen, posting)
    local low, high = posting.wage_min, posting.wage_max
    return low ~= nil and high ~= nil and low > 0 and high > low * screen.wage_ratio
end

-- 两种写法中含有要查的词的；都不含时不必逐类再查。
local function texts_to_search(screen, posting)
    local plain = text.fold(posting, fields)
    local digital = text.digits(plain)
    local in_plain = #text.which(plain, screen.every.plain) > 0
    local in_digital = digital ~= plain and #text.which(digital, screen.every.digits) > 0
    return in_plain and plain or nil, in_digital and digital or nil
end

-- 一个岗位的疑点：{ title, word, demand, soft }。
function M.hits(screen, posting)
    local plain, digital = texts_to_search(screen, posting)
    local found = {}
    for _, class in ipairs((plain or digital) and screen.classes or {}) do
        local word, soft = look_for(class, plain, digital)
        if word then
            local demand = class.demand == "basis" and soft and "reason" or class.demand
            found[#found + 1] = {
                class = class.id, title = class.title, word = word, demand = demand, soft = soft,
            }
        end
    end
    if wage_hit(screen, posting) then
        found[#found + 1] = {
            class = "wage", title = "虚假或欺诈嫌疑", demand = "reason", soft = false,
            word = ("月薪 %d 至 %d 元"):format(posting.wage_min, posting.wage_max),
        }
    end
    return found
end

return M
