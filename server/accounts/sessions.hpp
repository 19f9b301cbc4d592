#pragma once

#include "accounts/actor.hpp"
#include "accounts/settings.hpp"
#include "base/clock.hpp"
#include "storage/database.hpp"
#include "storage/sign_in_stores.hpp"
#include "storage/stores.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace beihui::accounts
{

// Who asks, and what proves it: found for every request, never older than a second.
struct Visit
{
    Actor actor;
    std::string session;    // id; empty with an API token
    std::string token;      // id of the API token; empty with a session
    bool may_write = true;  // a token for reading may not
    bool has_second_factor = false;
    bool must_enrol = false;              // an administrator without one: may only set one up
    std::optional<Instant> confirmed_at;  // when password or code was last given
    Instant opened_at;
};

// Where a request to sign in comes from.
struct Knock
{
    std::string address;
    std::string host;     // the name it was sent to, without port
    std::string agent;    // User-Agent
    std::string device;   // the device cookie; may be empty
    std::string earlier;  // the session cookie that came with it, which ends; may be empty
};

struct SignedIn
{
    std::string token;   // the cookie's value: 64 hex digits; stored only as its SHA-256
    std::string device;  // the value of the device cookie
    Visit visit;
};

// Opens a session of an account whose owner has proved to be there, however they did: always with a
// new token, so that nobody can have planted it. Notes it in the access log.
Result<SignedIn> open_session(
    storage::Database& database,
    const SignInSettings& settings,
    const storage::Account& account,
    const Knock& knock,
    Instant now
);

// Who holds this token now; none when it is unknown, idle too long, too old, or was opened at
// another host name.
std::optional<Visit> visit_of_session(
    storage::Database& database,
    const SignInSettings& settings,
    std::string_view token,
    std::string_view host,
    Instant now
);

// The same without counting as use: what looks again and again by itself must not keep a session
// from ending.
std::optional<Visit> look_at_session(
    storage::Database& database,
    const SignInSettings& settings,
    std::string_view token,
    std::string_view host,
    Instant now
);

// Gives the session a new token, confirmed now. Returns it; none when the session has ended.
std::optional<std::string> renew_token(
    storage::Database& database,
    std::string_view token,
    Instant now
);

void sign_out(storage::Database& database, std::string_view token);

// The sessions of an account that have not ended by themselves.
std::vector<storage::Session> live_sessions(
    storage::ReadTxn& txn,
    const SignInSettings& settings,
    const storage::Account& account,
    Instant now
);

// The browser and the system a User-Agent names, coarsely: "Chrome · Windows".
std::string device_words(std::string_view agent);

// The actor an account stands for on a day, read in an open transaction.
Actor actor_for(storage::ReadTxn& txn, const storage::Account& account, Date today);

}  // namespace beihui::accounts
