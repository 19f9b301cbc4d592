#include "acts/answers.hpp"
#include "acts/explain.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr int most_days = 400;  // that are told one by one

std::string weekday_zh(Date date)
{
    static constexpr std::array<const char*, 7> names{"周一", "周二", "周三", "周四",
                                                      "周五", "周六", "周日"};
    return names.at(static_cast<std::size_t>(date.weekday() - 1));
}

std::string shown(Date date)
{
    return date.text() + "（" + weekday_zh(date) + "）";
}

const json::value* input(const json::value& step, std::size_t at)
{
    const json::value* const in = member(step, "in");
    return in && in->is_array() && at < in->as_array().size() ? &in->as_array()[at] : nullptr;
}

std::optional<Date> day_in(const json::value* value)
{
    const auto day =
        value && value->is_string() ? Date::parse(value->as_string()) : Result<Date>(Error{});
    return day ? std::optional(*day) : std::nullopt;
}

json::object day_json(const CalendarDay& day)
{
    return {
        {"date", day.date.text()}, {"weekday", weekday_zh(day.date)}, {"kind", to_text(day.kind)},
        {"name", day.name},        {"working", day.is_working()},
    };
}

// The days from `from` (not counted itself unless `with_first`) to `to`, with the number that each
// working day got. Empty when the calendar does not know one of them, or there are too many.
json::array days_between(Date from, Date to, bool with_first, const CalendarView& calendar)
{
    json::array days;
    if (std::abs(to - from) > most_days)
        return days;
    const int step = to < from ? -1 : 1;
    std::int64_t counted = 0;
    for (Date date = with_first ? from : from + step; step > 0 ? date <= to : date >= to;
         date = date + step) {
        const auto day = calendar.day(date);
        if (!day)
            return {};
        json::object line = day_json(*day);
        if (day->is_working() && !with_first)
            line["counted"] = ++counted;
        days.emplace_back(std::move(line));
    }
    return days;
}

std::string skipped_zh(const json::array& days)
{
    const auto rest = std::ranges::count_if(days, [](const json::value& day) {
        return !bool_of(day, "working");
    });
    return rest == 0 ? std::string() : "，其间 " + std::to_string(rest) + " 个休息日不计";
}

Words of_working_days(Date from, std::int64_t count, Date to, const json::array& days)
{
    const std::string number = std::to_string(std::abs(count));
    const std::string en = number + " working days " + (count < 0 ? "before " : "after ") +
                           from.text() + ": " + to.text();
    if (count < 0)
        return {
            shown(from) + "当日不计，往前数 " + number + " 个工作日：" + shown(to) +
                skipped_zh(days),
            en
        };
    return {
        shown(from) + "当日不计，自次日起数 " + number + " 个工作日：" + shown(to) +
            skipped_zh(days),
        en
    };
}

Words of_days(Date from, std::int64_t count, Date to)
{
    const std::string number = std::to_string(std::abs(count));
    return {
        shown(from) + (count < 0 ? "前第 " : "后第 ") + number + " 个自然日（不论是否工作日）：" +
            shown(to),
        number + " calendar days " + (count < 0 ? "before " : "after ") + from.text() + ": " +
            to.text()
    };
}

Words of_shift(Date from, Date to)
{
    if (from == to)
        return {shown(from) + "不移动", from.text() + " stays"};
    return {
        shown(from) + "是休息日，" + (from < to ? "顺延到其后" : "提前到其前") + "第一个工作日：" +
            shown(to),
        from.text() + " is no working day: moved to " + to.text()
    };
}

// A step in words; `days` are filled when it passed some.
Words words_of_step(const json::value& step, const CalendarView& calendar, json::array& days)
{
    const std::string name(text_of(step, "f"));
    const json::value* const out = member(step, "out");
    const auto from = day_in(input(step, 0));
    const auto to = day_in(out);
    const json::value* const second = input(step, 1);
    const std::int64_t count = second && second->is_int64() ? second->as_int64() : 0;
    if (name == "add_working_days" && from && to) {
        days = days_between(*from, *to, false, calendar);
        return of_working_days(*from, count, *to, days);
    }
    if (name == "add_days" && from && to)
        return of_days(*from, count, *to);
    if (name == "shift" && from && to) {
        days = days_between(*from, *to, true, calendar);
        return of_shift(*from, *to);
    }
    if ((name == "at" || name == "end_of") && out && out->is_string()) {
        const std::string due = due_text(out->as_string());
        return {"截止 " + due + "（在此时刻之前办结为按时）", "due " + due};
    }
    if ((name == "is_working" || name == "is_holiday") && from && out && out->is_bool()) {
        days = days_between(*from, *from, true, calendar);
        const bool yes = out->as_bool();
        const std::string what = name == "is_working" ? "工作日" : "放假日";
        const std::string what_en = name == "is_working" ? " working day" : " holiday";
        return {
            shown(*from) + (yes ? "是" : "不是") + what,
            from->text() + (yes ? " is a" : " is no") + what_en
        };
    }
    const auto second_day = day_in(second);
    if (name == "working_days_between" && from && second_day && out && out->is_int64()) {
        days = days_between(*from, *second_day, false, calendar);
        const std::string number = std::to_string(out->as_int64());
        return {
            shown(*from) + "（不计）到 " + shown(*second_day) + " 有 " + number + " 个工作日" +
                skipped_zh(days),
            number + " working days from " + from->text() + " to " + second_day->text()
        };
    }
    const std::string plain =
        name + " " + json::serialize(input(step, 0) ? *member(step, "in") : json::value(nullptr)) +
        " = " + json::serialize(out ? *out : json::value(nullptr));
    return {plain, plain};
}

}  // namespace

json::array explained_steps(const json::value& trace_of_rule, const CalendarView& calendar)
{
    json::array explained;
    const json::value* const steps = member(trace_of_rule, "steps");
    if (!steps || !steps->is_array())
        return explained;
    for (const json::value& step : steps->as_array()) {
        json::array days;
        const Words words = words_of_step(step, calendar, days);
        json::object line = step.as_object();
        line.erase("skipped");  // the days say it, with the others
        line["words"] = json::object{{"zh", words.zh}, {"en", words.en}};
        line["days"] = std::move(days);
        explained.emplace_back(std::move(line));
    }
    return explained;
}

json::array steps_to(const json::array& steps, std::string_view due)
{
    // Backwards: what gave the due time, then what gave that its day, and so on.
    std::set<std::string> wanted{std::string(due)};
    json::array leading;
    for (std::size_t i = steps.size(); i-- > 0;) {
        const json::value* const out = member(steps[i], "out");
        const json::value* const in = member(steps[i], "in");
        if (!out || !out->is_string() || !wanted.contains(std::string(out->as_string())))
            continue;
        wanted.erase(std::string(out->as_string()));
        if (in && in->is_array())
            for (const json::value& value : in->as_array())
                if (value.is_string())
                    wanted.insert(std::string(value.as_string()));
        leading.insert(leading.begin(), steps[i]);
    }
    return leading.empty() ? steps : leading;
}

}  // namespace beihui::acts
