#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "storage/database.hpp"
#include "storage/stores.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// A code that lets whoever holds it choose a password, once and for a time. Shown once; only its
// SHA-256 is kept. It has 160 bits, so nobody finds one by trying.
struct OneTime
{
    std::string code;
    Instant expires_at;
};

// For the first administrator. Refuses: conflict, "setup_closed", when an administrator can sign in.
Result<OneTime> make_setup_code(storage::Database& database, Instant now);
// For the password of an account; ends the code made before. `made_by`: key of the actor.
OneTime make_password_code(
    storage::WriteTxn& txn,
    std::string_view account,
    std::string_view made_by,
    Instant now
);

// Whether there is a system administrator who can sign in.
bool has_administrator(storage::ReadTxn& txn, Date today);

// Whether the code is one for setting up now; it is not used up.
// Refuses: not_allowed, "code_not_valid", the same whatever is wrong with it.
Result<void> check_setup_code(storage::Database& database, std::string_view code, Instant now);
// Uses it up and returns when it would have ended. Refuses as check_setup_code(): of two at once one
// is refused.
Result<Instant> use_setup_code(storage::Database& database, std::string_view code, Instant now);
// Makes a code that was used good again: what it was used for did not happen.
void give_back_setup_code(storage::Database& database, std::string_view code, Instant expires_at);

// Chooses the password of the account that the code is for, whose id it returns. Its sessions and
// devices end.
// Refuses: not_allowed, "code_not_valid"; what check_password() refuses, and then the code stays.
Result<std::string> choose_password(
    storage::Database& database,
    std::string_view code,
    std::string_view password,
    std::string_view address,
    Instant now
);

// Words that are easy to guess of somebody: login, organisation's name and code.
std::vector<std::string> words_of(storage::ReadTxn& txn, const storage::Account& account);

// Where the page takes a code: "http://host/setup#code=…". Behind the hash, a browser sends it to
// nobody, so it stands in no log.
std::string link_of(std::string_view base, std::string_view page, std::string_view code);

}  // namespace beihui::accounts
