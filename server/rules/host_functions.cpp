#include "domain/due.hpp"
#include "domain/uscc.hpp"
#include "rules/interpreter.hpp"

#include <cstdio>

namespace beihui::rules
{
namespace
{

using lua::Call;
using lua::HostFunction;
using lua::Value;

// A day as text, or the Beijing day of an instant as text.
Result<Date> day_of(Call& call, int argument)
{
    const auto text = call.text(argument);
    if (!text)
        return text.error();
    if (const auto day = Date::parse(*text))
        return *day;
    if (const auto instant = Instant::parse(*text))
        return instant->date();
    return call.wrong(argument, "日期，如 \"2026-04-30\"", "a day such as \"2026-04-30\"");
}

Value text_value(std::string text)
{
    return Value(json::value(std::move(text)));
}

// Refusals of the domain under the codes of packs: RP2020 for a day of a year whose holidays are
// not published, RP2015 for any other argument that is not fit.
Error coded(Error error)
{
    const bool unpublished = error.code == "calendar_not_computable";
    const auto recode = [&](std::string& code) {
        if (!code.starts_with("RP"))
            code = unpublished ? "RP2020" : "RP2015";
    };
    recode(error.code);
    for (Fault& fault : error.faults)
        recode(fault.code);
    return error;
}

// One function of `cal`: reads its arguments, answers, and writes the step into the trace.
class CalendarLibrary
{
public:
    explicit CalendarLibrary(std::function<Evaluation*()> current) : current_(std::move(current)) {}

    template <class Body>
    HostFunction function(
        std::string_view name,
        std::string_view signature,
        Words meaning,
        Body body
    ) const
    {
        const auto current = current_;
        return {
            "cal",
            name,
            signature,
            std::move(meaning),
            5,
            [current, body](Call& call) -> Result<Value> {
                Evaluation* const evaluation = current();
                if (!evaluation)
                    return outside_of_a_rule(call);
                auto answer = body(call, *evaluation);
                return answer ? answer : coded(answer.error());
            },
            false
        };
    }

private:
    std::function<Evaluation*()> current_;
};

Result<Value> is_working(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    if (!day)
        return day.error();
    const auto working = evaluation.calendar().is_working(*day);
    if (!working)
        return working.error();
    evaluation.step("is_working", {json::value(day->text())}, *working, {});
    return Value(json::value(*working));
}

Result<Value> add_working_days(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    const auto count = call.integer(2);
    if (!day)
        return day.error();
    if (!count)
        return count.error();
    if (*count < -3660 || *count > 3660)
        return call.wrong(2, "-3660 与 3660 之间的整数", "between -3660 and 3660");
    const auto counted = evaluation.calendar().add_working_days(*day, static_cast<int>(*count));
    if (!counted)
        return counted.error();
    evaluation.step(
        "add_working_days", {json::value(day->text()), json::value(*count)},
        json::value(counted->result.text()), counted->skipped
    );
    call.charge(static_cast<std::int64_t>(counted->skipped.size()) + std::abs(*count));
    return text_value(counted->result.text());
}

Result<Value> working_days_between(Call& call, Evaluation& evaluation)
{
    const auto from = day_of(call, 1);
    const auto to = day_of(call, 2);
    if (!from)
        return from.error();
    if (!to)
        return to.error();
    const auto days = evaluation.calendar().working_days_between(*from, *to);
    if (!days)
        return days.error();
    evaluation.step(
        "working_days_between", {json::value(from->text()), json::value(to->text())},
        json::value(*days), {}
    );
    return Value(json::value(*days));
}

Result<Value> shift(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    const auto how = call.text(2);
    if (!day)
        return day.error();
    if (!how)
        return how.error();
    const std::string_view name = *how == "next_working_day"   ? "next_workday"
                                  : *how == "prev_working_day" ? "prev_workday"
                                                               : *how;
    const auto roll = parse_roll(name);
    if (!roll)
        return roll.error();
    const auto moved = rolled(*day, *roll, evaluation.calendar());
    if (!moved)
        return moved.error();
    evaluation.step(
        "shift", {json::value(day->text()), json::value(*how)}, json::value(moved->text()), {}
    );
    return text_value(moved->text());
}

Result<Value> add_days(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    const auto count = call.integer(2);
    if (!day)
        return day.error();
    if (!count)
        return count.error();
    if (*count < -36600 || *count > 36600)
        return call.wrong(2, "-36600 与 36600 之间的整数", "between -36600 and 36600");
    const Date moved = *day + static_cast<int>(*count);
    evaluation.step(
        "add_days", {json::value(day->text()), json::value(*count)}, json::value(moved.text()), {}
    );
    return text_value(moved.text());
}

Result<Value> days_between(Call& call, Evaluation&)
{
    const auto from = day_of(call, 1);
    const auto to = day_of(call, 2);
    if (!from)
        return from.error();
    if (!to)
        return to.error();
    return Value(json::value(std::int64_t{*to - *from}));
}

Result<Value> weekday(Call& call, Evaluation&)
{
    const auto day = day_of(call, 1);
    if (!day)
        return day.error();
    return Value(json::value(day->weekday()));
}

Result<Value> weekday_of_week(Call& call, Evaluation&)
{
    const auto day = day_of(call, 1);
    const auto wanted = call.integer(2);
    if (!day)
        return day.error();
    if (!wanted)
        return wanted.error();
    if (*wanted < 1 || *wanted > 7)
        return call.wrong(2, "1 与 7 之间的整数", "between 1 and 7");
    return text_value((*day + (static_cast<int>(*wanted) - day->weekday())).text());
}

Result<Value> at(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    const auto time = call.text(2);
    if (!day)
        return day.error();
    if (!time)
        return time.error();
    const auto instant = at_time(*day, *time);
    if (!instant)
        return instant.error();
    evaluation.step(
        "at", {json::value(day->text()), json::value(*time)}, json::value(instant->text()), {}
    );
    return text_value(instant->text());
}

Result<Value> end_of(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    if (!day)
        return day.error();
    const Instant end = end_of_day(*day).instant();
    evaluation.step("end_of", {json::value(day->text())}, json::value(end.text()), {});
    return text_value(end.text());
}

Result<Value> date(Call& call, Evaluation&)
{
    const auto day = day_of(call, 1);
    if (!day)
        return day.error();
    return text_value(day->text());
}

// ISO 8601 week: the week of the year that its Thursday is in.
Result<Value> iso_week(Call& call, Evaluation&)
{
    const auto day = day_of(call, 1);
    if (!day)
        return day.error();
    const Date thursday = *day + (4 - day->weekday());
    const Date first = Date::of(thursday.year(), 1, 1).value();
    char text[24];
    std::snprintf(text, sizeof text, "%04d-W%02d", thursday.year(), (thursday - first) / 7 + 1);
    return text_value(text);
}

Result<Value> is_holiday(Call& call, Evaluation& evaluation)
{
    const auto day = day_of(call, 1);
    if (!day)
        return day.error();
    const auto known = evaluation.calendar().day(*day);
    if (!known)
        return known.error();
    evaluation.step(
        "is_holiday", {json::value(day->text())}, json::value(known->kind == DayKind::holiday), {}
    );
    return Value(json::value(known->kind == DayKind::holiday));
}

}  // namespace

std::vector<HostFunction> calendar_functions(std::function<Evaluation*()> current)
{
    const CalendarLibrary cal(std::move(current));
    return {
        cal.function(
            "is_working", "fun(d: string): boolean", {"是不是工作日", "whether a day is worked"},
            is_working
        ),
        cal.function(
            "is_holiday", "fun(d: string): boolean", {"是不是放假日", "whether a day is a holiday"},
            is_holiday
        ),
        cal.function(
            "add_working_days", "fun(d: string, n: integer): string",
            {"其后第 n 个工作日", "the n-th working day after"}, add_working_days
        ),
        cal.function(
            "working_days_between", "fun(a: string, b: string): integer",
            {"两日之间的工作日数", "working days between"}, working_days_between
        ),
        cal.function(
            "shift", "fun(d: string, how: string): string",
            {"遇休息日顺延或提前", "moves a rest day"}, shift
        ),
        cal.function(
            "add_days", "fun(d: string, n: integer): string", {"加自然日", "adds calendar days"},
            add_days
        ),
        cal.function(
            "days_between", "fun(a: string, b: string): integer",
            {"两日之间的自然日数", "calendar days between"}, days_between
        ),
        cal.function(
            "weekday", "fun(d: string): integer",
            {"星期几，周一为 1", "day of the week, Monday is 1"}, weekday
        ),
        cal.function(
            "weekday_of_week", "fun(d: string, w: integer): string",
            {"同周的星期 w", "that weekday of the same week"}, weekday_of_week
        ),
        cal.function(
            "at", "fun(d: string, time: string): string",
            {"某日某时刻之前", "before a time of a day"}, at
        ),
        cal.function(
            "end_of", "fun(d: string): string", {"某日 24:00", "the end of a day"}, end_of
        ),
        cal.function(
            "date", "fun(instant: string): string", {"时刻所在的日期", "the day of an instant"},
            date
        ),
        cal.function("iso_week", "fun(d: string): string", {"第几周", "the ISO week"}, iso_week),
    };
}

std::vector<HostFunction> domain_functions()
{
    return {
        {"text",
         "is_uscc",
         "fun(s: string): boolean",
         {"是否为有效的统一社会信用代码", "whether it is a valid 统一社会信用代码"},
         2,
         [](Call& call) -> Result<Value> {
             const auto text = call.text(1);
             if (!text)
                 return text.error();
             return Value(json::value(check_uscc(*text).verdict == UsccVerdict::accepted));
         },
         false},
    };
}

}  // namespace beihui::rules
