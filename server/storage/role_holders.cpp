#include "storage/role_holders.hpp"

#include "storage/statement.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

constexpr std::string_view end_of_days = "9999-12-31";

}  // namespace

std::vector<RoleHolder> role_holders(
    ReadTxn& txn,
    const std::vector<std::string>& organisations,
    Date day
)
{
    // One statement for each organisation: a path has five at most, and the text of the statement stays
    // the same however many there are.
    static const std::string sql =
        "SELECT h.role, h.person, h.substitute_for FROM role_holder h"
        " WHERE h.organisation = :organisation AND h.from_day <= :day AND h.to_day >= :day_again"
        " AND (h.substitute_for = '' OR EXISTS (SELECT 1 FROM register_record p"
        " WHERE p.id = h.substitute_for AND p.kind = 'person' AND p.status = 'active'))"
        " ORDER BY CASE WHEN h.substitute_for = '' THEN 0 ELSE 1 END, h.person, h.role";
    const std::string today = day.text();
    std::vector<RoleHolder> holders;
    for (const std::string& organisation : organisations) {
        Query row(txn, sql, "ttt", {organisation, today, today});
        while (row.next()) {
            RoleHolder holder;
            holder.role = row.text();
            holder.person = row.text();
            holder.substitute_for = row.text();
            holders.push_back(std::move(holder));
        }
    }
    return holders;
}

void put_role_holders(WriteTxn& txn, const RegisterChange& person)
{
    send(txn, "DELETE FROM role_holder WHERE person = :person", {person.id});
    const json::value* const rows = person.data.if_contains("roles");
    if (person.status != "active" || !rows || !rows->is_array())
        return;
    for (const json::value& row : rows->as_array()) {
        const std::string_view from = text_of(row, "from");
        const std::string_view role = text_of(row, "role");
        if (from.empty() || role.empty())
            continue;
        const std::string_view to = text_of(row, "to");
        const std::string_view own = text_of(row, "organisation");
        send(
            txn,
            "INSERT INTO role_holder (organisation, role, person, from_day, to_day, substitute_for)"
            " VALUES (:organisation, :role, :person, :from, :to, :substitute_for)"
            " ON CONFLICT DO NOTHING",
            {own.empty() ? std::string_view(person.organisation) : own, role, person.id, from,
             to.empty() ? end_of_days : to, text_of(row, "substitute_for")}
        );
    }
}

}  // namespace beihui::storage
