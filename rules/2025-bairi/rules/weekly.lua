-- 招聘情况统计表（2025/五(三)b）：每周一中午前报送截至上周末的累计数。

local N = require "circular"
local lib = require "lib"
local weeks = require "weeks"

local not_ours =
    "统计表只由中小企业主管部门、有关单位和招聘平台报送，本单位不报"

local function title_of(week)
    local zh = ("报送截至 %s 的招聘情况统计表（附件 3）"):format(week.period_end)
    if week.closing then
        zh = zh .. "，阶段收尾"
    end
    if week.merged then
        zh = zh .. "，并入 " .. week.merged .. " 一期"
    end
    if week.how ~= "" then
        zh = zh .. "，" .. week.how
    end
    return { zh = zh, en = "File the weekly figures up to " .. week.period_end }
end

-- 不要求零报告时，标明本周无新情况的周不必报。
local function is_owed(p, week, row)
    return p "weekly.zero_report" or not row or row.no_activity ~= true
end

N.rule {
    id = "weekly.due",
    clause = "2025/五(三)b",
    title = { zh = "每周报送统计表", en = "Weekly figures" },
    on = "campaign",
    emits = "duty",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable(not_ours)
        end
        local rows = lib.index(ctx.case.weekly, "period_end")
        local owed = 0
        for _, week in ipairs(weeks.all(ctx, p)) do
            if is_owed(p, week, rows[week.period_end]) then
                owed = owed + 1
                out:duty {
                    key = week.key,
                    title = title_of(week),
                    who = lib.who(ctx),
                    form = "2025.annex3",
                    due = week.due,
                    rules = "follow",
                    known_on = lib.known_on(ctx),
                    period_end = week.period_end,
                    occasion = week.monday,
                }
            end
        end
        if owed == 0 then
            out:not_applicable "各周都没有新情况，口径不要求零报告"
        end
    end,
}

-- 说明放假的周一用的是哪种办法；办不到的办法由规则拒绝，对应的周不写截止时间，谁也不会因此逾期。
N.rule {
    id = "weekly.option",
    clause = "2025/五(三)b",
    title = { zh = "周一放假的办法", en = "Holiday Mondays" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable(not_ours)
        end
        local option, told = p "weekly.holiday_monday", false
        for _, week in ipairs(weeks.all(ctx, p)) do
            if week.impossible then
                error(
                    (
                        "按 %s，%s 的报送须在 %s %s 前办，"
                        .. "而数据截至 %s 24:00，办不到；请改用 keep、next_workday_noon 或 merge_next"
                    ):format(
                        option,
                        week.monday,
                        week.impossible,
                        p "weekly.time",
                        week.period_end
                    ),
                    0
                )
            end
            if week.due and (week.how ~= "" or week.merged) then
                told = true
                out:finding {
                    level = "info",
                    message = ("%s（按 %s 办理，通知没有规定）"):format(
                        title_of(week).zh,
                        option
                    ),
                    at = "duties/" .. week.key,
                    interpretation = "i-011",
                }
            end
        end
        if not told then
            out:not_applicable "没有放假的周一"
        end
    end,
}

local function phase_of_day(p, day)
    for i, phase in ipairs(p "campaign.phases") do
        if day <= phase.to then
            return i
        end
    end
    return nil
end

-- 两期的数能不能相比：按阶段累计的换了阶段就从零起，只报当周的不比。
local function comparable(p, earlier, later)
    local from = p "weekly.cumulative_from"
    if from == "week" then
        return false
    end
    return from ~= "phase" or phase_of_day(p, earlier) == phase_of_day(p, later)
end

local function corrected(ctx, p, period_end, title)
    for _, row in ipairs(ctx.case.weekly_corrections) do
        if row.period_end == period_end and row.column == title then
            return not p "weekly.correction_reason" or not lib.is_blank(row.reason)
        end
    end
    return false
end

local function check_fall(ctx, p, missing, earlier, later)
    for _, column in ipairs(p "weekly.columns") do
        local before, now = earlier[column.id], later[column.id]
        if
            before
            and now
            and now < before
            and not corrected(ctx, p, later.period_end, column.title)
        then
            lib.add(
                missing,
                ("截至 %s 的%s %d，比截至 %s 的 %d 少，没有更正说明"):format(
                    later.period_end,
                    column.title,
                    now,
                    earlier.period_end,
                    before
                )
            )
        end
    end
end

local function check_row(missing, known, row)
    if not known[row.period_end] then
        lib.add(
            missing,
            ("%s 不是任何一期的数据截止日，应为要报的周一前的周日"):format(
                row.period_end
            )
        )
    end
    if row.srdi and row.enterprises and row.srdi > row.enterprises then
        lib.add(
            missing,
            ("截至 %s：专精特新 %d 家多于参与企业 %d 家"):format(
                row.period_end,
                row.srdi,
                row.enterprises
            )
        )
    end
end

local function sorted_rows(ctx)
    local by_end, ends = {}, {}
    for _, row in ipairs(ctx.case.weekly) do
        by_end[row.period_end] = row
        ends[#ends + 1] = row.period_end
    end
    table.sort(ends)
    local rows = {}
    for _, day in ipairs(ends) do
        lib.add(rows, by_end[day])
    end
    return rows
end

N.rule {
    id = "weekly.figures",
    clause = "2025/五(三)b",
    title = { zh = "累计数只增不减", en = "Cumulative figures never fall" },
    on = "campaign",
    emits = "requirement",
    gate = "reporting",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable(not_ours)
        end
        local missing, known = {}, lib.index(weeks.all(ctx, p), "period_end")
        local earlier
        for _, row in ipairs(sorted_rows(ctx)) do
            check_row(missing, known, row)
            if earlier and comparable(p, earlier.period_end, row.period_end) then
                check_fall(ctx, p, missing, earlier, row)
            end
            earlier = row
        end
        out:requirement {
            key = "25W01",
            met = #missing == 0,
            missing = missing,
            owner = lib.who(ctx),
            way_out = "核对数字；确实要减少的，先办理“登记累计数更正说明”，写明期次、栏目和理由",
        }
    end,
}

-- 到了报送日还没有数字的周；零报告也要有数字。
N.rule {
    id = "weekly.zero",
    clause = "2025/五(三)b",
    title = { zh = "没有登记数字的周", en = "Weeks without figures" },
    on = "campaign",
    emits = "finding",
    eval = function(ctx, p, out)
        if not lib.owes(ctx, p) then
            return out:not_applicable(not_ours)
        end
        local rows, told = lib.index(ctx.case.weekly, "period_end"), false
        local ask = p "weekly.zero_report"
                and "没有新情况也要零报告，各栏照填累计数"
            or "没有新情况的可标明“本周无新情况”，不必报送"
        for _, week in ipairs(weeks.all(ctx, p)) do
            if week.monday <= ctx.today and not rows[week.period_end] then
                told = true
                out:finding {
                    level = "warning",
                    message = ("截至 %s 的数字没有登记；%s"):format(week.period_end, ask),
                    at = "duties/" .. week.key,
                    interpretation = "i-015",
                }
            end
        end
        if not told then
            out:not_applicable "到期各周的数字都已登记"
        end
    end,
}
