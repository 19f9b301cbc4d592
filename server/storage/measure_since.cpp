// What entries changed of a number. A fact that is told apart by nothing counts by itself; otherwise
// all facts that are the same thing count together. So only the things that an altered fact belongs to
// are counted, as they are and as they were, and, with `among`, those of whom it turned true or untrue
// that the other fact is there.
#include "storage/measure_since.hpp"

#include "storage/measure_sql.hpp"

namespace beihui::storage
{
namespace
{

// Things, and how facts are found by them.
class Things
{
public:
    // `join` makes SQLite read the table before it first: it knows no sizes.
    Things(const Measure& measure, bool is_postgresql)
        : columns_(same_columns(measure)), join_(is_postgresql ? " JOIN " : " CROSS JOIN ")
    {
        if (columns_.empty())
            columns_ = {"f.id"};
    }

    const char* join() const { return join_; }
    // "f.occasion AS k0, f.employer AS k1"
    std::string columns() const
    {
        std::string list;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            list += (i > 0 ? ", " : "") + columns_[i] + " AS k" + std::to_string(i);
        return list;
    }
    // "touched t JOIN fact f ON …"
    std::string facts() const
    {
        std::string sql = std::string("touched t") + join_ + "fact f ON ";
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string key = "t.k" + std::to_string(i);
            sql += i > 0 ? " AND " : "";
            // What happens at its own case is found by the case, the rest by a small index.
            if (columns_[i] == "f.occasion")
                sql += "((f.case_id = " + key + " AND f.occasion = " + key +
                       ") OR (f.occasion = " + key + " AND f.occasion <> f.case_id))";
            else
                sql += columns_[i] + " = " + key;
        }
        return sql;
    }

private:
    std::vector<std::string> columns_;
    const char* join_;
};

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

void add_altered(Sql& sql, std::int64_t pos)
{
    sql << "WITH since (uid, case_id) AS MATERIALIZED (SELECT uid, case_id FROM entry_order"
           " WHERE pos > ";
    sql.bind(pos) << " UNION ALL SELECT uid, case_id FROM entry WHERE seq IS NULL),"
                     " altered AS MATERIALIZED (SELECT f.* FROM fact f"
                     " WHERE f.case_id IN (SELECT case_id FROM since)"
                     " AND (f.made_by IN (SELECT uid FROM since)"
                     " OR f.voided_by IN (SELECT uid FROM since)))";
}

// Of whom another fact is there that was not, or is not any more.
void add_turned(Sql& sql, const Measure& measure, const CountAsked& asked)
{
    const std::string same = measure.among->same;
    const MeasureStep among{MeasureStep::Kind::among, 0};
    sql << ", turned AS MATERIALIZED (SELECT f." << same << " FROM (SELECT DISTINCT " << same
        << " FROM altered WHERE kind = ";
    sql.bind(measure.among->kind) << " AND " << same << " <> '') f WHERE (";
    sql.take(Sql::Live::now);
    add_step(sql, measure, asked, among);
    sql << ") <> (";
    sql.take(Sql::Live::before);
    add_step(sql, measure, asked, among);
    sql << "))";
}

void add_touched(Sql& sql, const Measure& measure, const CountAsked& asked, const Things& things)
{
    sql << ", touched AS MATERIALIZED (SELECT DISTINCT " << things.columns()
        << " FROM altered f WHERE ";
    add_lasting(sql, measure, asked);
    if (measure.among) {
        const std::string same = measure.among->same;
        sql << " UNION SELECT " << things.columns() << " FROM turned g" << things.join()
            << "fact f ON f." << same << " = g." << same << " WHERE f." << same << " <> '' AND ";
        add_lasting(sql, measure, asked);
    }
    sql << ")";
}

}  // namespace

std::int64_t number_since(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    std::int64_t pos
)
{
    const Things things(measure, txn.is_postgresql());
    const auto facts = [&](Sql& into) { into << things.facts(); };
    Sql sql;
    add_altered(sql, pos);
    if (measure.among)
        add_turned(sql, measure, asked);
    add_touched(sql, measure, asked, things);
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
