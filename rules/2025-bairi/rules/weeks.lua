-- 每周一中午前的报送：哪些周一要报、数据截到哪天、何时截止。

local lib = require "lib"

local M = {}

local options = { "keep", "next_workday_noon", "prev_workday_noon", "merge_next" }

local function add_mondays(ctx, mondays, weekday, from, to)
    local day = ctx.cal.weekday_of_week(from, weekday)
    if day < from then
        day = ctx.cal.add_days(day, 7)
    end
    while day <= to do
        mondays[day] = true
        day = ctx.cal.add_days(day, 7)
    end
    return day -- 其后的第一个周一
end

-- 要报的周一，先后有序；收尾报告的周一另记在 closing。
local function mondays_of(ctx, p)
    local weekday, phases = p "weekly.weekday", p "campaign.phases"
    local mondays, closing = {}, {}
    for i, phase in ipairs(phases) do
        local after = add_mondays(ctx, mondays, weekday, phase.from, phase.to)
        local next_phase = phases[i + 1]
        if next_phase and p "weekly.between_phases" then
            local from, to = ctx.cal.add_days(phase.to, 1), ctx.cal.add_days(next_phase.from, -1)
            add_mondays(ctx, mondays, weekday, from, to)
        end
        if p "weekly.closing_report" then
            closing[after] = not mondays[after]
            mondays[after] = true
        end
    end
    return mondays, closing
end

local function in_order(days)
    local list = {}
    for day in pairs(days) do
        list[#list + 1] = day
    end
    return list
end

-- 报送的那一天；放假的周一按参数处理。第二个值说明怎样处理的，并入下周的为 nil。
local function day_of(ctx, monday, option)
    if ctx.cal.is_working(monday) then
        return monday, ""
    end
    if option == "keep" then
        return monday, "周一放假，不顺延"
    end
    if option == "next_workday_noon" then
        local day = ctx.cal.shift(monday, "next_workday")
        return day, "周一放假，顺延至 " .. day
    end
    if option == "prev_workday_noon" then
        local day = ctx.cal.shift(monday, "prev_workday")
        return day, "周一放假，提前至 " .. day
    end
    return nil
end

local function week_of(ctx, p, monday, option, closing)
    local week = {
        monday = monday,
        key = "weekly-" .. monday,
        closing = closing,
        period_end = ctx.cal.weekday_of_week(
            ctx.cal.add_days(monday, -7),
            p "weekly.cut_off_weekday"
        ),
    }
    if not lib.is_year_known(ctx, p, tonumber(string.sub(monday, 1, 4))) then
        week.how = "次年放假安排公布后计算截止时间"
        return week
    end
    local day, how = day_of(ctx, monday, option)
    if day == nil then
        return nil
    end
    week.how = how
    if day <= week.period_end then
        week.impossible = day
    else
        week.due = ctx.cal.at(day, p "weekly.time")
    end
    return week
end

-- 全部要报的周，先后有序：{ key, monday, period_end, due, how, closing, impossible }。
-- due 为空：次年安排还没有公布，或所选办法早于数据截止日（impossible 是那一天）。
function M.all(ctx, p)
    local option, first = p "weekly.holiday_monday", p "weekly.first_due"
    if not lib.has(options, option) then
        error(
            "参数 weekly.holiday_monday 没有“"
                .. option
                .. "”这种办法，可用："
                .. table.concat(options, "、"),
            0
        )
    end
    local mondays, closing = mondays_of(ctx, p)
    local weeks, merged = {}, nil
    for _, monday in ipairs(in_order(mondays)) do
        if monday >= first then
            local week = week_of(ctx, p, monday, option, closing[monday] == true)
            if week then
                week.merged = merged
                merged = nil
                lib.add(weeks, week)
            else
                merged = monday
            end
        end
    end
    return weeks
end

return M
