#include "accounts/one_time.hpp"

#include "accounts/account_log.hpp"
#include "accounts/passwords.hpp"
#include "accounts/sessions.hpp"
#include "base/bytes.hpp"
#include "storage/sign_in_stores.hpp"

#include <algorithm>

namespace beihui::accounts
{
namespace
{

constexpr std::string_view for_setup = "setup";
constexpr std::string_view for_password = "password";
constexpr std::size_t code_bytes = 20;

std::string hash_of(std::string_view code)
{
    return hex(sha256(code));
}

Error code_not_valid()
{
    return refuse(
        Refusal::not_allowed, "code_not_valid", "这个链接无效、已经用过或已过期，请重新取得",
        "the link is not valid, was used or is over; ask for a new one"
    );
}

Error setup_closed()
{
    return refuse(
        Refusal::conflict, "setup_closed", "已有能登录的系统管理员，请由他开户或重设密码",
        "there is an administrator who can sign in: ask them for an account or a new password"
    );
}

bool is_good(const std::optional<storage::OneTimeCode>& code, std::string_view kind, Instant now)
{
    return code && code->kind == kind && !code->used_at && code->expires_at > now;
}

OneTime fresh_code(Instant now, std::int64_t good_for_ms)
{
    return {hex(random_bytes(code_bytes)), now.plus_ms(good_for_ms)};
}

storage::OneTimeCode kept(const OneTime& made, std::string_view kind, Instant now)
{
    storage::OneTimeCode code;
    code.code_hash = hash_of(made.code);
    code.kind = kind;
    code.made_at = now;
    code.expires_at = made.expires_at;
    return code;
}

}  // namespace

bool has_administrator(storage::ReadTxn& txn, Date today)
{
    const auto accounts = storage::all_accounts(txn);
    return std::ranges::any_of(accounts, [&](const storage::Account& account) {
        return !account.locked && !account.password_hash.empty() &&
               actor_for(txn, account, today).has("administrator");
    });
}

Result<OneTime> make_setup_code(storage::Database& database, Instant now)
{
    const OneTime made = fresh_code(now, setup_code_ms);
    const auto written = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (has_administrator(txn, now.date()))
            return setup_closed();
        storage::OneTimeCode code = kept(made, for_setup, now);
        code.made_by = "system";
        storage::put_one_time_code(txn, code);
        return {};
    });
    if (!written)
        return written.error();
    return made;
}

OneTime make_password_code(
    storage::WriteTxn& txn,
    std::string_view account,
    std::string_view made_by,
    Instant now
)
{
    OneTime made = fresh_code(now, password_code_ms);
    storage::OneTimeCode code = kept(made, for_password, now);
    code.account = account;
    code.made_by = made_by;
    storage::put_one_time_code(txn, code);
    return made;
}

Result<void> check_setup_code(storage::Database& database, std::string_view code, Instant now)
{
    bool good = false;
    bool closed = false;
    database.read([&](storage::ReadTxn& txn) {
        good = is_good(storage::find_one_time_code(txn, hash_of(code)), for_setup, now);
        closed = has_administrator(txn, now.date());
    });
    if (!good)
        return code_not_valid();
    if (closed)
        return setup_closed();
    return {};
}

Result<Instant> use_setup_code(storage::Database& database, std::string_view code, Instant now)
{
    Instant expires_at;
    const auto used = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const std::string hash = hash_of(code);
        const auto found = storage::find_one_time_code(txn, hash);
        if (!is_good(found, for_setup, now) || !storage::use_one_time_code(txn, hash, now))
            return code_not_valid();
        if (has_administrator(txn, now.date()))
            return setup_closed();
        expires_at = found->expires_at;
        return {};
    });
    if (!used)
        return used.error();
    return expires_at;
}

void give_back_setup_code(storage::Database& database, std::string_view code, Instant expires_at)
{
    (void)database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::OneTimeCode again;
        again.code_hash = hash_of(code);
        again.kind = for_setup;
        again.made_by = "system";
        again.made_at = expires_at.plus_ms(-setup_code_ms);
        again.expires_at = expires_at;
        storage::put_one_time_code(txn, again);
        return {};
    });
}

Result<std::string> choose_password(
    storage::Database& database,
    std::string_view code,
    std::string_view password,
    std::string_view address,
    Instant now
)
{
    const std::string hash = hash_of(code);
    std::optional<storage::Account> account;
    std::vector<std::string> words;
    bool administers = false;
    database.read([&](storage::ReadTxn& txn) {
        const auto found = storage::find_one_time_code(txn, hash);
        if (!is_good(found, for_password, now))
            return;
        account = storage::find_account(txn, found->account);
        if (!account)
            return;
        words = words_of(txn, *account);
        administers = is_administrator(actor_for(txn, *account, now.date()).roles());
    });
    if (!account)
        return code_not_valid();
    if (auto good = check_password(password, words, administers); !good)
        return good.error();
    const std::string encoded = hash_of_password(password);
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        auto chosen = storage::find_account(txn, account->id);
        if (!chosen || !storage::use_one_time_code(txn, hash, now))
            return code_not_valid();
        chosen->password_hash = encoded;
        storage::put_account(txn, *chosen);
        storage::drop_sessions_of(txn, chosen->id, "");
        storage::drop_devices(txn, chosen->id, 0, now);
        note(
            txn,
            {.what = "choose_password", .account = chosen->id, .address = std::string(address)}, now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return account->id;
}

std::vector<std::string> words_of(storage::ReadTxn& txn, const storage::Account& account)
{
    std::vector<std::string> words{account.login};
    if (const auto unit = storage::find_registered(txn, "organisation", account.organisation)) {
        words.push_back(unit->name);
        words.push_back(unit->code);
    }
    return words;
}

std::string link_of(std::string_view base, std::string_view page, std::string_view code)
{
    return std::string(base) + "/" + std::string(page) + "#code=" + std::string(code);
}

}  // namespace beihui::accounts
