#include "storage/measure_store.hpp"

#include "base/text.hpp"
#include "storage/columns.hpp"
#include "storage/fact_rows.hpp"
#include "storage/measure_sql.hpp"
#include "storage/measure_words.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

constexpr std::size_t size_of_day = 10;  // 2026-05-20

// Where a page ended: "2026-05-20.<fact id>".
struct After
{
    std::string on;
    std::string id;
};

Result<After> read_cursor(std::string_view cursor)
{
    if (cursor.empty())
        return After{};
    const bool long_enough = cursor.size() > size_of_day + 1 && cursor[size_of_day] == '.';
    if (!long_enough || !Date::parse(cursor.substr(0, size_of_day)) || !is_utf8(cursor))
        return refuse(
            Refusal::invalid_input, "bad_cursor", "不认识的翻页位置，请从第一页重新查询",
            "this cursor was not given out by us; ask for the first page again"
        );
    return After{
        std::string(cursor.substr(0, size_of_day)), std::string(cursor.substr(size_of_day + 1))
    };
}

std::int64_t number_of(ReadTxn& txn, const Sql& sql)
{
    Query row(txn, sql.text(), "i", sql.parameters());
    return row.next() ? row.integer() : 0;
}

// Of those that were judged, only the ones of a case.
void add_of_case(Sql& sql, std::string_view of_case)
{
    if (!of_case.empty())
        (sql << "case_id = ").bind(of_case) << " AND ";
}

std::int64_t count_rows(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    bool counted,
    std::string_view of_case
)
{
    Sql sql;
    if (counted) {
        sql << "SELECT COUNT(*) FROM fact f WHERE ";
        add_of_case(sql, of_case);
        add_counted(sql, measure, asked);
    } else {
        sql << "SELECT COUNT(*) FROM (SELECT f.case_id AS case_id, ";
        add_verdict(sql, measure, asked);
        sql << " AS verdict FROM fact f WHERE ";
        add_scope(sql, measure, asked);
        sql << ") t WHERE ";
        add_of_case(sql, of_case);
        sql << "verdict > 0";
    }
    return number_of(txn, sql);
}

// The facts with the number that tells what became of each: its turn when they count, else the
// step that failed. Closed by the caller's own condition.
Sql select_measured(const Measure& measure, const CountAsked& asked, bool counted)
{
    Sql sql;
    sql << "SELECT " << fact_columns() << ", told FROM (SELECT f.*, ";
    if (counted) {
        add_turn(sql, measure);
        sql << " AS told FROM fact f WHERE ";
        add_counted(sql, measure, asked);
    } else {
        add_verdict(sql, measure, asked);
        sql << " AS told FROM fact f WHERE ";
        add_scope(sql, measure, asked);
    }
    sql << ") t WHERE ";
    return sql;
}

std::string group_of(const Measure& measure, const Fact& fact)
{
    if (measure.by == "employer")
        return fact.employer;
    if (measure.by == "person")
        return fact.person;
    if (measure.by == "item")
        return fact.item;
    if (measure.by == "organisation")
        return fact.organisation;
    return std::string(text_of(fact.attributes, measure.by));
}

MeasuredFact counted_fact(const Measure& measure, StoredFact stored, std::int64_t turn)
{
    MeasuredFact fact;
    fact.counted = true;
    if (turn > 1)
        fact.why = why_repeat(measure);
    else
        fact.adds = measure.count == Measure::Count::sum ? stored.fact.quantity : 1;
    fact.group = group_of(measure, stored.fact);
    fact.stored = std::move(stored);
    return fact;
}

MeasuredFact left_out_fact(
    const Measure& measure,
    const CountAsked& asked,
    StoredFact stored,
    std::int64_t failed
)
{
    const MeasureStep step = steps_of(measure).at(static_cast<std::size_t>(failed - 1));
    MeasuredFact fact;
    fact.why = why_left_out(measure, asked, step, stored.fact);
    fact.group = group_of(measure, stored.fact);
    fact.stored = std::move(stored);
    return fact;
}

// Why a measure does not even look at a fact.
Words why_not_looked_at(const Measure& measure, const CountAsked& asked, const StoredFact& stored)
{
    const Fact& fact = stored.fact;
    if (fact.kind != measure.kind)
        return {"不是本列所数的一类", "it is not of the kind that is counted here"};
    const bool bound = asked.circular.empty() ||
                       std::ranges::find(fact.circulars, asked.circular) != fact.circulars.end();
    if (!bound)
        return {"该案卷没有纳入本通知的统计", "its case is not bound by this circular"};
    const bool inside = fact.org_path.starts_with(asked.org_path) ||
                        std::ranges::any_of(asked.elsewhere, [&](const std::string& path) {
                            return fact.org_path.starts_with(path);
                        });
    if (!inside)
        return {"不属于所选单位", "it does not belong to the organisation asked for"};
    if (!asked.case_id.empty() && fact.case_id != asked.case_id)
        return {"不是本案卷的", "it is not of this case"};
    if (asked.group && group_of(measure, fact) != *asked.group)
        return {"不在所问的这一组", "it is not in the group asked for"};
    return {
        "在所选时刻尚未登记或已经更正", "at the moment asked it was not recorded, or corrected"
    };
}

}  // namespace

std::int64_t count_measure(ReadTxn& txn, const Measure& measure, const CountAsked& question)
{
    const CountAsked asked = in_tree(txn, question);
    Sql sql;
    add_number(sql, measure, asked, [](Sql& into) { into << "fact f"; });
    return number_of(txn, sql);
}

Result<std::map<std::string, std::int64_t>> count_groups(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question
)
{
    const CountAsked asked = in_tree(txn, question);
    const std::string group = group_column(measure);
    const std::string same = same_thing(measure);
    Sql sql;
    if (same.empty()) {
        sql << "SELECT " << group << ", "
            << (measure.count == Measure::Count::rows ? "COUNT(*)"
                                                      : "CAST(SUM(f.quantity) AS BIGINT)")
            << " FROM fact f WHERE ";
        add_counted(sql, measure, asked);
        sql << " GROUP BY " << group;
    } else {
        const bool distinct = measure.count == Measure::Count::distinct;
        sql << "SELECT grouped, " << (distinct ? "COUNT(*)" : "CAST(SUM(most) AS BIGINT)")
            << " FROM (SELECT " << group
            << " AS grouped, MAX(f.quantity) AS most FROM fact f WHERE ";
        add_counted(sql, measure, asked);
        sql << " GROUP BY " << group << ", " << same << ") t GROUP BY grouped";
    }
    sql << " ORDER BY 1 LIMIT " << std::to_string(most_groups + 1);
    std::map<std::string, std::int64_t> groups;
    Query rows(txn, sql.text(), "ti", sql.parameters());
    while (rows.next()) {
        std::string value = rows.text();
        groups[std::move(value)] = rows.integer();
    }
    if (groups.size() <= most_groups)
        return groups;
    const std::string most = std::to_string(most_groups);
    return refuse(
        Refusal::rule_refused, "RP1231",
        "按“" + measure.by + "”分开数的值超过 " + most + " 个，不能交给规则",
        "there are more than " + most + " values of " + measure.by + " to count by"
    );
}

Result<MeasuredPage> list_measured(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question,
    bool counted,
    std::string_view cursor,
    std::size_t limit,
    std::string_view of_case
)
{
    const CountAsked asked = in_tree(txn, question);
    const auto after = read_cursor(cursor);
    if (!after)
        return after.error();
    Sql sql = select_measured(measure, asked, counted);
    sql << "told > 0 AND ";
    add_of_case(sql, of_case);
    sql << "(on_date, id) > (";
    sql.bind(after->on) << ", ";
    sql.bind(after->id) << ") ORDER BY on_date, id LIMIT ";
    sql.bind(static_cast<std::int64_t>(limit) + 1);

    MeasuredPage page;
    {
        Query rows(txn, sql.text(), fact_column_types() + "i", sql.parameters());
        while (rows.next()) {
            StoredFact stored = read_fact(rows);
            const std::int64_t told = rows.integer();
            page.items.push_back(
                counted ? counted_fact(measure, std::move(stored), told)
                        : left_out_fact(measure, asked, std::move(stored), told)
            );
        }
    }
    if (page.items.size() > limit) {
        page.items.pop_back();
        if (!page.items.empty()) {
            const Fact& last = page.items.back().stored.fact;
            page.next_cursor = last.on.text() + "." + last.id;
        }
    }
    page.rows = count_rows(txn, measure, asked, counted, of_case);
    return page;
}

MeasuredFact judge_fact(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question,
    const StoredFact& fact
)
{
    const CountAsked asked = in_tree(txn, question);
    for (const bool counted : {true, false}) {
        Sql sql = select_measured(measure, asked, counted);
        (sql << "told > 0 AND id = ").bind(fact.fact.id);
        Query rows(txn, sql.text(), fact_column_types() + "i", sql.parameters());
        if (!rows.next())
            continue;
        StoredFact stored = read_fact(rows);
        const std::int64_t told = rows.integer();
        return counted ? counted_fact(measure, std::move(stored), told)
                       : left_out_fact(measure, asked, std::move(stored), told);
    }
    MeasuredFact judged;
    judged.stored = fact;
    judged.why = why_not_looked_at(measure, asked, fact);
    return judged;
}

std::vector<JudgedFact> judge_case(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question,
    std::string_view case_id
)
{
    const CountAsked asked = in_tree(txn, question);
    const std::vector<MeasureStep> steps = steps_of(measure);
    Sql sql;
    sql << "SELECT " << fact_columns() << ", ";
    add_verdict(sql, measure, asked);
    sql << " FROM fact f WHERE ";
    add_scope(sql, measure, asked);
    (sql << " AND f.case_id = ").bind(case_id) << " ORDER BY id";
    std::vector<JudgedFact> judged;
    Query rows(txn, sql.text(), fact_column_types() + "i", sql.parameters());
    while (rows.next()) {
        const StoredFact stored = read_fact(rows);
        const auto failed = static_cast<std::size_t>(rows.integer());
        JudgedFact& fact = judged.emplace_back();
        fact.id = stored.fact.id;
        fact.counted = failed == 0;
        if (!fact.counted)
            fact.why = why_left_out(measure, asked, steps.at(failed - 1), stored.fact);
    }
    return judged;
}

std::int64_t count_outside(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question,
    const Scope& scope
)
{
    const CountAsked asked = in_tree(txn, question);
    Sql sql;
    sql << "SELECT COUNT(*) FROM fact f WHERE ";
    add_counted(sql, measure, asked);
    sql << " AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = f.case_id AND ";
    sql.within(scope, "c") << ")";
    return number_of(txn, sql);
}

}  // namespace beihui::storage
