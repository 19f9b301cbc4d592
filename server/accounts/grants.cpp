#include "accounts/grants.hpp"

#include "storage/place_store.hpp"

#include <algorithm>
#include <tuple>

namespace beihui::accounts
{
namespace
{

bool holds_on(const json::value& row, Date day)
{
    const auto from = Date::parse(text_of(row, "from"));
    const auto to = Date::parse(text_of(row, "to"));
    return from && *from <= day && (!to || day <= *to);
}

auto order_of(const Grant& grant)
{
    return std::tie(grant.org_path, grant.role, grant.substitute_for);
}

}  // namespace

std::string path_of_organisation(storage::ReadTxn& txn, std::string_view organisation)
{
    if (organisation.empty())
        return "/";
    const auto subject = storage::find_case(txn, organisation);
    return subject ? subject->org_path : "/" + std::string(organisation) + "/";
}

std::vector<Grant> grants_of(storage::ReadTxn& txn, const storage::Account& account, Date today)
{
    std::vector<Grant> grants;
    const auto person = account.person.empty()
                            ? std::nullopt
                            : storage::find_registered(txn, "person", account.person);
    if (person && person->status != "active")
        return grants;
    const json::value* const rows = person ? person->data.if_contains("roles") : nullptr;
    if (rows && rows->is_array() && !rows->as_array().empty()) {
        for (const json::value& row : rows->as_array()) {
            if (!holds_on(row, today))
                continue;
            std::string organisation(text_of(row, "organisation"));
            if (organisation.empty())
                organisation = account.organisation;
            std::string path = path_of_organisation(txn, organisation);
            grants.push_back(
                {std::string(text_of(row, "role")), std::move(organisation), std::move(path),
                 std::string(text_of(row, "substitute_for"))}
            );
        }
    } else {
        const std::string path = path_of_organisation(txn, account.organisation);
        for (const std::string& role : account.roles)
            grants.push_back({role, account.organisation, path});
    }
    std::ranges::sort(grants, {}, order_of);
    const auto again = std::ranges::unique(grants, {}, order_of);
    grants.erase(again.begin(), again.end());
    for (Grant& grant : grants) {
        grant.elsewhere = storage::paths_of_subtree(txn, grant.org_path);
        std::erase(grant.elsewhere, grant.org_path);
    }
    return grants;
}

}  // namespace beihui::accounts
