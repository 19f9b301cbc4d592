#include "domain/due.hpp"

#include <cstdio>

namespace beihui
{
namespace
{

constexpr std::int64_t noon_ms = 12 * 3'600'000;
constexpr std::int64_t minute_ms = 60'000;

}  // namespace

Date Due::last_day() const
{
    return instant_.plus_ms(-1).date();
}

std::string Due::text() const
{
    const Date day = last_day();
    const std::int64_t minutes = (instant_.ms() - start_of(day).ms()) / minute_ms;
    char time[16];
    std::snprintf(
        time, sizeof time, " %02d:%02d", static_cast<int>(minutes / 60),
        static_cast<int>(minutes % 60)
    );
    return day.text() + time;
}

std::string_view to_text(Roll roll)
{
    switch (roll) {
    case Roll::none:         return "none";
    case Roll::next_workday: return "next_workday";
    case Roll::prev_workday: return "prev_workday";
    }
    return {};
}

Result<Roll> parse_roll(std::string_view text)
{
    for (const Roll roll : {Roll::none, Roll::next_workday, Roll::prev_workday})
        if (text == to_text(roll))
            return roll;
    const std::string shown(text.substr(0, 40));
    return refuse(
        Refusal::invalid_input, "unknown_roll",
        "顺延方式应为 none、next_workday 或 prev_workday，此处是“" + shown + "”",
        "roll must be none, next_workday or prev_workday, here it is \"" + shown + "\""
    );
}

Result<Date> rolled(Date day, Roll roll, const CalendarView& calendar)
{
    if (roll == Roll::none)
        return day;
    return roll == Roll::next_workday ? calendar.next_working(day) : calendar.previous_working(day);
}

Due end_of_day(Date day)
{
    return Due(start_of(day + 1));
}

Due before_day(Date day, bool inclusive)
{
    return inclusive ? end_of_day(day) : end_of_day(day - 1);
}

Result<Due> before_day(Date day, bool inclusive, Roll roll, const CalendarView& calendar)
{
    const auto moved = rolled(day, roll, calendar);
    if (!moved)
        return moved.error();
    return before_day(*moved, inclusive);
}

Due noon_before(Date day)
{
    return Due(start_of(day).plus_ms(noon_ms));
}

Result<CountedDue> after_working_days(Date event, int n, const CalendarView& calendar)
{
    if (n < 1)
        return refuse(
            Refusal::invalid_input, "too_few_days",
            "“N 个工作日内”的 N 至少是 1，此处是 " + std::to_string(n),
            "\"within N working days\" needs an N of at least 1, here it is " + std::to_string(n)
        );
    auto days = calendar.add_working_days(event, n);
    if (!days)
        return days.error();
    const Due due = end_of_day(days->result);
    return CountedDue{.due = due, .days = *std::move(days)};
}

Result<Instant> week_cut_off(Date monday)
{
    if (monday.weekday() != 1)
        return refuse(
            Refusal::invalid_input, "not_a_monday", monday.text() + " 不是周一，每周报送按周一计算",
            monday.text() + " is not a Monday; a weekly report is named by its Monday"
        );
    return start_of(monday);
}

Result<WeeklyDue> weekly_noon(Date monday, Roll roll, const CalendarView& calendar)
{
    const auto cut_off = week_cut_off(monday);
    if (!cut_off)
        return cut_off.error();
    const auto day = rolled(monday, roll, calendar);
    if (!day)
        return day.error();
    const WeeklyDue weekly{.due = noon_before(*day), .cut_off = *cut_off, .up_to = monday - 1};
    if (weekly.due.instant() > *cut_off)
        return weekly;
    const std::string sunday = weekly.up_to.text();
    return refuse(
        Refusal::invalid_input, "roll_before_cut_off",
        "周一 " + monday.text() + " 放假，提前到上一个工作日（" + day->text() +
            "）中午则早于数据截止时间（周日 " + sunday +
            " 24:00），那时还没有要报送的数据；请改为不顺延（none）或顺延到下一个工作日（next_"
            "workday）",
        "Monday " + monday.text() + " is a holiday, and noon of the working day before (" +
            day->text() + ") is before the cut-off (Sunday " + sunday +
            " 24:00), when the figures do not exist yet; choose none or next_workday"
    );
}

}  // namespace beihui
