#include "storage/measure_parts.hpp"

#include "storage/measure_sql.hpp"

namespace beihui::storage
{
namespace
{

std::string_view column_of(PartBy by)
{
    switch (by) {
    case PartBy::place:   return "f.org_path";
    case PartBy::day:     return "f.on_date";
    case PartBy::subject: return "f.case_id";
    }
    return {};
}

}  // namespace

std::vector<Part> parts_of_number(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question,
    PartBy by
)
{
    const CountAsked asked = in_tree(txn, question);
    Sql sql;
    sql << "SELECT part, CAST(SUM(CASE WHEN told = 1 THEN "
        << (measure.count == Measure::Count::sum ? "quantity" : "1")
        << " ELSE 0 END) AS BIGINT), COUNT(*) FROM (SELECT " << column_of(by)
        << " AS part, f.quantity AS quantity, ";
    add_turn(sql, measure);
    sql << " AS told FROM fact f WHERE ";
    add_counted(sql, measure, asked);
    sql << ") t GROUP BY part ORDER BY part";
    std::vector<Part> parts;
    Query rows(txn, sql.text(), "tii", sql.parameters());
    while (rows.next()) {
        Part& part = parts.emplace_back();
        part.key = rows.text();
        part.adds = rows.integer();
        part.rows = rows.integer();
    }
    return parts;
}

std::map<std::string, std::int64_t> recorded_by_place(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question
)
{
    const CountAsked asked = in_tree(txn, question);
    Sql sql;
    sql << "SELECT f.org_path, COUNT(*) FROM fact f WHERE ";
    add_scope(sql, measure, asked);
    sql << " AND ";
    add_step(sql, measure, asked, {MeasureStep::Kind::window, 0});
    sql << " GROUP BY f.org_path";
    std::map<std::string, std::int64_t> recorded;
    Query rows(txn, sql.text(), "ti", sql.parameters());
    while (rows.next()) {
        std::string path = rows.text();
        recorded[std::move(path)] = rows.integer();
    }
    return recorded;
}

}  // namespace beihui::storage
