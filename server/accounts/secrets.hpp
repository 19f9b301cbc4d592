#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beihui::accounts
{

// Secrets that stand in an address.

std::string base64url(std::string_view bytes);  // RFC 4648, section 5, without "="
std::optional<std::string> from_base64url(std::string_view text);
// 32 random bytes: 43 characters.
std::string fresh_secret();

}  // namespace beihui::accounts
