#include "accounts/sign_in.hpp"

#include "accounts/account_log.hpp"
#include "accounts/one_time.hpp"
#include "accounts/passwords.hpp"
#include "accounts/second_factor.hpp"
#include "accounts/throttle.hpp"
#include "base/bytes.hpp"

namespace beihui::accounts
{
namespace
{

Error sign_in_failed()
{
    return refuse(
        Refusal::not_allowed, "sign_in_failed", "用户名或密码不对", "wrong user name or password"
    );
}

Error code_required()
{
    return refuse(
        Refusal::not_allowed, "code_required", "请再填写验证器上的 6 位数字（或一个恢复码）",
        "give the 6 digits of your authenticator, or a recovery code, as well"
    );
}

SignInAnswer answer_refused(Error error)
{
    SignInAnswer answer;
    answer.refused = std::move(error);
    return answer;
}

// Counts the try; an answer when there are to be no more now.
std::optional<SignInAnswer> hold_back(
    storage::Database& database,
    Instant now,
    const TryAsked& asked
)
{
    const auto wait = begin_try(database, now, asked);
    if (!wait)
        return answer_refused(wait.error());
    if (*wait == 0)
        return std::nullopt;
    SignInAnswer answer = answer_refused(too_many_tries(*wait));
    answer.wait_seconds = *wait;
    return answer;
}

}  // namespace

SignInAnswer sign_in(
    storage::Database& database,
    const SignInSettings& settings,
    const SignInAsked& asked,
    Instant now
)
{
    const std::string device = hex(sha256(asked.knock.device));
    std::optional<storage::Account> account;
    bool known_device = false;
    bool has_factor = false;
    database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account_by_login(txn, asked.login);
        // Asked in any case, so that a login that does not exist costs the same.
        const std::string owner = storage::find_device(txn, device);
        known_device = account && owner == account->id;
        has_factor = has_second_factor(txn, account ? account->id : std::string());
    });
    const std::string counter =
        known_device ? device_counter(device) : login_counter(database, asked.login);
    TryAsked attempt;
    attempt.counter = counter;
    attempt.login = asked.login;
    attempt.address = asked.knock.address;
    attempt.is_known_device = known_device;
    if (auto answer = hold_back(database, now, attempt))
        return *std::move(answer);

    SignInAnswer answer;
    answer.account = account ? account->id : std::string();
    const bool right =
        is_password(account ? account->password_hash : std::string(), asked.password);
    if (!right || account->locked) {
        answer.refused = sign_in_failed();
        return answer;
    }
    if (has_factor && asked.code.empty()) {
        answer.refused = code_required();
        return answer;
    }
    if (has_factor)
        if (const auto taken = take_code(database, account->id, asked.code, now); !taken) {
            answer.refused = taken.error();
            return answer;
        }
    try_succeeded(database, counter);
    auto opened = open_session(database, settings, *account, asked.knock, now);
    if (opened)
        answer.signed_in = std::move(*opened);
    else
        answer.refused = opened.error();
    return answer;
}

SignInAnswer confirm(storage::Database& database, const ConfirmAsked& asked, Instant now)
{
    const std::string counter = account_counter(asked.account);
    TryAsked attempt;
    attempt.counter = counter;
    attempt.login = asked.account;
    attempt.address = asked.address;
    attempt.is_known_device = true;  // who is signed in is not a stranger
    if (auto answer = hold_back(database, now, attempt))
        return *std::move(answer);
    SignInAnswer answer;
    answer.account = asked.account;
    if (asked.password.empty()) {
        if (const auto taken = take_code(database, asked.account, asked.code, now); !taken) {
            answer.refused = taken.error();
            return answer;
        }
    } else {
        std::string encoded;
        database.read([&](storage::ReadTxn& txn) {
            if (const auto account = storage::find_account(txn, asked.account))
                encoded = account->password_hash;
        });
        if (!is_password(encoded, asked.password)) {
            answer.refused =
                refuse(Refusal::not_allowed, "wrong_password", "密码不对", "the password is wrong");
            return answer;
        }
    }
    try_succeeded(database, counter);
    return answer;
}

SignInAnswer change_password(
    storage::Database& database,
    const ConfirmAsked& asked,
    std::string_view chosen,
    std::string_view session_token,
    Instant now
)
{
    SignInAnswer answer = confirm(database, asked, now);
    if (answer.refused)
        return answer;
    std::optional<storage::Account> account;
    std::vector<std::string> words;
    bool administers = false;
    database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account(txn, asked.account);
        if (!account)
            return;
        words = words_of(txn, *account);
        administers = is_administrator(actor_for(txn, *account, now.date()).roles());
    });
    if (!account)
        return answer_refused(sign_in_failed());
    if (auto good = check_password(chosen, words, administers); !good) {
        answer.refused = good.error();
        return answer;
    }
    const std::string encoded = hash_of_password(chosen);
    const std::string kept_session = hex(sha256(session_token));
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        auto changed = storage::find_account(txn, asked.account);
        if (!changed)
            return sign_in_failed();
        changed->password_hash = encoded;
        storage::put_account(txn, *changed);
        storage::drop_sessions_of(txn, asked.account, kept_session);
        storage::drop_devices(txn, asked.account, 0, now);
        storage::drop_one_time_codes(txn, "password", asked.account);
        note(
            txn, {.what = "change_password", .account = asked.account, .address = asked.address},
            now
        );
        return {};
    });
    if (!kept)
        answer.refused = kept.error();
    return answer;
}

}  // namespace beihui::accounts
