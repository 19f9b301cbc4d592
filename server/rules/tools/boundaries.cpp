#include "rules/tools/boundaries.hpp"

#include "base/text.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>
#include <map>

namespace beihui::rules
{
namespace
{

constexpr std::string_view day_end = "end_of";

int side_of(std::int64_t value, std::int64_t against)
{
    return value < against ? -1 : value > against ? 1 : 0;
}

// The day or the moment that a text names; a day is its first moment.
struct Time
{
    std::optional<Date> day;
    std::optional<Instant> instant;
};

Time time_in(const json::value& value)
{
    Time time;
    if (!value.is_string())
        return time;
    const std::string_view text = value.get_string();
    if (const auto day = Date::parse(text)) {
        time.day = *day;
        time.instant = start_of(*day);
    } else if (const auto instant = Instant::parse(text)) {
        time.day = instant->date();
        time.instant = *instant;
    }
    return time;
}

const json::array& list_in(const json::value& data, std::string_view name)
{
    static const json::array none;
    const json::value* const found = member(data, name);
    return found && found->is_array() ? found->get_array() : none;
}

// What one rule of one scenario read and counted, against its parameters.
class RuleSights
{
public:
    RuleSights(const json::value& trace, const json::value& rule, std::size_t scenario)
        : trace_(trace), rule_(rule), scenario_(scenario)
    {}

    std::vector<Sight> all()
    {
        for (const json::value& parameter : list_in(rule_, "params")) {
            const json::value* const value = member(parameter, "v");
            if (!value)
                continue;
            key_ = text_of(parameter, "k");
            number_ = number_text(*value);
            if (value->is_int64())
                against_number(value->get_int64());
            else if (value->is_string() && is_clock_time(number_))
                against_time();
        }
        return std::move(sights_);
    }

private:
    void add(std::string_view path, const json::value& value, int side, bool counted)
    {
        // How often a case was changed or opened again says nothing of the rule's own numbers.
        if (path.ends_with(".version") || path.ends_with(".reopened"))
            return;
        sights_.push_back(
            {std::string(text_of(rule_, "pack")), std::string(text_of(rule_, "rule")), key_,
             number_, std::string(path), number_text(value), side, counted, scenario_}
        );
    }

    void against_number(std::int64_t number)
    {
        for (const json::value& input : list_in(rule_, "inputs"))
            if (const json::value* const value = member(input, "v"); value && value->is_int64())
                add(text_of(input, "k"), *value, side_of(value->get_int64(), number), false);
        for (const json::value& output : list_in(rule_, "out")) {
            const json::value* const have = member(output, "have");
            const json::value* const need = member(output, "need");
            if (have && need && have->is_int64() && need->is_int64() && need->get_int64() == number)
                add("quota " + std::string(text_of(output, "quota")), *have,
                    side_of(have->get_int64(), number), false);
        }
        for (const json::value& step : list_in(rule_, "steps")) {
            const json::array& in = list_in(step, "in");
            const bool counts = in.size() == 2 && in[1].is_int64() &&
                                (in[1].get_int64() == number || in[1].get_int64() == -number);
            if (counts)
                against_day(step, in[0]);
        }
    }

    // Days of the case against the day that was counted, without the one it was counted from.
    void against_day(const json::value& step, const json::value& from)
    {
        const json::value* const out = member(step, "out");
        const Time counted = out ? time_in(*out) : Time();
        const Time origin = time_in(from);
        if (!counted.day)
            return;
        const std::int32_t day = counted.day.value_or(Date::from_days(0)).days();
        const auto compare = [&](std::string_view path, const json::value& value) {
            const Time time = time_in(value);
            if (time.day && (path == "today" || time.day != origin.day))
                add(path, value, side_of(time.day->days(), day), true);
        };
        if (const json::value* const today = member(trace_, "as_of"))
            compare("today", *today);
        for (const json::value& input : list_in(rule_, "inputs"))
            if (const json::value* const value = member(input, "v"))
                compare(text_of(input, "k"), *value);
    }

    void against_time()
    {
        for (const json::value& step : list_in(rule_, "steps")) {
            const json::array& in = list_in(step, "in");
            const json::value* const out = member(step, "out");
            // The end of a day is its 24:00, whether or not the rule says so in figures.
            const bool made = in.size() == 2 ? number_text(in[1]) == number_
                                             : number_ == "24:00" && text_of(step, "f") == day_end;
            if (!made || !out || !time_in(*out).instant)
                continue;
            const std::int64_t due = time_in(*out).instant->ms();
            const auto compare = [&](std::string_view path, const json::value& value) {
                if (const auto instant = time_in(value).instant)
                    add(path, value, side_of(instant->ms(), due), true);
            };
            if (const json::value* const known = member(trace_, "known_at"))
                compare("known_at", *known);
            for (const json::value& input : list_in(rule_, "inputs"))
                if (const json::value* const value = member(input, "v"))
                    compare(text_of(input, "k"), *value);
        }
    }

    const json::value& trace_;
    const json::value& rule_;
    std::size_t scenario_;
    std::string key_;
    std::string number_;
    std::vector<Sight> sights_;
};

}  // namespace

json::array rules_in(std::string_view trace)
{
    const auto read = read_json(trace);
    return read ? list_in(*read, "rules") : json::array();
}

std::vector<Sight> sights_of(const std::vector<ScenarioRun>& runs)
{
    std::vector<Sight> all;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].scenario->is_of_tables())
            continue;
        const auto trace = read_json(runs[i].trace);
        if (!trace)
            continue;
        for (const json::value& rule : list_in(*trace, "rules"))
            std::ranges::move(RuleSights(*trace, rule, i).all(), std::back_inserter(all));
    }
    return all;
}

std::string number_text(const json::value& value)
{
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

}  // namespace beihui::rules
