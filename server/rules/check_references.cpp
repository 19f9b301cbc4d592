#include "base/text.hpp"
#include "rules/read_parts.hpp"

namespace beihui::rules
{
namespace
{

void check_clause(const Pack& pack, std::string_view clause, std::string_view line, Faults& faults)
{
    if (clause.empty() || pack.clause(clause))
        return;
    std::vector<std::string> known;
    for (const Clause& candidate : pack.clauses)
        known.push_back(candidate.id);
    const auto near = nearest_name(clause, known);
    const std::string name(clause);
    faults.add(
        {std::string(line), 0, 0}, "RP1105", "没有条款 " + name, "there is no clause " + name,
        near ? "是不是 " + *near + "？" : "先在 clauses.yaml 写出该条款",
        near ? "did you mean " + *near + "?" : "add the clause to clauses.yaml first"
    );
}

}  // namespace

void check_references(const Pack& pack, Faults& faults)
{
    const auto check_reading = [&](std::string_view id, std::string_view line) {
        if (id.empty() || pack.interpretation(id))
            return;
        faults.add(
            {std::string(line), 0, 0}, "RP1111", "没有口径 " + std::string(id),
            "there is no interpretation " + std::string(id), "先在 interpretations.yaml 写出该口径",
            "add it to interpretations.yaml first"
        );
    };
    for (const Parameter& parameter : pack.parameters)
        for (const ParameterValue& value : parameter.values) {
            check_clause(pack, value.clause, value.line, faults);
            check_reading(value.interpretation, value.line);
        }
    for (const Override& override : pack.overrides)
        for (const ParameterValue& value : override.parameter.values) {
            check_clause(pack, value.clause, value.line, faults);
            check_reading(value.interpretation, value.line);
        }
    for (const Amendment& amendment : pack.amends)
        check_clause(pack, amendment.by, amendment.line, faults);
    for (const Table& table : pack.tables) {
        check_clause(pack, table.clause, table.line, faults);
        for (const Column& column : table.columns) {
            check_clause(pack, column.clause, column.line, faults);
            check_reading(column.interpretation, column.line);
        }
    }
}

}  // namespace beihui::rules
