#include "accounts/actor.hpp"

#include "domain/role.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace beihui::accounts
{

bool Actor::has(std::string_view role) const
{
    return std::ranges::find(roles, role) != roles.end();
}

Scope scope_of(const Actor& actor)
{
    return Scope(actor.org_path);
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

Result<void> may(const Actor& actor, const std::vector<std::string>& by, std::string_view org_path)
{
    const bool inside = scope_of(actor).covers(org_path);
    const bool role = std::ranges::any_of(by, [&](const std::string& id) { return actor.has(id); });
    if (inside && role)
        return {};
    std::string who_zh;
    std::string who_en;
    for (const std::string& id : by) {
        const Words name = role_name(id);
        who_zh += (who_zh.empty() ? "" : "、") + name.zh;
        who_en += (who_en.empty() ? "" : ", ") + name.en;
    }
    return refuse(
        Refusal::not_allowed, "role_required",
        "此操作由" + who_zh + "办理，您没有这个角色或不在其单位范围内",
        "this is done by: " + who_en + "; you do not hold that role for this organisation"
    );
}

bool sees_personal(const Actor& actor)
{
    static constexpr std::array<std::string_view, 6> of_a_school{
        "employment_officer", "employment_director", "college_officer",
        "school_leader",      "leader_secretary",    "programme_head",
    };
    return std::ranges::any_of(of_a_school, [&](std::string_view role) { return actor.has(role); });
}

}  // namespace beihui::accounts
