#pragma once

#include "accounts/sessions.hpp"
#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

struct SignInAsked
{
    std::string login;
    std::string password;
    std::string code;  // of the second factor, or a recovery code; may be empty
    Knock knock;
};

// What became of a try to sign in.
struct SignInAnswer
{
    std::int64_t wait_seconds = 0;  // more than 0: too many tries
    std::optional<SignedIn> signed_in;
    std::optional<Error> refused;
    std::string account;  // whose; empty when there is no such login
};

// Checks a login and opens a session. Does the work of one argon2id whether or not the login
// exists, is locked, or has a password, and says the same of all of them, so that nobody learns
// which logins exist. Blocks for some 50 ms: call it on a worker.
// Refuses: not_allowed, "sign_in_failed", "code_required" (only after the right password),
// "wrong_code".
SignInAnswer sign_in(
    storage::Database& database,
    const SignInSettings& settings,
    const SignInAsked& asked,
    Instant now
);

// Whether somebody who is signed in has given the password, or a code when it is empty, again.
struct ConfirmAsked
{
    std::string account;
    std::string password;
    std::string code;
    std::string address;
};
// Answers as sign_in() does, without `signed_in`: nothing refused means confirmed.
SignInAnswer confirm(storage::Database& database, const ConfirmAsked& asked, Instant now);

// Changes the own password of a session's account: `asked` confirms with the old one. All other
// sessions and all devices end. Refuses also what check_password() does.
SignInAnswer change_password(
    storage::Database& database,
    const ConfirmAsked& asked,
    std::string_view chosen,
    std::string_view session_token,
    Instant now
);

// What an account is to be.
struct AccountAsked
{
    std::string_view login;
    std::string_view person;
    std::string_view organisation;
    const std::vector<std::string>& roles;
};
// Makes an account without a password: its owner chooses one with a one-time code.
// Refuses: invalid_input, "bad_login", "unknown_role"; conflict, "login_taken".
Result<std::string> add_account(storage::Database& database, const AccountAsked& asked);

// Makes an account with a password, or gives an existing login another password, person and roles:
// for the demonstration and for tests. Returns the password: the given one, or a random one when it
// is empty.
// Refuses: invalid_input, "bad_login", "unknown_role", and what check_password() does.
Result<std::string> put_account(
    storage::Database& database,
    std::string_view login,
    std::string_view password,
    std::string_view person,
    std::string_view organisation,
    const std::vector<std::string>& roles,
    bool demonstration = false
);

}  // namespace beihui::accounts
