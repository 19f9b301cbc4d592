#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// What the addresses have in common by which somebody reads without signing in. Whoever holds one has
// what it opens, so the secret has 256 bits, is shown once, and only its SHA-256 is kept.

// The prefix and 43 characters: 32 random bytes in base64url.
std::string fresh_secret(std::string_view prefix);
std::string secret_hash(std::string_view secret);  // hex

// A fault of one member of what was asked for.
Fault asked_fault(std::string_view member, std::string code, std::string zh, std::string en);
// Adds one unless the name, which says what a link is for, has 1 to 80 characters.
void check_link_name(std::string_view name, Words otherwise, std::vector<Fault>& faults);

}  // namespace beihui::accounts
