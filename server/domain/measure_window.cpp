// The days that a measure counts.
#include "domain/measure_reader.hpp"

#include <algorithm>

namespace beihui
{
namespace
{

constexpr const char* bad_window = "RP1233";
constexpr const char* from_to_zh =
    "写 phase、circular、asked，或 { from: \"2022-03-01\", to: \"2022-08-31\" }";
constexpr const char* from_to_en =
    "write phase, circular, asked, or { from: \"2022-03-01\", to: \"2022-08-31\" }";

std::optional<Date> day_of_span(const json::object& span, std::string_view key)
{
    const auto day = Date::parse(text_of(span, key));
    return day ? std::optional(*day) : std::nullopt;
}

// {from, to}, both days included.
std::optional<std::pair<Date, Date>> read_span(const json::value& value)
{
    const json::object* const span = value.if_object();
    if (!span || span->size() != 2)
        return std::nullopt;
    const auto from = day_of_span(*span, "from");
    const auto to = day_of_span(*span, "to");
    if (!from || !to || *to < *from)
        return std::nullopt;
    return std::pair(*from, *to);
}

// One span, or a list of them one after the other. Empty when it is neither.
DaySpans read_spans(const json::value& value)
{
    DaySpans spans;
    const json::array* const list = value.if_array();
    const std::size_t count = list ? list->size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const auto span = read_span(list ? (*list)[i] : value);
        if (!span || (!spans.empty() && span->first <= spans.back().second))
            return {};
        spans.push_back(*span);
    }
    return spans;
}

DaySpans days_of(
    Measure::Window window,
    const DaySpans& given,
    const DaySpans& phases,
    const std::pair<Date, Date>& asked
)
{
    if (window == Measure::Window::given)
        return given;
    if (window == Measure::Window::asked || phases.empty())
        return {asked};
    if (window == Measure::Window::circular)
        return {{phases.front().first, phases.back().second}};
    DaySpans days;
    for (const auto& [first, last] : phases) {
        const Date from = std::max(first, asked.first);
        const Date to = std::min(last, asked.second);
        if (from <= to)
            days.emplace_back(from, to);
    }
    return days;
}

}  // namespace

WindowRead read_window(
    const json::object& data,
    Measure::Window otherwise,
    const ParameterLookUp& parameter,
    MeasureFaults& faults
)
{
    const json::value* const window = data.if_contains("window");
    const json::value* const key = data.if_contains("window_param");
    if (window && key)
        faults.add(
            "key_twice",
            {"window 与 window_param 只能写一个", "both window and window_param are there"},
            {"留一个", "keep one of them"}
        );
    if (window && (window->is_object() || window->is_array())) {
        WindowRead read{Measure::Window::given, read_spans(*window)};
        if (read.days.empty())
            faults.add(
                bad_window,
                {"window 的起止日期写错：须有 from 与 to，from 不晚于 to，几段须先后不重叠",
                 "the days of window are wrong: from and to, from not after to, spans in order"},
                {from_to_zh, from_to_en}
            );
        return read;
    }
    if (window) {
        const std::string name = faults.one_of(data, "window", {"phase", "circular", "asked"}, {});
        if (name == "phase")
            return {Measure::Window::phase, {}};
        return {name == "circular" ? Measure::Window::circular : Measure::Window::asked, {}};
    }
    if (!key)
        return {otherwise, {}};
    const std::string name = key->is_string() ? std::string(key->get_string()) : std::string();
    const auto value = parameter && !name.empty() ? parameter(name) : std::nullopt;
    WindowRead read{Measure::Window::given, value ? read_spans(*value) : DaySpans()};
    if (!value)
        faults.add(
            "unknown_parameter",
            {"没有参数“" + name + "”，或它当时尚未生效",
             "there is no parameter \"" + name + "\", or it was not in force"},
            {"检查 params.yaml", "look into params.yaml"}
        );
    else if (read.days.empty())
        faults.add(
            bad_window,
            {"参数 " + name + " 的值不是起止日期", "the value of " + name + " is no span of days"},
            {"在 params.yaml 里写 value: { from: 2022-03-01, to: 2022-08-31 }",
             "write value: { from: 2022-03-01, to: 2022-08-31 } in params.yaml"}
        );
    return read;
}

void CountAsked::set_days(
    const Measure& measure,
    const DaySpans& phases,
    const std::pair<Date, Date>& days_asked
)
{
    window = days_of(measure.window, measure.days, phases, days_asked);
    among_window.clear();
    if (measure.among)
        among_window = days_of(measure.among->window, measure.among->days, phases, days_asked);
    cutoff = window.empty() ? days_asked.second : window.back().second;
}

}  // namespace beihui
