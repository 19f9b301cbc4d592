#include "accounts/actor.hpp"

#include "domain/role.hpp"

#include <algorithm>

namespace beihui::accounts
{
namespace
{

Error not_theirs(const std::vector<std::string>& by)
{
    std::string zh;
    std::string en;
    for (const std::string& id : by) {
        const Words name = role_name(id);
        zh += (zh.empty() ? "" : "、") + name.zh;
        en += (en.empty() ? "" : ", ") + name.en;
    }
    return refuse(
        Refusal::not_allowed, "role_required",
        "此操作由" + zh + "办理，您没有这个角色或不在其单位范围内",
        "this is done by: " + en + "; you do not hold that role for this organisation"
    );
}

bool allows(const Grant& grant, Action action)
{
    const RolePolicy* const role = Policy::built_in().role(grant.role);
    return role && role->may.contains(action);
}

// Whether what stands at `org_path` is of the grant's organisation or, with `below`, of one below it.
bool reaches(const Grant& grant, bool below, std::string_view org_path)
{
    const auto reached_from = [&](std::string_view own) {
        return below ? org_path.starts_with(own) : org_path == own;
    };
    return reached_from(grant.org_path) || std::ranges::any_of(grant.elsewhere, reached_from);
}

bool reaches(const Grant& grant, std::string_view org_path)
{
    const RolePolicy* const role = Policy::built_in().role(grant.role);
    return role && reaches(grant, role->below, org_path);
}

bool sees(const RolePolicy& role, std::string_view workflow)
{
    return Scope::Part{"/", true, role.only, role.but}.covers("/", workflow);
}

}  // namespace

bool Actor::has(std::string_view role) const
{
    return std::ranges::find(grants, role, &Grant::role) != grants.end();
}

std::vector<std::string> Actor::roles() const
{
    std::vector<std::string> ids;
    for (const Grant& grant : grants)
        if (std::ranges::find(ids, grant.role) == ids.end())
            ids.push_back(grant.role);
    return ids;
}

void Actor::hold(std::string_view role)
{
    grants.push_back({std::string(role), organisation, org_path});
}

Scope scope_of(const Actor& actor, Action action)
{
    return Policy::built_in().scope_of(actor, action);
}

Words role_name(std::string_view role)
{
    return role_words(role);
}

const std::vector<std::string>& all_roles()
{
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> list;
        for (const Role& role : beihui::all_roles())
            list.emplace_back(role.id);
        return list;
    }();
    return ids;
}

Result<void> may(const Actor& actor, Action action)
{
    const Policy& policy = Policy::built_in();
    const bool allowed =
        policy.is_for_everyone(action) ||
        std::ranges::any_of(actor.grants, [&](const Grant& held) { return allows(held, action); });
    if (allowed)
        return {};
    return not_theirs(policy.roles_that(action));
}

Result<void> may(const Actor& actor, Action action, std::string_view org_path)
{
    const bool allowed = std::ranges::any_of(actor.grants, [&](const Grant& grant) {
        return allows(grant, action) && reaches(grant, org_path);
    });
    if (allowed)
        return {};
    return not_theirs(Policy::built_in().roles_that(action));
}

Result<void> may(const Actor& actor, const std::vector<std::string>& by, std::string_view org_path)
{
    const bool allowed = std::ranges::any_of(actor.grants, [&](const Grant& grant) {
        return std::ranges::find(by, grant.role) != by.end() && reaches(grant, true, org_path);
    });
    if (allowed)
        return {};
    return not_theirs(by);
}

std::string default_organisation(const Actor& actor, Action action)
{
    if (may(actor, action, actor.org_path))
        return actor.organisation;
    const auto grant =
        std::ranges::find_if(actor.grants, [&](const Grant& held) { return allows(held, action); });
    return grant == actor.grants.end() ? actor.organisation : grant->organisation;
}

Personal personal_of(const Actor& actor, std::string_view org_path, std::string_view workflow)
{
    Personal best = Personal::never;
    for (const Grant& grant : actor.grants) {
        const RolePolicy* const role = Policy::built_in().role(grant.role);
        if (!role || !sees(*role, workflow) || !reaches(grant, role->below, org_path))
            continue;
        best = std::max(best, role->personal);
    }
    return best;
}

bool opens_contacts(const Actor& actor, std::string_view org_path, std::string_view workflow)
{
    return personal_of(actor, org_path, workflow) != Personal::never ||
           std::ranges::any_of(actor.grants, [&](const Grant& grant) {
               const RolePolicy* const role = Policy::built_in().role(grant.role);
               return role && sees(*role, workflow) && reaches(grant, role->below, org_path) &&
                      std::ranges::find(role->contacts, workflow) != role->contacts.end();
           });
}

Result<void> check_separation(const std::vector<std::string>& roles)
{
    const Policy& policy = Policy::built_in();
    std::string zh;
    std::string en;
    std::size_t held = 0;
    for (const std::string& id : policy.exclusive()) {
        if (std::ranges::find(roles, id) == roles.end())
            continue;
        const Words name = role_name(id);
        zh += (held > 0 ? "、" : "") + name.zh;
        en += (held > 0 ? ", " : "") + name.en;
        ++held;
    }
    if (held < 2)
        return {};
    return refuse(
        Refusal::invalid_input, "exclusive_roles",
        zh + "不得由同一人担任（三员分立）；请交给不同的人",
        "one person may not hold these together: " + en + "; give them to different people"
    );
}

}  // namespace beihui::accounts
