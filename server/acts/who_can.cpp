#include "acts/who_can.hpp"

#include "storage/wall.hpp"

#include <algorithm>
#include <array>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_named = 3;

// Of a path "/a/b/" each organisation, the lowest first, and the whole tree.
std::vector<std::string> organisations_of(std::string_view path)
{
    std::vector<std::string> found{""};
    while (path.starts_with('/') && path.size() > 1) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        found.insert(found.begin(), std::string(path.substr(0, end)));
        path.remove_prefix(end);
    }
    return found;
}

bool is_of_person(const Error& refusal)
{
    static constexpr std::array<std::string_view, 3> codes{
        "role_required", "not_your_level", "four_eyes"
    };
    return std::ranges::find(codes, std::string_view(refusal.code)) != codes.end();
}

}  // namespace

const std::vector<storage::RoleHolder>& WhoCan::holders(std::string_view org_path)
{
    const auto known = holders_.find(org_path);
    if (known != holders_.end())
        return known->second;
    auto found = storage::role_holders(txn_, organisations_of(org_path), today_);
    return holders_.emplace(org_path, std::move(found)).first->second;
}

std::string WhoCan::where_held(const std::vector<std::string>& roles, std::string_view org_path)
{
    for (const std::string& organisation : organisations_of(org_path))
        for (const storage::RoleHolder& holder :
             storage::role_holders(txn_, {organisation}, today_))
            if (std::ranges::find(roles, holder.role) != roles.end())
                return organisation;
    return {};
}

Words WhoCan::people(
    const std::vector<std::string>& by,
    std::string_view org_path,
    std::string_view but
)
{
    std::vector<const storage::RoleHolder*> found;
    for (const storage::RoleHolder& holder : holders(org_path)) {
        const bool is_new =
            std::ranges::find(found, holder.person, &storage::RoleHolder::person) == found.end();
        if (is_new && holder.person != but && std::ranges::find(by, holder.role) != by.end())
            found.push_back(&holder);
    }
    // Whom to ask is told to everybody who may know of the case, also of people above, whose own record
    // lies behind the wall.
    const storage::Unwalled all(txn_);
    Words words;
    for (std::size_t i = 0; i < std::min(found.size(), most_named); ++i) {
        const std::string name = names_.person(found[i]->person);
        const bool stands_in = !found[i]->substitute_for.empty();
        words.zh += (i ? "、" : "") + name + (stands_in ? "（代）" : "");
        words.en += (i ? ", " : "") + name + (stands_in ? " (substitute)" : "");
    }
    if (found.size() > most_named) {
        words.zh += "等 " + std::to_string(found.size()) + " 人";
        words.en += " and " + std::to_string(found.size() - most_named) + " more";
    }
    return words;
}

Error WhoCan::name_in(
    Error refusal,
    const std::vector<std::string>& by,
    std::string_view org_path,
    std::string_view but
)
{
    if (!is_of_person(refusal))
        return refusal;
    const Words who = people(by, org_path, but);
    if (who.zh.empty())
        return refusal;
    if (refusal.faults.empty()) {
        Fault fault;
        fault.code = refusal.code;
        fault.detail = refusal.detail;
        refusal.faults.push_back(std::move(fault));
    }
    refusal.faults.front().way_out = {"可以找：" + who.zh, "ask " + who.en};
    return refusal;
}

Error name_who_can(
    const Context& context,
    const accounts::Actor& actor,
    accounts::Action action,
    Error refusal
)
{
    context.database.read([&](storage::ReadTxn& txn) {
        const auto by = accounts::Policy::built_in().roles_that(action);
        refusal = WhoCan(context, txn).name_in(std::move(refusal), by, actor.org_path);
    });
    return refusal;
}

}  // namespace beihui::acts
