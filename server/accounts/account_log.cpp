#include "accounts/account_log.hpp"

#include "accounts/grants.hpp"
#include "storage/stores.hpp"

namespace beihui::accounts
{

void note(storage::WriteTxn& txn, const AccountDeed& deed, Instant now)
{
    const auto account = storage::find_account(txn, deed.account);
    std::string actor = deed.actor;
    if (actor.empty())
        actor = account && !account->person.empty() ? account->person : deed.account;
    storage::put_access(
        txn, {.at = now,
              .actor = std::move(actor),
              .action = deed.what,
              .subject = deed.account,
              .org_path = account ? path_of_organisation(txn, account->organisation) : "/",
              .detail = deed.detail,
              .reason = deed.reason,
              .peer = deed.address}
    );
}

}  // namespace beihui::accounts
