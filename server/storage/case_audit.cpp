#include "storage/case_audit.hpp"

#include "storage/case_filter.hpp"

namespace beihui::storage
{
namespace
{

CaseFilter audit_filter(ReadTxn& txn, const Scope& scope, const AuditQuery& query)
{
    CaseFilter filter = filter_of(txn, scope, query.cases);
    const auto value = [&](auto number) { filter.parameters.emplace_back(number); };
    const auto text = [&](std::string day) {
        filter.parameters.emplace_back(filter.texts.emplace_back(std::move(day)));
    };
    if (query.from) {
        filter.add("((starts_on <> '' AND starts_on >= :first_day) OR"
                   " (starts_on = '' AND opened_ms >= :first_ms))");
        text(query.from->text());
        value(start_of(*query.from).ms());
    }
    if (query.to) {
        filter.add("((starts_on <> '' AND starts_on <= :last_day) OR"
                   " (starts_on = '' AND opened_ms < :last_ms))");
        text(query.to->text());
        value(start_of(*query.to + 1).ms());
    }
    if (query.opened_until) {
        filter.add("opened_ms <= :opened_until");
        value(query.opened_until->ms());
    }
    if (query.overdue_at) {
        filter.add(
            "EXISTS (SELECT 1 FROM duty d WHERE d.case_id = cases.id AND d.due_ms IS NOT NULL AND"
            " ((d.state = 'open' AND d.due_ms <= :overdue_at) OR"
            " (d.state = 'done' AND d.done_ms >= d.due_ms)))"
        );
        value(query.overdue_at->ms());
    }
    return filter;
}

}  // namespace

std::vector<AuditedCase> audited_cases(
    ReadTxn& txn,
    const Scope& scope,
    const AuditQuery& query,
    std::size_t most
)
{
    CaseFilter filter = audit_filter(txn, scope, query);
    if (!query.before.empty())
        filter.add("number < :before", query.before);
    filter.parameters.emplace_back(most);
    std::vector<AuditedCase> cases;
    Query rows(
        txn, "SELECT id, number FROM cases" + filter.sql + " ORDER BY number DESC LIMIT :most",
        "tt", filter.parameters
    );
    while (rows.next()) {
        AuditedCase& one = cases.emplace_back();
        one.id = rows.text();
        one.number = rows.text();
    }
    return cases;
}

std::int64_t count_audited(ReadTxn& txn, const Scope& scope, const AuditQuery& query)
{
    const CaseFilter filter = audit_filter(txn, scope, query);
    Query row(txn, "SELECT COUNT(*) FROM cases" + filter.sql, "i", filter.parameters);
    return row.next() ? row.integer() : 0;
}

bool any_rewriting_entry(
    ReadTxn& txn,
    std::string_view case_id,
    const std::function<bool(const std::string& body)>& each
)
{
    // Canonical JSON: a value that stood before is told as "from", a row that went in "removed".
    Query rows(
        txn,
        "SELECT body FROM entry WHERE case_id = :case AND (body LIKE :changed OR body LIKE "
        ":removed)"
        " ORDER BY case_seq",
        "t", {case_id, "%\"from\":%", "%\"removed\":[\"%"}
    );
    while (rows.next())
        if (each(rows.text()))
            return true;
    return false;
}

}  // namespace beihui::storage
