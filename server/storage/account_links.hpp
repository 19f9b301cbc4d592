#pragma once

#include "base/civil.hpp"
#include "base/result.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// Whom another system vouches for as (issuer, subject) is this account.
struct AccountLink
{
    std::string id;
    std::string issuer;
    std::string subject;
    std::string account;
    std::string made_by;
    Instant made_at;
};

// Refuses: conflict "identity_linked" when the identity belongs to another account. A link that is
// there already stays as it is.
Result<void> put_account_link(WriteTxn& txn, const AccountLink& link);
std::optional<AccountLink> find_account_link(ReadTxn& txn, std::string_view id);
std::optional<AccountLink> find_account_link(
    ReadTxn& txn,
    std::string_view issuer,
    std::string_view subject
);
// By account, then issuer and subject.
std::vector<AccountLink> all_account_links(ReadTxn& txn);
void drop_account_link(WriteTxn& txn, std::string_view id);

// Notes that something that is good once was used; false when it had been already.
bool use_once(WriteTxn& txn, std::string_view mark, Instant now);
// Notes the session that it opened, by its id, and finds it; empty when there is none.
void note_opened_session(WriteTxn& txn, std::string_view mark, std::string_view session);
std::string find_opened_session(ReadTxn& txn, std::string_view mark);
// Deletes what was used before a moment, and with a session before the other one.
void drop_used_before(WriteTxn& txn, Instant at, Instant at_with_session);

}  // namespace beihui::storage
