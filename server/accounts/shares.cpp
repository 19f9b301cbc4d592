#include "accounts/shares.hpp"

#include "accounts/account_log.hpp"
#include "accounts/secret_link.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

namespace beihui::accounts
{
namespace
{

constexpr std::string_view share_prefix = "bh_brief_";
// In the access log: whoever holds a link says no name.
constexpr std::string_view link_key = "link";

std::vector<Fault> faults_in(const ShareAsked& asked)
{
    std::vector<Fault> faults;
    check_link_name(
        asked.name, {"请写明给谁，1 至 80 个字符", "say for whom it is: 1 to 80 characters"}, faults
    );
    if (asked.days < 1 || asked.days > longest_share_days)
        faults.push_back(asked_fault(
            "days", "bad_days", "有效期为 1 至 30 天", "a link is good for 1 to 30 days"
        ));
    return faults;
}

Error no_such_share()
{
    return refuse(
        Refusal::not_found, "share_not_found", "没有这个链接，或它已到期、已收回",
        "there is no such link, or it is over or was taken back"
    );
}

}  // namespace

Result<ShareMade> make_share(
    storage::Database& database,
    const Actor& owner,
    const ShareAsked& asked,
    std::string_view address,
    Instant now
)
{
    if (auto faults = faults_in(asked); !faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "填写有误", "the form has faults",
            std::move(faults)
        );
    ShareMade made;
    made.token = fresh_secret(share_prefix);
    made.kept.id = random_id();
    made.kept.account = owner.account;
    made.kept.name = trim(asked.name);
    made.kept.token_hash = secret_hash(made.token);
    made.kept.made_at = now;
    made.kept.expires_at = now.plus_ms(asked.days * day_ms);
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (storage::live_shares(txn, owner.account, now).size() >= most_shares)
            return refuse(
                Refusal::conflict, "too_many_shares",
                "最多同时有 " + std::to_string(most_shares) + " 个链接，请先收回不用的",
                "there can be " + std::to_string(most_shares) +
                    " links at a time; take back one that is not used"
            );
        storage::put_share(txn, made.kept);
        note(
            txn,
            {.what = "make_share",
             .account = owner.account,
             .actor = owner.key,
             .address = std::string(address),
             .detail = {{"name", made.kept.name}, {"until", made.kept.expires_at.text()}}},
            now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return made;
}

Result<void> end_share(
    storage::Database& database,
    const Actor& owner,
    std::string_view id,
    std::string_view address,
    Instant now
)
{
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (!storage::revoke_share(txn, id, owner.account, now))
            return no_such_share();
        note(
            txn,
            {.what = "end_share",
             .account = owner.account,
             .actor = owner.key,
             .address = std::string(address)},
            now
        );
        return {};
    });
}

Result<ShareReader> reader_of_share(
    storage::Database& database,
    std::string_view token,
    std::string_view address,
    Instant now
)
{
    const std::string hash = secret_hash(token);
    std::optional<ShareReader> reader;
    database.read([&](storage::ReadTxn& txn) {
        auto share = storage::find_live_share(txn, hash, now);
        const auto account = share ? storage::find_account(txn, share->account) : std::nullopt;
        if (!account)
            return;
        Actor actor = actor_for(txn, *account, now.date());
        if (may(actor, Action::read_cases) && may(actor, Action::read_tables))
            reader.emplace(ShareReader{std::move(actor), std::move(*share)});
    });
    if (!reader)
        return no_such_share();
    const auto noted = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::count_use(txn, reader->share.id, now);
        note(
            txn,
            {.what = "read_share",
             .account = reader->share.account,
             .actor = std::string(link_key),
             .address = std::string(address),
             .detail = {{"name", reader->share.name}}},
            now
        );
        return {};
    });
    if (!noted)
        return noted.error();
    return std::move(*reader);
}

}  // namespace beihui::accounts
