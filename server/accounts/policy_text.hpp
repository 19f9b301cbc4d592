#pragma once

#include <string_view>

namespace beihui::accounts
{

// The bytes of policy.yaml, as they were when the program was built.
std::string_view policy_text();

}  // namespace beihui::accounts
