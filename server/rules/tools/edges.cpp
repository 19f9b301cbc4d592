#include "rules/tools/edges.hpp"

#include "base/text.hpp"
#include "rules/tools/scenario_text.hpp"
#include "rules/tools/yaml_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <set>

namespace beihui::rules
{
namespace
{

std::optional<std::int64_t> number_in(std::string_view text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

std::string side_words(std::string_view side)
{
    return side == "below"    ? "下"
           : side == "at"     ? "正好"
           : side == "above"  ? "上"
           : side == "before" ? "前一天"
           : side == "on"     ? "当天"
                              : "后一天";
}

class EdgeFinder
{
public:
    EdgeFinder(const Pack& pack, const std::vector<ScenarioRun>& runs, const CalendarView& calendar)
        : pack_(pack), runs_(runs), calendar_(calendar), text_(pack), sights_(sights_of(runs))
    {}

    std::vector<Edge> find()
    {
        std::set<std::string> done;
        for (const NumberTried& number : numbers_tried(pack_, runs_)) {
            if (number.rule.empty() || done.contains(number.parameter))
                continue;
            const std::size_t before = edges_.size();
            if (is_clock_time(number.number))
                propose_times(number);
            else
                propose_numbers(number);
            if (edges_.size() > before)
                done.insert(number.parameter);
        }
        for (const std::string& rule : rules_with_days())
            propose_days(rule);
        return std::move(edges_);
    }

private:
    std::string told(std::size_t run) const
    {
        const Scenario& scenario = *runs_[run].scenario;
        return scenario.name + "（" + scenario.place.text() + "）";
    }

    void add(
        const std::string& rule,
        const std::string& what,
        std::string_view side,
        const std::string& value,
        std::optional<std::size_t> existing,
        std::size_t model,
        std::string_view path
    )
    {
        Edge edge{rule, what, std::string(side), value, "", "", ""};
        if (existing) {
            edge.existing = told(*existing);
        } else {
            const std::string name = what + "：" + value + "（" + side_words(side) + "）";
            const auto yaml = text_.with(*runs_[model].scenario, name, path, value);
            if (yaml)
                edge.yaml = *yaml;
            else
                edge.advice =
                    "把 " + std::string(path) + " 写成 " + value + "，参照“" + told(model) + "”";
        }
        edges_.push_back(std::move(edge));
    }

    // Whether the pack says that the number stands against this path, or does not say.
    static bool is_against(const NumberTried& number, std::string_view path)
    {
        return number.declared.of.empty() || is_path_of(number.declared, path);
    }

    // The path that stands against a number on most sides and comes nearest to it.
    std::string path_of(const NumberTried& number, std::int64_t n) const
    {
        std::map<std::string, std::pair<std::set<int>, std::int64_t>> paths;
        for (const Sight& sight : sights_) {
            const auto value = number_in(sight.value);
            if (sight.rule != number.rule || sight.parameter != number.parameter || sight.counted ||
                !value || !is_against(number, sight.path))
                continue;
            const std::int64_t distance = std::abs(*value - n);
            auto& [sides, nearest] =
                paths.try_emplace(sight.path, std::set<int>(), distance).first->second;
            sides.insert(sight.side);
            nearest = std::min(nearest, distance);
        }
        std::string best;
        for (const auto& [path, seen] : paths) {
            const auto& [sides, distance] = seen;
            if (best.empty() || sides.size() > paths[best].first.size() ||
                (sides.size() == paths[best].first.size() && distance < paths[best].second))
                best = path;
        }
        return best;
    }

    const Sight* nearest(const NumberTried& number, const std::string& path, std::int64_t n) const
    {
        const Sight* best = nullptr;
        std::int64_t distance = 0;
        for (const Sight& sight : sights_) {
            const auto value = number_in(sight.value);
            if (sight.rule != number.rule || sight.parameter != number.parameter ||
                sight.path != path || !value)
                continue;
            const std::int64_t own = std::abs(*value - n);
            if (!best || own < distance) {
                best = &sight;
                distance = own;
            }
        }
        return best;
    }

    // Only the path that was tried best: the rule may read other numbers too.
    void propose_numbers(const NumberTried& number)
    {
        const auto n = number_in(number.number);
        if (!n)
            return;
        const std::string path = path_of(number, *n);
        const Sight* const model = path.empty() ? nullptr : nearest(number, path, *n);
        // Days that a rule counts stand against other days; a number beside them is chance.
        const std::size_t before = edges_.size();
        propose_counted(number);
        if (edges_.size() > before)
            return;
        if (!model || is_chance(number, path, *n, *model))
            return;
        const std::pair<std::string_view, std::int64_t> sides[] = {
            {"below", *n - 1}, {"at", *n}, {"above", *n + 1}
        };
        for (const auto& [side, value] : sides)
            if (!is_declared(number, side))
                add(number.rule, number.parameter + " " + number.number, side,
                    std::to_string(value), with_value(number, path, std::to_string(value)),
                    model->scenario, path);
    }

    static bool is_declared(const NumberTried& number, std::string_view side)
    {
        return std::ranges::any_of(sides_of(number), [&](const SideTried& each) {
            return each.name == side && each.is_declared();
        });
    }

    // A count of 11 says nothing of a year: one side only, and far away.
    bool is_chance(
        const NumberTried& number,
        const std::string& path,
        std::int64_t n,
        const Sight& model
    ) const
    {
        const auto value = number_in(model.value);
        const bool one_side = std::ranges::all_of(sights_, [&](const Sight& sight) {
            return sight.rule != number.rule || sight.parameter != number.parameter ||
                   sight.path != path || sight.side == model.side;
        });
        return one_side && value && std::abs(*value - n) * 2 > n + 2;
    }

    std::optional<std::size_t> with_value(
        const NumberTried& number,
        const std::string& path,
        const std::string& value
    ) const
    {
        for (const Sight& sight : sights_)
            if (sight.rule == number.rule && sight.parameter == number.parameter &&
                sight.path == path && sight.value == value)
                return sight.scenario;
        return std::nullopt;
    }

    // A number of days: the day before, on and after the one that the rule counts.
    void propose_counted(const NumberTried& number)
    {
        for (const Sight& sight : sights_) {
            if (sight.rule != number.rule || sight.parameter != number.parameter ||
                !sight.counted || sight.path != "today")
                continue;
            const std::optional<Date> day = counted_day(sight.scenario, number);
            if (!day)
                continue;
            propose_around(
                number.rule, number.parameter + " " + number.number, *day, sight.scenario
            );
            return;
        }
    }

    std::optional<Date> counted_day(std::size_t run, const NumberTried& number) const
    {
        const auto n = number_in(number.number);
        for (const json::value& rule : rules_in(runs_[run].trace)) {
            const json::value* const steps = member(rule, "steps");
            if (text_of(rule, "rule") != number.rule || !steps || !steps->is_array())
                continue;
            for (const json::value& step : steps->get_array()) {
                const json::value* const in = member(step, "in");
                const bool counts = in && in->is_array() && in->get_array().size() == 2 &&
                                    in->get_array()[1].is_int64() && n &&
                                    std::abs(in->get_array()[1].get_int64()) == *n;
                if (const auto day = Date::parse(text_of(step, "out")); counts && day)
                    return *day;
            }
        }
        return std::nullopt;
    }

    // The moment that the rule made of a day and this time of day.
    std::optional<Instant> moment_of(std::size_t run, const NumberTried& number) const
    {
        for (const json::value& rule : rules_in(runs_[run].trace)) {
            const json::value* const steps = member(rule, "steps");
            if (text_of(rule, "rule") != number.rule || !steps || !steps->is_array())
                continue;
            for (const json::value& step : steps->get_array()) {
                const json::value* const in = member(step, "in");
                const bool uses = in && in->is_array() && in->get_array().size() == 2 &&
                                  in->get_array()[1] == json::string_view(number.number);
                if (const auto moment = Instant::parse(text_of(step, "out")); uses && moment)
                    return *moment;
            }
        }
        return std::nullopt;
    }

    void propose_times(const NumberTried& number)
    {
        for (std::size_t run = 0; run < runs_.size(); ++run) {
            const auto due = moment_of(run, number);
            if (!due)
                continue;
            const std::pair<std::string_view, Instant> sides[] = {
                {"below", due->plus_ms(-1000)}, {"at", *due}, {"above", due->plus_ms(1000)}
            };
            for (const auto& [side, instant] : sides)
                add(number.rule, number.parameter + " " + number.number, side, instant.text(),
                    known_at(number.rule, instant), run, "known_at");
            return;
        }
    }

    std::optional<std::size_t> known_at(const std::string& rule, Instant instant) const
    {
        for (std::size_t i = 0; i < runs_.size(); ++i)
            if (runs_[i].scenario->known_at == instant && ran(rule, i))
                return i;
        return std::nullopt;
    }

    bool ran(const std::string& rule, std::size_t run) const
    {
        const json::array rules = rules_in(runs_[run].trace);
        return std::ranges::any_of(rules, [&](const json::value& each) {
            return text_of(each, "rule") == rule && !member(each, "incident");
        });
    }

    // The rules that asked the calendar about a day.
    std::set<std::string> rules_with_days() const
    {
        std::set<std::string> all;
        for (const ScenarioRun& run : runs_)
            for (const json::value& rule : rules_in(run.trace))
                if (const json::value* const steps = member(rule, "steps");
                    steps && steps->is_array() && !steps->get_array().empty())
                    all.emplace(text_of(rule, "rule"));
        return all;
    }

    void propose_around(
        const std::string& rule,
        const std::string& what,
        Date day,
        std::size_t model
    )
    {
        const std::pair<std::string_view, Date> sides[] = {
            {"before", day - 1}, {"on", day}, {"after", day + 1}
        };
        for (const auto& [side, each] : sides)
            propose_day(rule, what, side, each, model);
    }

    void propose_day(
        const std::string& rule,
        const std::string& what,
        std::string_view side,
        Date day,
        std::size_t model
    )
    {
        std::optional<std::size_t> existing;
        for (std::size_t i = 0; i < runs_.size() && !existing; ++i)
            if (runs_[i].scenario->today == day && ran(rule, i))
                existing = i;
        // One scenario runs every rule of its workflow.
        if (days_.emplace(runs_[model].scenario->workflow, day.days()).second)
            add(rule, what, side, day.text(), existing, model, "today");
    }

    // Holidays and make-up days of each phase, its two ends, and the end of a year within it.
    void propose_days(const std::string& rule)
    {
        std::optional<std::size_t> model;
        for (std::size_t i = 0; i < runs_.size() && !model; ++i)
            if (!runs_[i].scenario->is_of_tables() && ran(rule, i))
                model = i;
        if (!model)
            return;
        for (const auto& [from, to] : pack_.phases) {
            propose_day(rule, "阶段首日 " + from.text(), "before", from - 1, *model);
            propose_day(rule, "阶段首日 " + from.text(), "on", from, *model);
            DayKind before = DayKind::working;
            for (Date day = from; day <= to; day = day + 1) {
                const auto known =
                    calendar_.covers(day) ? calendar_.day(day) : Result<CalendarDay>(CalendarDay());
                if (!known)
                    continue;
                const std::string what = known->name + " " + day.text();
                const bool begins = known->kind == DayKind::holiday && before != DayKind::holiday;
                if (begins) {
                    propose_day(rule, what, "before", day - 1, *model);
                    propose_day(rule, what, "on", day, *model);
                }
                if (before == DayKind::holiday && known->kind != DayKind::holiday)
                    propose_day(rule, "节后首日 " + day.text(), "after", day, *model);
                if (known->kind == DayKind::makeup)
                    propose_day(rule, "调休上班 " + day.text(), "on", day, *model);
                if (day.month() == 12 && day.day() == 31)
                    propose_day(rule, "年末 " + day.text(), "on", day, *model);
                before = known->kind;
            }
            propose_day(rule, "阶段末日 " + to.text(), "on", to, *model);
            propose_day(rule, "阶段末日 " + to.text(), "after", to + 1, *model);
        }
    }

    const Pack& pack_;
    const std::vector<ScenarioRun>& runs_;
    const CalendarView& calendar_;
    ScenarioText text_;
    std::vector<Sight> sights_;
    std::vector<Edge> edges_;
    std::set<std::pair<std::string, std::int32_t>> days_;  // proposed, by workflow
};

}  // namespace

std::vector<Edge> edges_of(
    const Pack& pack,
    const std::vector<ScenarioRun>& runs,
    const CalendarView& calendar
)
{
    return EdgeFinder(pack, runs, calendar).find();
}

}  // namespace beihui::rules
