#include "rules/lint.hpp"

#include "domain/measure.hpp"
#include "domain/role.hpp"
#include "rules/interpreter.hpp"
#include "rules/lint_parts.hpp"
#include "rules/overlay.hpp"
#include "rules/scenario.hpp"
#include "rules/story.hpp"

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
    Measure::Use use,
    Findings& findings
)
{
    const auto parameter = [&](std::string_view key) -> std::optional<json::value> {
        const Parameter* const found = pack.parameter(key);
        return found && !found->values.empty() ? std::optional(found->values.back().value)
                                               : std::nullopt;
    };
    const auto measure = Measure::read(data, place, parameter, use);
    if (measure)
        return;
    const Error error = measure.error();
    for (Fault fault : error.faults) {
        if (!fault.code.starts_with("RP"))
            fault.code = "RP1410";
        findings.errors.push_back(std::move(fault));
    }
}

void check_measures(const Pack& pack, const Interpreter& interpreter, Findings& findings)
{
    for (const Table& table : pack.tables)
        for (const Column& column : table.columns)
            check_measure(pack, column.measure, column.line, Measure::Use::column, findings);
    for (const Rule& rule : interpreter.rules())
        for (const auto& [name, measure] : rule.needs)
            check_measure(pack, measure.as_object(), rule.place, Measure::Use::need, findings);
}

Coverage coverage_of(
    const Pack& pack,
    const Interpreter& interpreter,
    const std::vector<Scenario>& scenarios,
    const std::vector<Story>& stories
)
{
    const auto tests = [](const auto& test, const std::string& clause) {
        return test.clause == clause || std::ranges::find(test.why, clause) != test.why.end();
    };
    Coverage coverage;
    coverage.clauses = pack.clauses.size();
    for (const Clause& clause : pack.clauses) {
        coverage.by_rule +=
            clause.check == "rule" && is_cited(pack, interpreter, clause.id) ? 1U : 0U;
        coverage.by_checklist += clause.check == "checklist" ? 1U : 0U;
        coverage.information += clause.check == "information" ? 1U : 0U;
        const auto tested = [&](const auto& test) { return tests(test, clause.id); };
        coverage.tested +=
            std::ranges::any_of(scenarios, tested) || std::ranges::any_of(stories, tested);
    }
    return coverage;
}

}  // namespace

Lint lint_pack(const std::filesystem::path& folder, const std::filesystem::path& installed)
{
    Lint lint;
    const auto pack = read_pack(folder);
    if (!pack) {
        Faults faults;
        faults.take(pack.error());
        lint.errors = faults.all();
        return lint;
    }
    std::vector<std::filesystem::path> folders = {folder_around(folder)};
    if (!installed.empty())
        folders.push_back(installed);
    auto others = read_other_packs(**pack, packs_named_by(**pack), folders);
    if (others)
        return lint_pack(*pack, std::move(*others));
    lint = lint_pack(*pack, {});
    Faults faults;
    faults.take(others.error());
    for (const Fault& fault : faults.all())
        lint.errors.push_back(fault);
    return lint;
}

Lint lint_pack(
    const std::shared_ptr<const Pack>& read,
    std::vector<std::shared_ptr<const Pack>> others
)
{
    const Pack& pack = *read;
    Lint lint;
    Faults faults;
    const std::vector<Scenario> scenarios = scenarios_of(pack, faults);
    const std::vector<Story> stories = stories_of(pack, faults);
    others.push_back(read);
    check_extensions(others, faults);
    Findings findings;
    check_texts(pack, findings);
    check_clauses(pack, findings);
    check_manifest(pack, findings);
    const auto interpreter = Interpreter::load(pack, lua::Limits::standard());
    if (interpreter) {
        check_measures(pack, **interpreter, findings);
        check_citations(pack, **interpreter, findings);
        check_use(pack, **interpreter, findings);
        lint.coverage = coverage_of(pack, **interpreter, scenarios, stories);
    } else {
        faults.take(interpreter.error());
    }
    lint.errors = faults.all();
    std::ranges::move(findings.errors, std::back_inserter(lint.errors));
    lint.warnings = std::move(findings.warnings);
    return lint;
}

}  // namespace beihui::rules
