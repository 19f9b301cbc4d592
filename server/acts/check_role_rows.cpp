// Rows of roles in the register of people (任职记录): days, and whom a substitute stands in for.
#include "accounts/grants.hpp"
#include "acts/plan_parts.hpp"
#include "domain/role.hpp"

#include <algorithm>

namespace beihui::acts
{

std::vector<Fault> check_role_rows(const Applying& applying, const workflows::CheckedRows& checked)
{
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < checked.written.size(); ++i) {
        const json::object& row = checked.written[i].second;
        const std::string other(text_of(row, "substitute_for"));
        const auto from = Date::parse(text_of(row, "from"));
        const auto to = Date::parse(text_of(row, "to"));
        const auto fault = [&](std::string_view field, std::string code, Words detail) {
            Fault found;
            found.where = "#/data/rows/" + std::to_string(i) + "/" + std::string(field);
            found.code = std::move(code);
            found.detail = std::move(detail);
            faults.push_back(std::move(found));
        };
        if (from && to && *to < *from)
            fault("to", "field_range", {"止日早于起日", "the last day is before the first"});
        if (other.empty() || !from)
            continue;
        if (other == applying.before.subject.id)
            fault(
                "substitute_for", "substitute_of_self",
                {"不能代理自己", "nobody stands in for themselves"}
            );
        if (!to) {
            fault("to", "field_required", {"代理须写明止日", "a substitute needs a last day"});
            continue;
        }
        const std::string role(text_of(row, "role"));
        std::string organisation(text_of(row, "organisation"));
        if (organisation.empty())
            organisation = applying.before.subject.organisation;
        for (const Date day : {*from, *to}) {
            const auto held = accounts::grants_of(applying.txn, other, day);
            const bool own = std::ranges::any_of(held, [&](const accounts::Grant& grant) {
                return grant.role == role && grant.organisation == organisation &&
                       grant.substitute_for.empty();
            });
            if (own)
                continue;
            fault(
                "substitute_for", "substitute_for_nobody",
                {"被代理的人 " + day.text() + " 在该单位没有“" + role_words(role).zh + "”这一角色",
                 "whom they stand in for does not hold the role " + role + " there on " + day.text()
                }
            );
            break;
        }
    }
    return faults;
}

}  // namespace beihui::acts
