-- 岗位文字筛查：只找疑点，由人判断。词表在 screen.yaml。

local M = {}

local fields = { "title", "description", "programmes", "place" }

local function is_digit(byte)
    return byte ~= nil and byte >= 48 and byte <= 57
end

local function has_digit(s)
    for i = 1, #s do
        if is_digit(string.byte(s, i)) then
            return true
        end
    end
    return false
end

-- 与数字词相接的是数字或小数，说明词只是另一个数的一段。
local function continues(near, far)
    return is_digit(near) or (near == 46 and is_digit(far))
end

local function stands_alone(before, word, after)
    local first, last = string.byte(word, 1), string.byte(word, -1)
    if is_digit(first) and continues(string.byte(before, -1), string.byte(before, -2)) then
        return false
    end
    return not (is_digit(last) and continues(string.byte(after, 1), string.byte(after, 2)))
end

local function occurs(s, word)
    local parts = text.split(s, word)
    for i = 1, #parts - 1 do
        if stands_alone(parts[i], word, parts[i + 1]) then
            return true
        end
    end
    return false
end

-- 去掉误报说法以后还剩的文字；换成竖线，免得前后两段接成新词。
local function without(s, phrases)
    for _, phrase in ipairs(text.which(s, phrases)) do
        s = table.concat(text.split(s, phrase), "|")
    end
    return s
end

-- 词分两册：含数字的在换成阿拉伯数字的文字里查，其余的在原样的文字里查。
local function new_book()
    return { words = {}, class_of = {}, except = {} }
end

local function book_of(screen, word)
    return has_digit(word) and screen.numbers or screen.plain
end

local function add_class(screen, number, class)
    for _, shown in ipairs(class.words) do
        local word = text.fold(shown)
        local book = book_of(screen, word)
        book.words[#book.words + 1] = word
        book.class_of[word] = { number = number, shown = shown }
    end
    screen.plain.except[number], screen.numbers.except[number] = {}, {}
    for _, shown in ipairs(class.except) do
        local phrase = text.fold(shown)
        local list = book_of(screen, phrase).except[number]
        list[#list + 1] = phrase
    end
end

function M.prepare(settings)
    local screen = {
        plain = new_book(),
        numbers = new_book(),
        classes = {},
        wage_ratio = settings.wage_ratio,
    }
    for number, class in ipairs(settings.classes) do
        screen.classes[number] = { title = class.title.zh, demand = class.demand }
        add_class(screen, number, class)
    end
    return screen
end

-- found[类] = { word, soft }；只在误报说法里出现的为 soft。
local function look(book, s, found)
    local rest = {}
    for _, word in ipairs(text.which(s, book.words)) do
        local known = book.class_of[word]
        local number = known.number
        local seen = found[number]
        if (seen == nil or seen.soft) and occurs(s, word) then
            rest[number] = rest[number] or without(s, book.except[number])
            local soft = not occurs(rest[number], word)
            if seen == nil or not soft then
                found[number] = { word = known.shown, soft = soft }
            end
        end
    end
end

local function wage_hit(screen, posting)
    local low, high = posting.wage_min, posting.wage_max
    if low == nil or high == nil or low <= 0 or high <= low * screen.wage_ratio then
        return nil
    end
    return {
        title = "虚假岗位嫌疑",
        word = ("月薪 %d 至 %d 元"):format(low, high),
        demand = "reason",
        soft = false,
    }
end

-- 一个岗位的疑点：{ title, word, demand, soft }。
function M.hits(screen, posting)
    local written, found, hits = text.fold(posting, fields), {}, {}
    look(screen.plain, written, found)
    look(screen.numbers, text.digits(written), found)
    for number, class in ipairs(screen.classes) do
        local hit = found[number]
        if hit then
            hits[#hits + 1] = {
                title = class.title,
                word = hit.word,
                demand = class.demand == "basis" and hit.soft and "reason" or class.demand,
                soft = hit.soft,
            }
        end
    end
    hits[#hits + 1] = wage_hit(screen, posting)
    return hits
end

return M
