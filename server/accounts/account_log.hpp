#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "storage/database.hpp"

#include <string>
#include <string_view>

namespace beihui::accounts
{

// Whoever runs the program on the machine that holds the database, as the access log names them.
constexpr std::string_view operator_key = "system";

// What somebody did about an account: "sign_in", "lock_account", "make_token" …
struct AccountDeed
{
    std::string what;
    std::string account;       // whose
    std::string actor = {};    // key of whoever did it; empty: whose it is
    std::string reason = {};   // as it was stated
    std::string address = {};  // it came from; empty: the command line
    json::object detail = {};
};

// Puts it into the access log, of the organisation that the account belongs to. In the transaction
// that does it: what cannot be noted does not happen.
void note(storage::WriteTxn& txn, const AccountDeed& deed, Instant now);

}  // namespace beihui::accounts
