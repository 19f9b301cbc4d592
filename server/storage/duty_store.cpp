#include "storage/case_batch.hpp"
#include "storage/columns.hpp"
#include "storage/scope_sql.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::storage
{
namespace
{

constexpr std::string_view duty_columns =
    "d.duty_key, d.pack, d.clause, d.title_zh, d.title_en, d.owner, d.form, d.due_ms,"
    " d.due_source, d.state, d.done_ms, d.rules, d.known_on, d.period_end, d.occasion";
constexpr std::string_view duty_types = "tttttttittitttt";

Duty read_duty(Query& row)
{
    Duty duty;
    duty.key = row.text();
    duty.pack = row.text();
    duty.clause = row.text();
    duty.title.zh = row.text();
    duty.title.en = row.text();
    duty.owner = row.text();
    duty.form = row.text();
    duty.due = row.maybe_instant();
    duty.due_source = row.text();
    duty.state = row.text();
    duty.done_at = row.maybe_instant();
    duty.rules = row.text();
    duty.known_on = stored_day(row.text());
    duty.period_end = stored_day(row.text());
    duty.occasion = row.text();
    return duty;
}

}  // namespace

std::vector<Duty> duties_of_case(ReadTxn& txn, std::string_view case_id)
{
    static const std::string sql = "SELECT " + std::string(duty_columns) +
                                   " FROM duty d WHERE d.case_id = :case"
                                   " ORDER BY d.due_ms NULLS LAST, d.duty_key";
    std::vector<Duty> duties;
    Query rows(txn, sql, duty_types, {case_id});
    while (rows.next())
        duties.push_back(read_duty(rows));
    return duties;
}

std::vector<DutyLine> list_duties(ReadTxn& txn, const Scope& scope, const DutyQuery& query)
{
    std::deque<std::string> texts;
    std::vector<Parameter> parameters{query.state};
    std::string sql = "SELECT " + std::string(duty_columns) +
                      ", c.number, c.title, c.organisation FROM duty d"
                      " JOIN cases c ON c.id = d.case_id WHERE d.state = :state AND " +
                      scope_condition(scope, "c", texts, parameters);
    if (!query.without.empty()) {
        sql += " AND (c.organisation = :own OR d.owner NOT IN (";
        parameters.emplace_back(query.own);
        for (std::size_t i = 0; i < query.without.size(); ++i) {
            sql += (i > 0 ? ", :owner" : ":owner") + std::to_string(i);
            parameters.emplace_back(query.without[i]);
        }
        sql += "))";
    }
    sql += " ORDER BY d.due_ms NULLS LAST, c.number, d.duty_key LIMIT :most";
    parameters.emplace_back(query.most);
    static const std::string types = std::string(duty_types) + "ttt";
    std::vector<DutyLine> lines;
    Query rows(txn, sql, types, parameters);
    while (rows.next()) {
        DutyLine& line = lines.emplace_back();
        line.duty = read_duty(rows);
        line.case_number = rows.text();
        line.case_title = rows.text();
        line.organisation = rows.text();
    }
    return lines;
}

std::vector<std::pair<std::string, Duty>> duties_of_cases(
    ReadTxn& txn,
    std::span<const std::string> ids
)
{
    static const std::string sql = "SELECT d.case_id, " + std::string(duty_columns) +
                                   " FROM duty d WHERE d.case_id IN " + places_of_a_batch() +
                                   " ORDER BY d.case_id, d.due_ms NULLS LAST, d.duty_key";
    static const std::string types = "t" + std::string(duty_types);
    std::vector<std::pair<std::string, Duty>> duties;
    Query rows(txn, sql, types, filled_batch(ids));
    while (rows.next()) {
        std::string case_id = rows.text();
        duties.emplace_back(std::move(case_id), read_duty(rows));
    }
    return duties;
}

}  // namespace beihui::storage
