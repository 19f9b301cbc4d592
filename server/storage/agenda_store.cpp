#include "storage/agenda_store.hpp"

#include "base/text.hpp"
#include "storage/case_rows.hpp"
#include "storage/columns.hpp"
#include "storage/duty_rows.hpp"
#include "storage/place_store.hpp"
#include "storage/scope_sql.hpp"
#include "storage/statement.hpp"
#include "storage/wall.hpp"

#include <deque>

namespace beihui::storage
{
namespace
{

// The scope and the subtree as one condition on `cases`, called `alias` in the statement. Each part
// adds its values behind those of the one before, so each is a statement of its own.
std::string place_condition(
    ReadTxn& txn,
    const Scope& scope,
    const std::string& within,
    std::string_view alias,
    std::deque<std::string>& texts,
    std::vector<Parameter>& parameters
)
{
    std::string sql = scope_condition(scope, alias, texts, parameters);
    sql += " AND " + level_condition(scope, alias, texts, parameters);
    if (within.empty())
        return sql;
    const Subtree subtree(txn, within);
    sql += " AND " + subtree.over(std::string(alias) + ".org_path");
    for (const std::string& bound : subtree.bounds())
        parameters.emplace_back(texts.emplace_back(bound));
    return sql;
}

}  // namespace

std::vector<Case> cases_between(ReadTxn& txn, const Scope& scope, const CasesAsked& asked)
{
    std::deque<std::string> texts;
    std::vector<Parameter> parameters;
    std::string sql = "SELECT " + std::string(case_columns) + " FROM cases WHERE workflow IN (";
    for (std::size_t i = 0; i < asked.workflows.size(); ++i) {
        sql += (i > 0 ? ", :workflow" : ":workflow") + std::to_string(i);
        parameters.emplace_back(asked.workflows[i]);
    }
    sql += ") AND starts_on <> '' AND starts_on <= :to_day"
           " AND (CASE WHEN ends_on = '' THEN starts_on ELSE ends_on END) >= :from_day AND ";
    parameters.emplace_back(texts.emplace_back(asked.to.text()));
    parameters.emplace_back(texts.emplace_back(asked.from.text()));
    sql += place_condition(txn, scope, asked.within, "cases", texts, parameters);
    sql += " ORDER BY starts_on, id LIMIT :most";
    parameters.emplace_back(asked.most);
    std::vector<Case> found;
    Query rows(txn, sql, case_column_types, parameters);
    while (rows.next()) {
        found.push_back(read_case(rows));
        require_within_wall(txn, found.back());
    }
    return found;
}

std::vector<Case> open_cases(ReadTxn& txn, const Scope& scope, const OpenCasesAsked& asked)
{
    std::deque<std::string> texts;
    std::vector<Parameter> parameters{asked.workflow};
    std::string sql = "SELECT " + std::string(case_columns) +
                      " FROM cases WHERE closed = 0 AND workflow = :workflow";
    for (std::size_t i = 0; i < asked.stages.size(); ++i) {
        sql += (i > 0 ? ", :stage" : " AND stage IN (:stage") + std::to_string(i);
        parameters.emplace_back(asked.stages[i]);
    }
    if (!asked.stages.empty())
        sql += ")";
    if (asked.only_blocked)
        sql += " AND open_items > 0";
    if (!trim(asked.text).empty()) {
        sql += " AND search LIKE :text ESCAPE '!'";
        parameters.emplace_back(texts.emplace_back(like_pattern(asked.text)));
    }
    sql += " AND " + place_condition(txn, scope, asked.within, "cases", texts, parameters);
    sql += " ORDER BY starts_on, id LIMIT :most";
    parameters.emplace_back(asked.most);
    std::vector<Case> found;
    Query rows(txn, sql, case_column_types, parameters);
    while (rows.next()) {
        found.push_back(read_case(rows));
        require_within_wall(txn, found.back());
    }
    return found;
}

std::vector<DueLine> duties_due(ReadTxn& txn, const Scope& scope, const DuesAsked& asked)
{
    std::deque<std::string> texts;
    std::vector<Parameter> parameters{asked.after, asked.until};
    std::string sql =
        "SELECT " + std::string(duty_columns) +
        ", c.id, c.number, c.title, c.workflow, c.organisation, c.version, c.changed_ms"
        " FROM duty d JOIN cases c ON c.id = d.case_id"
        " WHERE d.state IN ('open', 'done') AND d.due_ms > :after AND d.due_ms <= :until"
        " AND ";
    sql += place_condition(txn, scope, asked.within, "c", texts, parameters);
    sql += owner_condition(asked.own, asked.without, parameters);
    sql += " ORDER BY d.due_ms, c.number, d.duty_key LIMIT :most";
    parameters.emplace_back(asked.most);
    static const std::string types = std::string(duty_types) + "tttttii";
    std::vector<DueLine> lines;
    Query rows(txn, sql, types, parameters);
    while (rows.next()) {
        DueLine& line = lines.emplace_back();
        line.duty = read_duty(rows);
        line.case_id = rows.text();
        line.case_number = rows.text();
        line.case_title = rows.text();
        line.workflow = rows.text();
        line.organisation = rows.text();
        line.case_version = rows.integer();
        line.case_changed_at = rows.instant();
    }
    return lines;
}

}  // namespace beihui::storage
