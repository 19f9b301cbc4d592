#include "storage/columns.hpp"
#include "storage/fact_rows.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

bool is_number(const AttributeKind& attribute)
{
    return attribute.type == AttributeType::boolean || attribute.type == AttributeType::integer;
}

std::string select_facts(std::string_view condition)
{
    return "SELECT " + fact_columns() + " FROM fact WHERE case_id = :case" +
           std::string(condition) + " ORDER BY kind, fact_key, made_ms, id";
}

void read_attribute(Query& row, const AttributeKind& attribute, json::object& attributes)
{
    if (is_number(attribute)) {
        const std::optional<std::int64_t> number = row.maybe_integer();
        if (number && attribute.type == AttributeType::boolean)
            attributes[attribute.name] = *number != 0;
        else if (number)
            attributes[attribute.name] = *number;
    } else if (std::optional<std::string> text = row.maybe_text()) {
        attributes[attribute.name] = *text;
    }
}

std::vector<StoredFact> read_facts(ReadTxn& txn, const std::string& sql, std::string_view case_id)
{
    std::vector<StoredFact> facts;
    Query rows(txn, sql, fact_column_types(), {case_id});
    while (rows.next())
        facts.push_back(read_fact(rows));
    return facts;
}

}  // namespace

const std::string& fact_columns()
{
    static const std::string columns = [] {
        std::string names = "id, kind, fact_key, case_id, occasion, organisation, org_path,"
                            " on_date, employer, person, item, quantity, circulars, made_by,"
                            " made_ms, voided_by, voided_ms";
        for (const AttributeKind& attribute : fact_attributes())
            names += ", " + fact_column(attribute.name);
        return names;
    }();
    return columns;
}

const std::string& fact_column_types()
{
    static const std::string types = [] {
        std::string letters = "tttttttttttittiti";
        for (const AttributeKind& attribute : fact_attributes())
            letters += is_number(attribute) ? 'i' : 't';
        return letters;
    }();
    return types;
}

StoredFact read_fact(Query& row)
{
    StoredFact stored;
    Fact& fact = stored.fact;
    fact.id = row.text();
    fact.kind = row.text();
    fact.key = row.text();
    fact.case_id = row.text();
    fact.occasion = row.text();
    fact.organisation = row.text();
    fact.org_path = row.text();
    fact.on = Date::parse(row.text()).value();
    fact.employer = row.text();
    fact.person = row.text();
    fact.item = row.text();
    fact.quantity = row.integer();
    fact.circulars = parted(row.text());
    stored.made_by = row.text();
    stored.made_at = row.instant();
    stored.voided_by = row.text();
    stored.voided_at = row.maybe_instant();
    for (const AttributeKind& attribute : fact_attributes())
        read_attribute(row, attribute, fact.attributes);
    return stored;
}

std::vector<Fact> live_facts_of_case(ReadTxn& txn, std::string_view case_id)
{
    static const std::string sql = select_facts(" AND voided_by = ''");
    std::vector<Fact> facts;
    for (StoredFact& stored : read_facts(txn, sql, case_id))
        facts.push_back(std::move(stored.fact));
    return facts;
}

std::vector<StoredFact> facts_of_case(ReadTxn& txn, std::string_view case_id)
{
    static const std::string sql = select_facts("");
    return read_facts(txn, sql, case_id);
}

std::optional<Date> first_contact(ReadTxn& txn, const ContactAsked& asked)
{
    // An empty part is never replaced, so that no school means: this organisation alone.
    const std::string school =
        asked.school.empty() ? std::string() : "/" + std::string(asked.school) + "/";
    const std::string before = asked.before.text();
    Query row(
        txn,
        "SELECT MIN(on_date) FROM fact"
        " WHERE kind IN ('visit', 'attendance', 'posting', 'agreement')"
        " AND employer = :employer AND on_date < :before AND case_id <> :case AND voided_by = ''"
        " AND (organisation = :organisation OR replace(org_path, :school, '') <> org_path)",
        "t", {asked.employer, before, asked.case_id, asked.organisation, school}
    );
    const std::optional<std::string> day = row.next() ? row.maybe_text() : std::nullopt;
    return day ? std::optional(Date::parse(*day).value()) : std::nullopt;
}

}  // namespace beihui::storage
