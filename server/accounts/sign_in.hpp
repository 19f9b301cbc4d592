#pragma once

#include "accounts/actor.hpp"
#include "base/clock.hpp"
#include "storage/database.hpp"
#include "storage/stores.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// How long a session lasts without use, and at most.
constexpr std::int64_t idle_limit_ms = 30LL * 60 * 1000;
constexpr std::int64_t absolute_limit_ms = 12LL * 3600 * 1000;

struct SignedIn
{
    std::string token;  // the cookie's value: 64 hex digits; stored only as its SHA-256
    Actor actor;
};

// Checks a login and opens a session. Takes the time of one argon2id whether or not the login
// exists, so that nobody learns which logins exist. Blocks for some 50 ms: call it on a worker.
// Refuses: not_allowed, "sign_in_failed", the same for every reason.
Result<SignedIn> sign_in(
    storage::Database& database,
    const Clock& clock,
    std::string_view login,
    std::string_view password
);

// Who holds this token now; none when it is unknown, idle too long or too old.
std::optional<Actor> actor_of(
    storage::Database& database,
    const Clock& clock,
    std::string_view token
);

void sign_out(storage::Database& database, std::string_view token);

// Makes an account, or gives an existing login another password, person and roles. Returns the
// password: the given one, or a random one when it is empty.
// Refuses: invalid_input, for a password under 8 characters or an unknown role.
Result<std::string> put_account(
    storage::Database& database,
    std::string_view login,
    std::string_view password,
    std::string_view person,
    std::string_view organisation,
    const std::vector<std::string>& roles
);

// The actor an account stands for on a day, read in an open transaction.
Actor actor_for(storage::ReadTxn& txn, const storage::Account& account, Date today);

}  // namespace beihui::accounts
