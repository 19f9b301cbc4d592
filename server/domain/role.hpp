#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui
{

// What somebody may be in an organisation: 就业办主任, 审计 … . Workflows say which role may do an
// act, accounts which person holds it.
struct Role
{
    std::string_view id;  // "employment_director"
    std::string_view zh;
    std::string_view en;
};

// Every role that a person can hold.
const std::vector<Role>& all_roles();
const Role* find_role(std::string_view id);

// The roles of departments above schools and beside them. Each files its own forms, and is not shown
// those of the others (2025/五(三) names who owes which).
const std::vector<std::string>& department_roles();

// The clock: it may stand among those who do an act, and no person holds it.
inline constexpr std::string_view system_role = "system";

// 就业办主任 / employment director; the id itself when there is no such role.
Words role_words(std::string_view id);

}  // namespace beihui
