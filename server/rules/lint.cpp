#include "rules/lint.hpp"

#include "domain/measure.hpp"
#include "domain/role.hpp"
#include "rules/interpreter.hpp"
#include "rules/lint_parts.hpp"
#include "rules/scenario.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

// Reads a measure once for the value that each parameter has last.
void check_measure(
    const Pack& pack,
    const json::object& data,
    std::string_view place,
    Findings& findings
)
{
    const auto parameter = [&](std::string_view key) -> std::optional<json::value> {
        const Parameter* const found = pack.parameter(key);
        return found && !found->values.empty() ? std::optional(found->values.back().value)
                                               : std::nullopt;
    };
    const auto measure = Measure::read(data, place, parameter);
    if (measure)
        return;
    for (Fault fault : measure.error().faults) {
        fault.code = "RP1210";
        findings.errors.push_back(std::move(fault));
    }
}

void check_measures(const Pack& pack, const Interpreter& interpreter, Findings& findings)
{
    for (const Table& table : pack.tables)
        for (const Column& column : table.columns)
            check_measure(pack, column.measure, column.line, findings);
    for (const Rule& rule : interpreter.rules())
        for (const auto& [name, measure] : rule.needs)
            check_measure(pack, measure.as_object(), rule.place, findings);
}

Coverage coverage_of(
    const Pack& pack,
    const Interpreter& interpreter,
    const std::vector<Scenario>& scenarios
)
{
    Coverage coverage;
    coverage.clauses = pack.clauses.size();
    for (const Clause& clause : pack.clauses) {
        coverage.by_rule +=
            clause.check == "rule" && is_cited(pack, interpreter, clause.id) ? 1U : 0U;
        coverage.by_checklist += clause.check == "checklist" ? 1U : 0U;
        coverage.information += clause.check == "information" ? 1U : 0U;
        coverage.tested += std::ranges::any_of(scenarios, [&](const Scenario& scenario) {
            return scenario.clause == clause.id ||
                   std::ranges::find(scenario.why, clause.id) != scenario.why.end();
        });
    }
    return coverage;
}

}  // namespace

Lint lint_pack(const std::filesystem::path& folder)
{
    Lint lint;
    const auto pack = read_pack(folder);
    if (!pack) {
        Faults faults;
        faults.take(pack.error());
        lint.errors = faults.all();
        return lint;
    }
    return lint_pack(**pack);
}

Lint lint_pack(const Pack& pack)
{
    Lint lint;
    Faults faults;
    const std::vector<Scenario> scenarios = scenarios_of(pack, faults);
    Findings findings;
    check_texts(pack, findings);
    check_clauses(pack, findings);
    check_manifest(pack, findings);
    const auto interpreter = Interpreter::load(pack, lua::Limits::standard());
    if (interpreter) {
        check_measures(pack, **interpreter, findings);
        check_citations(pack, **interpreter, findings);
        check_use(pack, **interpreter, findings);
        lint.coverage = coverage_of(pack, **interpreter, scenarios);
    } else {
        faults.take(interpreter.error());
    }
    lint.errors = faults.all();
    std::ranges::move(findings.errors, std::back_inserter(lint.errors));
    lint.warnings = std::move(findings.warnings);
    return lint;
}

}  // namespace beihui::rules
