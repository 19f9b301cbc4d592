#pragma once

#include "accounts/account_log.hpp"
#include "storage/account_links.hpp"
#include "storage/stores.hpp"

#include <string>
#include <string_view>

namespace beihui::accounts
{

// The account of whom another system vouches for as (issuer, subject): one that an administrator has
// linked. Nobody gets an account by signing in.
// Refuses: not_allowed "identity_unknown", or "account_locked".
Result<storage::Account> account_linked_to(
    storage::Database& database,
    std::string_view issuer,
    std::string_view subject
);

// Somebody in another system.
struct Identity
{
    std::string issuer;
    std::string subject;
};

// Links an account in an open transaction, notes it and returns the link; one that is there already
// stays as it is. `deed` says who does it and from where; the rest of it is filled in.
// Refuses: invalid_input "bad_identity"; conflict "identity_linked".
Result<storage::AccountLink> link_account(
    storage::WriteTxn& txn,
    const storage::Account& account,
    const Identity& identity,
    AccountDeed deed,
    Instant now
);

// Removes a link, notes it, and ends every session of its account: one of them may have come that
// way.
void unlink_account(
    storage::WriteTxn& txn,
    const storage::AccountLink& link,
    AccountDeed deed,
    Instant now
);

}  // namespace beihui::accounts
