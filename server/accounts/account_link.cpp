#include "accounts/account_link.hpp"

#include "accounts/second_factor.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "storage/sign_in_stores.hpp"

#include <algorithm>

namespace beihui::accounts
{
namespace
{

constexpr std::size_t most_identity_bytes = 255;

// What an administrator typed or pasted: a blank at the end would never be found again.
bool is_identity(std::string_view text)
{
    return !text.empty() && text.size() <= most_identity_bytes && is_utf8(text) &&
           trim(text) == text &&
           std::ranges::none_of(text, [](char c) { return c >= 0 && c < ' '; });
}

Error identity_unknown(std::string_view issuer, std::string_view subject)
{
    const std::string named =
        " --issuer " + std::string(issuer) + " --subject " + one_line(subject, most_identity_bytes);
    return refuse(
        Refusal::not_allowed, "identity_unknown",
        "对方系统确认了您的身份，但它还没有关联到备会的账号。请管理员先建立账号，再运行：beihui "
        "user "
        "link 用户名" +
            named,
        "the other system vouches for you, but no account here is linked to you. An administrator "
        "makes the account, then runs: beihui user link LOGIN" +
            named
    );
}

void note_about(
    storage::WriteTxn& txn,
    std::string what,
    const storage::AccountLink& link,
    AccountDeed deed,
    Instant now
)
{
    deed.what = std::move(what);
    deed.account = link.account;
    deed.detail = {{"issuer", link.issuer}, {"subject", link.subject}};
    note(txn, deed, now);
}

}  // namespace

Result<storage::Account> account_linked_to(
    storage::Database& database,
    std::string_view issuer,
    std::string_view subject
)
{
    std::optional<storage::Account> account;
    bool needs_code = false;
    database.read([&](storage::ReadTxn& txn) {
        if (const auto link = storage::find_account_link(txn, issuer, subject))
            account = storage::find_account(txn, link->account);
        needs_code = account && has_second_factor(txn, account->id);
    });
    if (!account)
        return identity_unknown(issuer, subject);
    if (account->locked)
        return refuse(
            Refusal::not_allowed, "account_locked", "您的账号已锁定，请联系管理员",
            "your account is locked; ask an administrator"
        );
    // Whoever makes links could else sign in as anybody by an identity of their own.
    if (needs_code)
        return refuse(
            Refusal::not_allowed, "second_factor_here",
            "您的账号启用了验证器，请用备会的用户名、密码和验证码登录",
            "your account has a second factor: sign in with user name, password and code"
        );
    return *std::move(account);
}

Result<storage::AccountLink> link_account(
    storage::WriteTxn& txn,
    const storage::Account& account,
    const Identity& identity,
    AccountDeed deed,
    Instant now
)
{
    if (!is_identity(identity.issuer) || !is_identity(identity.subject))
        return refuse(
            Refusal::invalid_input, "bad_identity",
            "issuer 和 subject 各为 1 至 255 个字节，首尾无空白",
            "issuer and subject have 1 to 255 bytes each, without blanks at their ends"
        );
    storage::AccountLink link;
    link.id = random_id();
    link.issuer = identity.issuer;
    link.subject = identity.subject;
    link.account = account.id;
    link.made_by = deed.actor;
    link.made_at = now;
    if (auto put = storage::put_account_link(txn, link); !put)
        return put.error();
    const std::string made = link.id;
    link = *storage::find_account_link(txn, identity.issuer, identity.subject);
    if (link.id == made)
        note_about(txn, "link_account", link, std::move(deed), now);
    return link;
}

void unlink_account(
    storage::WriteTxn& txn,
    const storage::AccountLink& link,
    AccountDeed deed,
    Instant now
)
{
    storage::drop_account_link(txn, link.id);
    storage::drop_sessions_of(txn, link.account, "");
    note_about(txn, "unlink_account", link, std::move(deed), now);
}

}  // namespace beihui::accounts
