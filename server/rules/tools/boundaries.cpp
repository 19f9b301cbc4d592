#include "rules/tools/boundaries.hpp"

#include "base/text.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>
#include <map>

namespace beihui::rules
{
namespace
{

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

std::string shown(const json::value& value)
{
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
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
            number_ = shown(*value);
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
            {std::string(text_of(rule_, "rule")), key_, number_, std::string(path), shown(value),
             side, counted, scenario_}
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
        const auto compare = [&](std::string_view path, const json::value& value) {
            const Time time = time_in(value);
            if (time.day && (path == "today" || time.day != origin.day))
                add(path, value, side_of(time.day->days(), counted.day->days()), true);
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
            if (in.size() != 2 || !out || shown(in[1]) != number_ || !time_in(*out).instant)
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

bool is_number(const json::value& value)
{
    return value.is_int64() ||
           (value.is_string() && is_clock_time(std::string_view(value.get_string())));
}

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

std::vector<NumberTried> numbers_tried(const Pack& pack, const std::vector<ScenarioRun>& runs)
{
    std::map<std::pair<std::string, std::string>, std::map<std::string, NumberTried>> tried;
    std::map<std::string, std::string> clauses;
    for (const ScenarioRun& run : runs)
        for (const json::value& rule : rules_in(run.trace)) {
            const std::string id(text_of(rule, "rule"));
            clauses[id] = text_of(rule, "clause", clauses[id]);
            for (const json::value& parameter : list_in(rule, "params"))
                if (const json::value* const value = member(parameter, "v");
                    value && is_number(*value)) {
                    const std::string key(text_of(parameter, "k"));
                    tried[{id, key}][""] = {id, clauses[id], key,   shown(*value),
                                            "", false,       false, false};
                }
        }
    for (const Sight& sight : sights_of(runs)) {
        if (!runs[sight.scenario].passed)
            continue;  // what a failing scenario shows is not proved
        NumberTried& number = tried[{sight.rule, sight.parameter}][sight.path];
        number.rule = sight.rule;
        number.clause = clauses[sight.rule];
        number.parameter = sight.parameter;
        number.number = sight.number;
        number.path = sight.path;
        number.below |= sight.side < 0;
        number.at |= sight.side == 0;
        number.above |= sight.side > 0;
    }
    const auto sides = [](const NumberTried& number) {
        return int{number.below} + int{number.at} * 2 + int{number.above};
    };
    std::vector<NumberTried> all;
    for (const auto& [key, paths] : tried) {
        const NumberTried* best = &paths.begin()->second;
        for (const auto& [path, number] : paths)
            if (sides(number) > sides(*best))
                best = &number;
        all.push_back(*best);
    }
    const std::vector<NumberTried> alone = all;
    for (NumberTried& number : all)
        for (const NumberTried& other : alone)
            if (other.parameter == number.parameter && sides(other) > sides(number)) {
                number.path = other.path;
                number.below = other.below;
                number.at = other.at;
                number.above = other.above;
            }
    for (const Parameter& parameter : pack.parameters) {
        const bool read = std::ranges::any_of(all, [&](const NumberTried& number) {
            return number.parameter == parameter.key;
        });
        if (!read && is_number(parameter.values.back().value))
            all.push_back(
                {"", parameter.values.back().clause, parameter.key,
                 shown(parameter.values.back().value), "", false, false, false}
            );
    }
    return all;
}

}  // namespace beihui::rules
