#include "storage/measure_changed.hpp"

#include "storage/columns.hpp"
#include "storage/measure_sql.hpp"

#include <stdexcept>

namespace beihui::storage
{
namespace
{

// The columns a measure reads, in the order of add_made.
const std::string& columns_read()
{
    static const std::string columns = [] {
        std::string names =
            "id, kind, case_id, occasion, organisation, org_path, on_date, employer,"
            " person, item, quantity, circulars, voided_by";
        for (const AttributeKind& attribute : fact_attributes())
            names += ", " + fact_column(attribute.name);
        return names;
    }();
    return columns;
}

void add_attribute(Sql& sql, const AttributeKind& attribute, const json::value* value)
{
    sql << ", ";
    if (!value)
        sql << "NULL";
    else if (attribute.type == AttributeType::boolean)
        sql << (value->as_bool() ? "1" : "0");
    else if (attribute.type == AttributeType::integer)
        sql.bind(value->as_int64());
    else
        sql.bind(value->as_string());
}

void add_made(Sql& sql, const Fact& fact)
{
    const std::string on = fact.on.text();
    const std::string circulars = joined(fact.circulars);
    sql << " UNION ALL SELECT ";
    for (const std::string* const text :
         {&fact.id, &fact.kind, &fact.case_id, &fact.occasion, &fact.organisation, &fact.org_path,
          &on, &fact.employer, &fact.person, &fact.item}) {
        sql.bind(*text);
        sql << ", ";
    }
    sql.bind(fact.quantity);
    sql << ", ";
    sql.bind(circulars);
    sql << ", ''";
    for (const AttributeKind& attribute : fact_attributes())
        add_attribute(sql, attribute, fact.attributes.if_contains(attribute.name));
}

// The table `fact` as it would be, in its place and under its name.
void add_facts(Sql& sql, const FactsChanged& changed)
{
    // The stored facts come first: their columns say of which type the values after them are.
    sql << "(SELECT " << columns_read() << " FROM fact";
    for (std::size_t i = 0; i < changed.voided.size(); ++i) {
        sql << (i == 0 ? " WHERE id NOT IN (" : ", ");
        sql.bind(changed.voided[i]);
    }
    sql << (changed.voided.empty() ? "" : ")");
    for (const Fact& fact : changed.made)
        add_made(sql, fact);
    sql << ") f";
}

}  // namespace

std::int64_t count_changed(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& question,
    const FactsChanged& changed
)
{
    if (changed.made.size() + changed.voided.size() > most_facts_changed)
        throw std::logic_error("too many changed facts to count along");
    if (question.as_of)
        throw std::logic_error("what is not done yet is in no past");
    const CountAsked asked = in_tree(txn, question);
    Sql sql;
    add_number(sql, measure, asked, [&](Sql& into) { add_facts(into, changed); });
    Query row(txn, sql.text(), "i", sql.parameters());
    return row.next() ? row.integer() : 0;
}

}  // namespace beihui::storage
