// What entries changed of a number. A fact that is told apart by nothing counts by itself; otherwise
// all facts that are the same thing count together. Each altered fact is followed to all facts that
// share one part of what makes it the same (its fair, its person …): what belongs together is all there,
// so that the number over these facts as they are, less that over them as they were, is the difference.
// With `among`, those of whom it turned true or untrue that the other fact is there are followed too.
//
// Facts are fetched by one index and nothing else, and judged after: neither database knows how few
// they are, and would read a whole kind for them.
#include "storage/measure_since.hpp"

#include "storage/measure_sql.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

// The part of what makes facts the same by which all of them are found; the fewest share the first.
std::string followed_key(const Measure& measure)
{
    if (measure.count == Measure::Count::sum && measure.once_per_item)
        return "employer";
    if (measure.count != Measure::Count::distinct)
        return "id";
    for (const char* const key : {"occasion", "person", "employer"})
        if (std::ranges::find(measure.distinct, key) != measure.distinct.end())
            return key;
    return "organisation";
}

// "name AS MATERIALIZED (SELECT f.* …": all facts whose `key` stands in column k of `source`.
void add_fetched(
    Sql& sql,
    bool is_postgresql,
    const char* name,
    const std::string& key,
    const char* source,
    const std::string& kind
)
{
    // PostgreSQL guesses ten for an array and thousands for a table; SQLite keeps the order of a
    // CROSS JOIN.
    const std::string is =
        is_postgresql ? " = ANY (ARRAY(SELECT k FROM " + std::string(source) + "))" : " = g.k";
    sql << ", " << name << " AS MATERIALIZED (SELECT f.* FROM ";
    if (is_postgresql)
        sql << "fact f WHERE ";
    else
        sql << source << " g CROSS JOIN fact f ON ";
    if (key == "occasion")
        // What happened at its own case is found by the case, the rest by a small index. Two looks
        // on PostgreSQL: behind an OR it would search the whole array again for every fact.
        sql << "(f.case_id" << is << " AND f.occasion = f.case_id)"
            << (is_postgresql ? " UNION ALL SELECT f.* FROM fact f WHERE " : " OR ")
            << "(f.occasion" << is << " AND f.occasion <> f.case_id)";
    else
        sql << "f." << key << is;
    if (key == "person")
        sql << " AND f.person <> ''";
    else if (key == "employer")
        (sql << " AND f.kind = ").bind(kind);
    sql << ")";
}

// All that a fact must have but that it is there, and that the other fact is.
void add_lasting(Sql& sql, const Measure& measure, const CountAsked& asked)
{
    sql.take(Sql::Live::any);
    add_scope(sql, measure, asked);
    for (const MeasureStep& step : steps_of(measure)) {
        if (step.kind == MeasureStep::Kind::among)
            continue;
        sql << " AND ";
        add_step(sql, measure, asked, step);
    }
}

void add_altered(Sql& sql, const Measure& measure, std::int64_t pos, bool is_postgresql)
{
    // A plus keeps SQLite from looking for the kind first.
    const char* const kind = is_postgresql ? "f.kind" : "+f.kind";
    sql << "WITH since (uid, case_id) AS MATERIALIZED (SELECT uid, case_id FROM entry_order"
           " WHERE pos > ";
    sql.bind(pos) << " UNION ALL SELECT uid, case_id FROM entry WHERE seq IS NULL),"
                     " altered AS MATERIALIZED (SELECT f.* FROM fact f WHERE f.case_id "
                  << (is_postgresql ? "= ANY (ARRAY(SELECT case_id FROM since))"
                                    : "IN (SELECT case_id FROM since)")
                  << " AND (f.made_by IN (SELECT uid FROM since)"
                     " OR f.voided_by IN (SELECT uid FROM since)) AND "
                  << kind << " IN (";
    sql.bind(measure.kind) << ", ";
    sql.bind(measure.among ? measure.among->kind : measure.kind) << "))";
}

// Of whom another fact is there that was not, or is not any more; and all facts of theirs.
void add_turned(Sql& sql, const Measure& measure, const CountAsked& asked, bool is_postgresql)
{
    const std::string same = measure.among->same;
    const MeasureStep among{MeasureStep::Kind::among, 0};
    sql << ", turned (k) AS MATERIALIZED (SELECT f." << same << " FROM (SELECT DISTINCT " << same
        << " FROM altered WHERE kind = ";
    sql.bind(measure.among->kind) << " AND " << same << " <> '') f WHERE (";
    sql.take(Sql::Live::now);
    add_step(sql, measure, asked, among);
    sql << ") <> (";
    sql.take(Sql::Live::before);
    add_step(sql, measure, asked, among);
    sql << "))";
    add_fetched(sql, is_postgresql, "theirs", same, "turned", measure.kind);
}

void add_near(Sql& sql, const Measure& measure, const CountAsked& asked, bool is_postgresql)
{
    const std::string key = followed_key(measure);
    sql << ", touched (k) AS MATERIALIZED (SELECT f." << key << " FROM altered f WHERE ";
    add_lasting(sql, measure, asked);
    if (measure.among) {
        sql << " UNION SELECT f." << key << " FROM theirs f WHERE ";
        add_lasting(sql, measure, asked);
    } else {
        sql << " GROUP BY f." << key;
    }
    sql << ")";
    add_fetched(sql, is_postgresql, "near", key, "touched", measure.kind);
}

}  // namespace

std::int64_t number_since(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    std::int64_t pos
)
{
    const auto facts = [](Sql& into) { into << "near f"; };
    Sql sql;
    add_altered(sql, measure, pos, txn.is_postgresql());
    if (measure.among)
        add_turned(sql, measure, asked, txn.is_postgresql());
    add_near(sql, measure, asked, txn.is_postgresql());
    sql << " SELECT (";
    sql.take(Sql::Live::now);
    add_number(sql, measure, asked, facts);
    sql << ") - (";
    sql.take(Sql::Live::before);
    add_number(sql, measure, asked, facts);
    sql << ")";
    Query row(txn, sql.text(), "i", sql.parameters());
    return row.next() ? row.integer() : 0;
}

}  // namespace beihui::storage
