#include "acts/case_page.hpp"
#include "domain/role.hpp"

#include <algorithm>

namespace beihui::acts
{

std::vector<std::string> departments_not_shown(const accounts::Actor& actor)
{
    std::vector<std::string> roles;
    if (actor.has("auditor") || actor.has("administrator") || actor.has("policy_officer"))
        return roles;
    std::ranges::copy_if(
        department_roles(), std::back_inserter(roles),
        [&](const std::string& role) { return !actor.has(role); }
    );
    return roles;
}

json::array duties_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view state,
    std::size_t most
)
{
    const storage::DutyQuery query{
        std::string(state), most, departments_not_shown(actor), actor.organisation
    };
    const Scope scope = accounts::scope_of(actor, accounts::Action::read_duties);
    Names names(context, txn);
    json::array items;
    for (const storage::DutyLine& line : storage::list_duties(txn, scope, query)) {
        json::object item = duty_json(context, line.duty, context.clock.now());
        item["case"] = json::object{{"number", line.case_number}, {"title", line.case_title}};
        item["organisation"] = json::object{
            {"id", line.organisation}, {"name", names.organisation(line.organisation)}
        };
        items.emplace_back(std::move(item));
    }
    return items;
}

}  // namespace beihui::acts
