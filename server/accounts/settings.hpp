#pragma once

#include "base/civil.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace beihui::accounts
{

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t day_ms = 24 * hour_ms;

// What an operator may set about signing in; see docs/security.md.
struct SignInSettings
{
    std::int64_t idle_ms = 30 * minute_ms;
    std::int64_t absolute_ms = 12 * hour_ms;
    std::int64_t administrator_idle_ms = 15 * minute_ms;
    std::int64_t administrator_absolute_ms = 8 * hour_ms;
    // An administrator without a second factor may do nothing but set one up.
    bool administrators_need_second_factor = true;
};

// How long password or code count as just given: step-up.
constexpr std::int64_t confirmed_for_ms = 5 * minute_ms;
constexpr std::int64_t setup_code_ms = 30 * minute_ms;
constexpr std::int64_t password_code_ms = 24 * hour_ms;

// How long any session lasts at most.
std::int64_t longest_session_ms(const SignInSettings& settings);

// Whether one of the three administrators (系统管理员、安全管理员、审计管理员) is among the roles.
bool is_administrator(const std::vector<std::string>& roles);

}  // namespace beihui::accounts
