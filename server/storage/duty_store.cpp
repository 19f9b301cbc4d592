#include "storage/case_batch.hpp"
#include "storage/columns.hpp"
#include "storage/duty_rows.hpp"
#include "storage/filing_store.hpp"
#include "storage/scope_sql.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::storage
{

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
    duty.acceptances = row.integer();
    return duty;
}

std::string owner_condition(
    const std::string& own,
    const std::vector<std::string>& without,
    std::vector<Parameter>& parameters
)
{
    if (without.empty())
        return {};
    parameters.emplace_back(own);
    std::string sql = " AND (c.organisation = :own OR d.owner NOT IN (";
    for (std::size_t i = 0; i < without.size(); ++i) {
        sql += (i > 0 ? ", :owner" : ":owner") + std::to_string(i);
        parameters.emplace_back(without[i]);
    }
    return sql + "))";
}

Query ask_duties(ReadTxn& txn, std::string_view case_id)
{
    static const std::string sql = "SELECT " + std::string(duty_columns) +
                                   " FROM duty d WHERE d.case_id = :case"
                                   " ORDER BY d.due_ms NULLS LAST, d.duty_key";
    return Query(txn, sql, duty_types, {case_id});
}

std::vector<Duty> read_duties(Query& rows)
{
    std::vector<Duty> duties;
    while (rows.next())
        duties.push_back(read_duty(rows));
    return duties;
}

std::vector<Duty> duties_of_case(ReadTxn& txn, std::string_view case_id)
{
    Query rows = ask_duties(txn, case_id);
    return read_duties(rows);
}

std::vector<DutyLine> list_duties(ReadTxn& txn, const Scope& scope, const DutyQuery& query)
{
    std::deque<std::string> texts;
    std::vector<Parameter> parameters{query.state};
    std::string sql = "SELECT " + std::string(duty_columns) +
                      ", c.number, c.title, c.organisation FROM duty d"
                      " JOIN cases c ON c.id = d.case_id WHERE d.state = :state AND " +
                      scope_condition(scope, "c", texts, parameters);
    sql += " AND " + level_condition(scope, "c", texts, parameters);
    sql += owner_condition(query.own, query.without, parameters);
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

std::vector<FiledLine> list_filed(ReadTxn& txn, const Scope& scope, const FiledQuery& query)
{
    const std::string period = query.period_end ? query.period_end->text() : std::string();
    const std::int64_t any = query.period_end ? 0 : 1;
    std::deque<std::string> texts;
    std::vector<Parameter> parameters{query.pack, query.form, any, period};
    std::string sql = "SELECT " + std::string(duty_columns) +
                      ", c.number, c.organisation, c.org_path FROM duty d"
                      " JOIN cases c ON c.id = d.case_id"
                      " WHERE d.pack = :pack AND d.form = :form AND d.state <> 'waived'"
                      " AND (:any = 1 OR d.period_end = :period) AND " +
                      scope_condition(scope, "c", texts, parameters);
    // A statement of its own: each adds its values behind those of the one before.
    sql += owner_condition(query.own, query.without, parameters);
    sql += " ORDER BY c.org_path, c.number, d.duty_key";
    static const std::string types = std::string(duty_types) + "ttt";
    std::vector<FiledLine> lines;
    Query rows(txn, sql, types, parameters);
    while (rows.next()) {
        FiledLine& line = lines.emplace_back();
        line.duty = read_duty(rows);
        line.case_number = rows.text();
        line.organisation = rows.text();
        line.org_path = rows.text();
    }
    return lines;
}

std::vector<OwedForm> list_owed_forms(ReadTxn& txn, const Scope& scope, const FiledQuery& query)
{
    std::deque<std::string> texts;
    std::vector<Parameter> parameters;
    std::string sql = "SELECT d.pack, d.form, MIN(d.title_zh), MIN(d.title_en), COUNT(*),"
                      " SUM(CASE WHEN d.state = 'done' THEN 1 ELSE 0 END)"
                      " FROM duty d JOIN cases c ON c.id = d.case_id"
                      " WHERE d.state <> 'waived' AND d.form <> '' AND " +
                      scope_condition(scope, "c", texts, parameters);
    sql += owner_condition(query.own, query.without, parameters);
    sql += " GROUP BY d.pack, d.form ORDER BY d.pack, d.form";
    std::vector<OwedForm> forms;
    Query rows(txn, sql, "ttttii", parameters);
    while (rows.next()) {
        OwedForm& form = forms.emplace_back();
        form.pack = rows.text();
        form.form = rows.text();
        form.title.zh = rows.text();
        form.title.en = rows.text();
        form.had_to_file = rows.integer();
        form.filed = rows.integer();
    }
    return forms;
}

std::int64_t count_open_duties(ReadTxn& txn, std::string_view organisation, std::string_view owner)
{
    Query row(
        txn,
        "SELECT COUNT(*) FROM duty d JOIN cases c ON c.id = d.case_id"
        " WHERE d.state = 'open' AND d.owner = :owner AND c.organisation = :organisation",
        "i", {owner, organisation}
    );
    return row.next() ? row.integer() : 0;
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
