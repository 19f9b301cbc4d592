#include "rules/tools/cover.hpp"

#include "rules/lint_parts.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace beihui::rules
{
namespace
{

std::vector<LinesCovered> lines_covered(const Pack& pack, const lua::LineLog& log)
{
    std::vector<LinesCovered> all;
    for (const RuleFile& file : rule_files(pack)) {
        const auto bytes =
            std::ranges::find(pack.files, file.path, [](const auto& each) { return each.first; });
        const auto lines = lua::lines_that_can_run(file.chunk_name, bytes->second);
        if (!lines)
            continue;  // a pack that loads has none
        LinesCovered covered;
        covered.path = file.path;
        covered.can_run = lines->size();
        const auto ran = log.lines().find(file.chunk_name);
        for (const int line : *lines)
            if (ran == log.lines().end() || !ran->second.contains(line))
                covered.missed.push_back(line);
        all.push_back(std::move(covered));
    }
    return all;
}

// What one run of one rule came to, from its trace.
struct Outcome
{
    bool met = false;
    bool unmet = false;
    bool not_applicable = false;
    bool failed = false;
};

void count_in(const Outcome& outcome, Outcomes& outcomes)
{
    outcomes.met += outcome.met ? 1U : 0U;
    outcomes.unmet += outcome.unmet ? 1U : 0U;
    outcomes.not_applicable += outcome.not_applicable ? 1U : 0U;
    outcomes.failed += outcome.failed ? 1U : 0U;
}

// Whether the scenario gave another value to a parameter that the rule read.
bool reads_another_value(const json::value& trace, const Scenario& scenario)
{
    const json::value* const read = member(trace, "params");
    return read && read->is_array() &&
           std::ranges::any_of(read->get_array(), [&](const json::value& parameter) {
               return scenario.parameters.contains(std::string(text_of(parameter, "k")));
           });
}

void add_output(const json::value& output, Outcome& outcome)
{
    if (member(output, "not_applicable")) {
        outcome.not_applicable = true;
    } else if (member(output, "quota")) {
        const bool reached = integer_of(output, "have") >= integer_of(output, "need");
        (reached ? outcome.met : outcome.unmet) = true;
    } else if (member(output, "finding")) {
        (text_of(output, "finding") == "info" ? outcome.met : outcome.unmet) = true;
    } else if (member(output, "met")) {
        if (!bool_of(output, "applicable", true))
            outcome.not_applicable = true;
        else
            (bool_of(output, "met") ? outcome.met : outcome.unmet) = true;
    } else {
        outcome.met = true;  // a duty that is owed
    }
}

std::vector<RuleOutcomes> outcomes_of(
    const Interpreter& interpreter,
    const std::vector<ScenarioRun>& runs
)
{
    std::vector<RuleOutcomes> all;
    for (const Rule& rule : interpreter.rules())
        all.push_back({rule.id, rule.clause, {}, {}});
    for (const ScenarioRun& run : runs)
        for (const json::value& trace : rules_in(run.trace)) {
            const auto found =
                std::ranges::find(all, std::string(text_of(trace, "rule")), &RuleOutcomes::rule);
            if (found == all.end())
                continue;
            Outcome outcome;
            outcome.failed = member(trace, "incident") != nullptr;
            if (const json::value* const out = member(trace, "out"); out && out->is_array())
                for (const json::value& output : out->get_array())
                    add_output(output, outcome);
            count_in(outcome, found->all);
            if (reads_another_value(trace, *run.scenario))
                count_in(outcome, found->with_params);
        }
    return all;
}

bool expects_item(const Scenario& scenario, const std::string& item)
{
    if (item.empty())
        return false;
    const auto has = [&](const std::vector<Expected>& all) {
        return std::ranges::find(all, item, &Expected::key) != all.end();
    };
    return has(scenario.requirements) || has(scenario.duties) ||
           std::ranges::any_of(scenario.unmet, [&](const ExpectedUnmet& unmet) {
               return std::ranges::find(unmet.keys, item) != unmet.keys.end();
           });
}

bool is_tested(const Clause& clause, const std::vector<ScenarioRun>& runs)
{
    return std::ranges::any_of(runs, [&](const ScenarioRun& run) {
        const Scenario& scenario = *run.scenario;
        return run.passed && (scenario.clause == clause.id ||
                              std::ranges::find(scenario.why, clause.id) != scenario.why.end() ||
                              expects_item(scenario, clause.item));
    });
}

bool is_told(const Clause& clause, const std::vector<const Story*>& stories)
{
    return std::ranges::any_of(stories, [&](const Story* story) {
        return story->clause == clause.id ||
               std::ranges::find(story->why, clause.id) != story->why.end();
    });
}

bool is_counted(const Pack& pack, const std::string& clause)
{
    return std::ranges::any_of(pack.tables, [&](const Table& table) {
        return table.clause == clause ||
               std::ranges::find(table.columns, clause, &Column::clause) != table.columns.end();
    });
}

std::size_t count(const std::vector<ClauseCovered>& clauses, auto condition)
{
    return static_cast<std::size_t>(std::ranges::count_if(clauses, condition));
}

}  // namespace

std::size_t percent_of(std::size_t part, std::size_t whole)
{
    return whole == 0 ? 100 : part * 100 / whole;
}

std::size_t Cover::lines_percent() const
{
    std::size_t can_run = 0;
    std::size_t missed = 0;
    for (const LinesCovered& file : files) {
        can_run += file.can_run;
        missed += file.missed.size();
    }
    return percent_of(can_run - missed, can_run);
}

std::size_t Cover::duties() const
{
    return count(clauses, [](const ClauseCovered& clause) { return clause.is_duty(); });
}

std::size_t Cover::duties_coded() const
{
    return count(clauses, [](const ClauseCovered& c) { return c.is_duty() && c.coded; });
}

std::size_t Cover::duties_tested() const
{
    return count(clauses, [](const ClauseCovered& c) { return c.is_duty() && c.tested; });
}

std::size_t Cover::with_numbers() const
{
    return count(clauses, [](const ClauseCovered& clause) { return clause.numbers; });
}

std::size_t Cover::at_boundary() const
{
    return count(clauses, [](const ClauseCovered& clause) { return clause.at_boundary; });
}

std::size_t Cover::declared() const
{
    return clauses.size() - duties();
}

std::size_t Cover::parameters() const
{
    std::set<std::string> keys;
    for (const NumberTried& number : numbers)
        keys.insert(number.parameter);
    return keys.size();
}

std::size_t Cover::parameters_tried() const
{
    std::set<std::string> missing;
    for (const NumberTried& number : numbers)
        if (!number.complete())
            missing.insert(number.parameter);
    return parameters() - missing.size();
}

std::vector<std::string> Cover::declared_in_vain() const
{
    std::vector<std::string> all;
    for (const NumberTried& number : numbers)
        for (const SideTried& side : sides_of(number)) {
            const std::string name = number.parameter + " " + std::string(side.name);
            if (side.tried && side.is_declared() && std::ranges::find(all, name) == all.end())
                all.push_back(name);
        }
    return all;
}

Cover cover_of(
    const Pack& pack,
    const Interpreter& interpreter,
    const std::vector<ScenarioRun>& runs,
    const std::vector<const Story*>& stories,
    const lua::LineLog& lines
)
{
    Cover cover;
    cover.files = lines_covered(pack, lines);
    cover.rules = outcomes_of(interpreter, runs);
    cover.numbers = numbers_tried(pack, runs);
    for (const Clause& clause : pack.clauses) {
        ClauseCovered covered;
        covered.id = clause.id;
        covered.check = clause.check;
        // Lint refuses a checklist clause whose item stands nowhere.
        covered.coded = clause.check == "checklist" ||
                        (clause.check == "rule" &&
                         (is_cited(pack, interpreter, clause.id) || is_counted(pack, clause.id)));
        covered.tested = is_tested(clause, runs) || is_told(clause, stories);
        covered.at_boundary = true;
        for (const NumberTried& number : cover.numbers)
            if (number.clause == clause.id) {
                covered.numbers = true;
                covered.at_boundary &= number.complete();
            }
        covered.at_boundary &= covered.numbers;
        cover.clauses.push_back(std::move(covered));
    }
    return cover;
}

}  // namespace beihui::rules
