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

namespace
{

bool has_left(storage::ReadTxn& txn, std::string_view person)
{
    const auto record = storage::find_registered(txn, "person", person);
    return !record || record->status != "active";
}

void add_rows(
    storage::ReadTxn& txn,
    const json::array& rows,
    std::string_view organisation,
    Date day,
    std::vector<Grant>& grants
)
{
    for (const json::value& row : rows) {
        if (!holds_on(row, day))
            continue;
        Grant grant;
        grant.role = text_of(row, "role");
        grant.organisation = text_of(row, "organisation");
        if (grant.organisation.empty())
            grant.organisation = organisation;
        grant.substitute_for = text_of(row, "substitute_for");
        if (!grant.substitute_for.empty() && has_left(txn, grant.substitute_for))
            continue;
        grant.org_path = path_of_organisation(txn, grant.organisation);
        grants.push_back(std::move(grant));
    }
}

// Sorted, each once, with where their organisations stand on other days.
void settle(storage::ReadTxn& txn, std::vector<Grant>& grants)
{
    std::ranges::sort(grants, {}, order_of);
    const auto again = std::ranges::unique(grants, {}, order_of);
    grants.erase(again.begin(), again.end());
    for (Grant& grant : grants) {
        grant.elsewhere = storage::paths_of_subtree(txn, grant.org_path);
        std::erase(grant.elsewhere, grant.org_path);
    }
}

const json::array* role_rows(const RegisterChange& person)
{
    const json::value* const rows = person.data.if_contains("roles");
    return rows && rows->is_array() && !rows->as_array().empty() ? &rows->as_array() : nullptr;
}

bool fits(const Grant& grant, const std::vector<std::string>& by, std::string_view org_path)
{
    const auto holds = [&](std::string_view own) { return org_path.starts_with(own); };
    return std::ranges::find(by, grant.role) != by.end() &&
           (holds(grant.org_path) || std::ranges::any_of(grant.elsewhere, holds));
}

}  // namespace

std::vector<Grant> grants_of(storage::ReadTxn& txn, const storage::Account& account, Date today)
{
    std::vector<Grant> grants;
    const auto person = account.person.empty()
                            ? std::nullopt
                            : storage::find_registered(txn, "person", account.person);
    if (person && person->status != "active")
        return grants;
    if (const json::array* const rows = person ? role_rows(*person) : nullptr) {
        add_rows(txn, *rows, account.organisation, today, grants);
    } else {
        const std::string path = path_of_organisation(txn, account.organisation);
        for (const std::string& role : account.roles)
            grants.push_back({role, account.organisation, path});
    }
    settle(txn, grants);
    return grants;
}

std::vector<Grant> grants_of(storage::ReadTxn& txn, std::string_view person, Date day)
{
    std::vector<Grant> grants;
    const auto record = storage::find_registered(txn, "person", person);
    const json::array* const rows =
        record && record->status == "active" ? role_rows(*record) : nullptr;
    if (rows)
        add_rows(txn, *rows, record->organisation, day, grants);
    settle(txn, grants);
    return grants;
}

bool suffices(
    const std::vector<Grant>& grants,
    const std::vector<std::string>& by,
    std::string_view org_path
)
{
    return std::ranges::any_of(grants, [&](const Grant& grant) {
        return fits(grant, by, org_path);
    });
}

std::string stands_in_for(
    const std::vector<Grant>& grants,
    const std::vector<std::string>& by,
    std::string_view org_path
)
{
    std::string other;
    for (const Grant& grant : grants) {
        if (!fits(grant, by, org_path))
            continue;
        if (grant.substitute_for.empty())
            return {};
        if (other.empty())
            other = grant.substitute_for;
    }
    return other;
}

}  // namespace beihui::accounts
