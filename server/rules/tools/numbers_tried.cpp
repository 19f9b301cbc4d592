// How the numbers of a pack were tried, from where scenarios stood against them.
#include "rules/tools/boundaries.hpp"

#include <algorithm>
#include <map>

namespace beihui::rules
{
namespace
{

constexpr std::string_view other_values = "params";  // of the number itself

// Letter by letter from both ends; between two stars anything may stand.
bool fits(std::string_view pattern, std::string_view text)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return pattern == text;
    if (!text.starts_with(pattern.substr(0, star)))
        return false;
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t at = star; at <= text.size(); ++at)
        if (fits(rest, text.substr(at)))
            return true;
    return false;
}

// Below, at or above the number that the pack has; none when they are of two kinds.
std::optional<int> side_of_value(const json::value& value, const json::value& own)
{
    if (value.is_int64() && own.is_int64())
        return value.get_int64() < own.get_int64() ? -1 : value.get_int64() > own.get_int64();
    if (value.is_string() && own.is_string())
        return value.get_string().compare(own.get_string());  // "09:30" < "12:00"
    return std::nullopt;
}

// What the scenarios of a pack say of its numbers, by rule and parameter, then by path.
class NumbersTried
{
public:
    NumbersTried(const Pack& pack, const std::vector<ScenarioRun>& runs) : pack_(pack), runs_(runs)
    {}

    std::vector<NumberTried> all()
    {
        for (const ScenarioRun& run : runs_)
            for (const json::value& rule : rules_in(run.trace))
                if (text_of(rule, "pack") == pack_.id)
                    add_rule(run, rule);
        for (const Sight& sight : sights_of(runs_))
            add_sight(sight);
        std::vector<NumberTried> best;
        for (const auto& [key, paths] : tried_)
            best.push_back(best_of(paths));
        share(best);
        add_unread(best);
        return best;
    }

private:
    static const json::value& own_value(const Parameter& parameter)
    {
        return parameter.values.back().value;
    }

    NumberTried& line(const std::string& rule, const Parameter& parameter, const std::string& path)
    {
        NumberTried& number = tried_[{rule, parameter.key}][path];
        number.rule = rule;
        number.clause = clauses_[rule];
        number.parameter = parameter.key;
        number.number = number_text(own_value(parameter));
        number.path = path;
        number.declared = parameter.boundary;
        return number;
    }

    static void stand(NumberTried& number, int side)
    {
        number.below |= side < 0;
        number.at |= side == 0;
        number.above |= side > 0;
    }

    // The path under which a sight is kept; none: it is not what the number is tried against.
    std::optional<std::string> kept_under(const Parameter& parameter, std::string_view path) const
    {
        if (!parameter.boundary.of.empty())
            return is_path_of(parameter.boundary, path) ? std::optional(parameter.boundary.of)
                                                        : std::nullopt;
        return path == other_values ? std::nullopt : std::optional(std::string(path));
    }

    void add_rule(const ScenarioRun& run, const json::value& rule)
    {
        const std::string id(text_of(rule, "rule"));
        clauses_[id] = text_of(rule, "clause", clauses_[id]);
        const json::value* const parameters = member(rule, "params");
        for (const json::value& read : parameters ? parameters->as_array() : json::array()) {
            const json::value* const value = member(read, "v");
            const Parameter* const parameter = pack_.parameter(text_of(read, "k"));
            if (!value || !parameter || !is_number(own_value(*parameter)))
                continue;
            line(id, *parameter, "");
            const auto side = side_of_value(*value, own_value(*parameter));
            const auto path = kept_under(*parameter, other_values);
            if (run.passed && side && path)
                stand(line(id, *parameter, *path), *side);
        }
    }

    void add_sight(const Sight& sight)
    {
        const ScenarioRun& run = runs_[sight.scenario];
        const Parameter* const parameter = pack_.parameter(sight.parameter);
        // What a failing scenario shows is not proved.
        if (!run.passed || sight.pack != pack_.id || !parameter ||
            run.scenario->parameters.contains(sight.parameter))
            return;
        if (const auto path = kept_under(*parameter, sight.path))
            stand(line(sight.rule, *parameter, *path), sight.side);
    }

    static NumberTried best_of(const std::map<std::string, NumberTried>& paths)
    {
        const NumberTried* best = &paths.begin()->second;
        for (const auto& [path, number] : paths)
            if (number.sides() > best->sides() ||
                (number.sides() == best->sides() && number.at && !best->at))
                best = &number;
        return *best;
    }

    static void share(std::vector<NumberTried>& all)
    {
        const std::vector<NumberTried> alone = all;
        for (NumberTried& number : all)
            for (const NumberTried& other : alone)
                if (other.parameter == number.parameter && other.sides() > number.sides()) {
                    number.path = other.path;
                    number.below = other.below;
                    number.at = other.at;
                    number.above = other.above;
                }
    }

    void add_unread(std::vector<NumberTried>& all) const
    {
        for (const Parameter& parameter : pack_.parameters) {
            if (!is_number(own_value(parameter)) ||
                std::ranges::find(all, parameter.key, &NumberTried::parameter) != all.end())
                continue;
            NumberTried number;
            number.clause = parameter.values.back().clause;
            number.parameter = parameter.key;
            number.number = number_text(own_value(parameter));
            number.declared = parameter.boundary;
            all.push_back(std::move(number));
        }
    }

    const Pack& pack_;
    const std::vector<ScenarioRun>& runs_;
    std::map<std::string, std::string> clauses_;
    std::map<std::pair<std::string, std::string>, std::map<std::string, NumberTried>> tried_;
};

}  // namespace

std::array<SideTried, 3> sides_of(const NumberTried& number)
{
    return {
        SideTried{"below", number.below, &number.declared.below},
        SideTried{"at", number.at, &number.declared.at},
        SideTried{"above", number.above, &number.declared.above},
    };
}

bool NumberTried::complete() const
{
    return std::ranges::all_of(sides_of(*this), [](const SideTried& side) {
        return side.tried || side.is_declared();
    });
}

std::vector<NumberTried> numbers_tried(const Pack& pack, const std::vector<ScenarioRun>& runs)
{
    return NumbersTried(pack, runs).all();
}

bool is_path_of(const Boundary& boundary, std::string_view path)
{
    return fits(boundary.of, path);
}

}  // namespace beihui::rules
