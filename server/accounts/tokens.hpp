#pragma once

#include "accounts/sessions.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// Tokens for programs: bh_pat_<id>_<43 characters>. A token does what its account may do at that
// moment, and less: reading only if its scope is "read", within its organisation, until it expires,
// from its addresses. It never touches accounts, sessions or tokens.

constexpr std::int64_t token_most_ms = 365 * day_ms;

struct TokenAsked
{
    std::string name;                    // what it is for: 1 to 80 characters
    std::string scope;                   // "read" or "write"; write includes read
    std::string organisation;            // empty: the own, or where the owner reads cases
    std::vector<std::string> addresses;  // "10.1.2.3", "10.1.0.0/16"; empty takes any
    Instant expires_at;
};

struct TokenMade
{
    std::string token;  // shown once
    storage::ApiToken kept;
};

// `address`: where the wish comes from, for the access log.
// Refuses: invalid_input, "form_faults" with a fault for each member.
Result<TokenMade> make_token(
    storage::Database& database,
    const Actor& owner,
    const TokenAsked& asked,
    std::string_view address,
    Instant now
);

// Who holds this token now, from this address; none when anything about it is not right.
std::optional<Visit> visit_of_token(
    storage::Database& database,
    std::string_view token,
    std::string_view address,
    Instant now
);

// Whether an address is one of the list; any is when the list is empty.
bool is_among(std::string_view address, const std::vector<std::string>& addresses);

}  // namespace beihui::accounts
