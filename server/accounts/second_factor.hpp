#pragma once

#include "base/civil.hpp"
#include "base/result.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// Time-based codes (RFC 6238): 6 digits, 30 seconds, SHA-1, one step early or late. The secret is
// sealed under a key made from the master key. A code works once, on all nodes together.

// What is shown once, to be typed or scanned into an app.
struct Enrolment
{
    std::string secret;           // base32
    std::string uri;              // otpauth://totp/…
    std::vector<std::string> qr;  // the code as rows of '0' and '1'
};

// Makes a secret that counts once it is confirmed. One that is in use stays so until then.
Result<Enrolment> begin_enrolment(
    storage::Database& database,
    std::string_view account,
    std::string_view login
);

// Confirms the pending secret with a code of it. Returns ten new recovery codes, shown once.
// Refuses: conflict, "no_enrolment"; invalid_input, "wrong_code".
Result<std::vector<std::string>> confirm_enrolment(
    storage::Database& database,
    std::string_view account,
    std::string_view code,
    std::string_view address,
    Instant now
);

// Takes a code of the app, or one of the recovery codes, so that it does not work again.
// Refuses: not_allowed, "wrong_code".
Result<void> take_code(
    storage::Database& database,
    std::string_view account,
    std::string_view code,
    Instant now
);

// Whether the account has a second factor that counts.
bool has_second_factor(storage::ReadTxn& txn, std::string_view account);

}  // namespace beihui::accounts
