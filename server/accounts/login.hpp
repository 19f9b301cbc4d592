#pragma once

#include "base/result.hpp"

#include <string_view>

namespace beihui::accounts
{

// Whether somebody may have this login: 1 to 40 Chinese characters, ASCII letters, digits and
// ". _ - @", beginning with a character or a digit. Other letters that look like these, characters
// without width and those that turn the direction of writing are not among them, so no two logins
// look alike but for case, and case makes no difference.
// Refuses: invalid_input, "bad_login", naming the first character that may not be in it.
Result<void> check_login(std::string_view login);

}  // namespace beihui::accounts
