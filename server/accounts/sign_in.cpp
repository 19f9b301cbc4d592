#include "accounts/sign_in.hpp"

#include "accounts/grants.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace beihui::accounts
{
namespace
{

// libsodium chooses its implementations once, and is not safe for threads before.
void prepare_sodium()
{
    static const int prepared = sodium_init();
    if (prepared < 0)
        throw std::runtime_error("libsodium cannot start");
}

std::string hash_of_password(std::string_view password)
{
    prepare_sodium();
    char encoded[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(
            encoded, password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
            crypto_pwhash_MEMLIMIT_INTERACTIVE
        ) != 0)
        throw std::runtime_error("argon2id: out of memory");
    return encoded;
}

bool matches(const std::string& encoded, std::string_view password)
{
    return crypto_pwhash_str_verify(encoded.c_str(), password.data(), password.size()) == 0;
}

// What an unknown login is compared with, so that it costs the same time.
const std::string& nobodys_hash()
{
    static const std::string hash = hash_of_password(random_id());
    return hash;
}

// 16 characters that cannot be mistaken for one another when read from paper: 78 bits.
std::string random_password()
{
    static constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string password;
    while (password.size() < 16) {
        const auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
        if (byte < 256 / alphabet.size() * alphabet.size())
            password += alphabet[byte % alphabet.size()];
    }
    return password;
}

}  // namespace

Actor actor_for(storage::ReadTxn& txn, const storage::Account& account, Date today)
{
    Actor actor;
    actor.account = account.id;
    actor.person = account.person;
    actor.key = account.person.empty() ? account.id : account.person;
    actor.name = account.login;
    actor.organisation = account.organisation;
    actor.org_path = path_of_organisation(txn, account.organisation);
    actor.grants = grants_of(txn, account, today);
    return actor;
}

Result<SignedIn> sign_in(
    storage::Database& database,
    const Clock& clock,
    std::string_view login,
    std::string_view password
)
{
    const std::string& stand_in = nobodys_hash();  // made before the first look, for all alike
    std::optional<storage::Account> account;
    database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account_by_login(txn, login);
    });
    const bool right = matches(account ? account->password_hash : stand_in, password) && account;
    if (!right || account->locked)
        return refuse(
            Refusal::not_allowed, "sign_in_failed", "用户名或密码不对",
            "wrong user name or password"
        );

    SignedIn result;
    result.token = hex(random_bytes(32));
    storage::Session session;
    session.token_hash = hex(sha256(result.token));
    session.account = account->id;
    session.opened_at = clock.now();
    session.seen_at = session.opened_at;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::put_session(txn, session);
        result.actor = actor_for(txn, *account, session.opened_at.date());
        return {};
    });
    if (!kept)
        return kept.error();
    return result;
}

std::optional<Actor> actor_of(
    storage::Database& database,
    const Clock& clock,
    std::string_view token
)
{
    const std::string hash = hex(sha256(token));
    const Instant now = clock.now();
    std::optional<storage::Session> session;
    std::optional<Actor> actor;
    database.read([&](storage::ReadTxn& txn) {
        session = storage::find_session(txn, hash);
        if (!session || now.ms() - session->opened_at.ms() > absolute_limit_ms ||
            now.ms() - session->seen_at.ms() > idle_limit_ms)
            return;
        const auto account = storage::find_account(txn, session->account);
        if (account && !account->locked)
            actor = actor_for(txn, *account, now.date());
    });
    // Written at most once a minute: a session that is in use need not cost a commit per request.
    if (actor && now.ms() - session->seen_at.ms() > 60'000) {
        database.write_later(
            [hash, now](storage::WriteTxn& txn) -> Result<void> {
                storage::touch_session(txn, hash, now);
                return {};
            },
            [](const Result<void>&) {}
        );
    }
    return actor;
}

void sign_out(storage::Database& database, std::string_view token)
{
    const std::string hash = hex(sha256(token));
    (void)database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::drop_session(txn, hash);
        return {};
    });
}

Result<std::string> put_account(
    storage::Database& database,
    std::string_view login,
    std::string_view password,
    std::string_view person,
    std::string_view organisation,
    const std::vector<std::string>& roles
)
{
    if (trim(login).empty() || login.size() > 64 || !is_utf8(login))
        return refuse(
            Refusal::invalid_input, "bad_login", "用户名应为 1 至 64 个字节",
            "a user name has 1 to 64 bytes"
        );
    if (!password.empty() && length_in_characters(password) < 8)
        return refuse(
            Refusal::invalid_input, "short_password", "密码至少 8 个字符",
            "a password has at least 8 characters"
        );
    for (const std::string& role : roles)
        if (std::ranges::find(all_roles(), role) == all_roles().end())
            return refuse(
                Refusal::invalid_input, "unknown_role", "没有角色“" + role + "”",
                "there is no role \"" + role + "\""
            );
    const std::string chosen = password.empty() ? random_password() : std::string(password);
    const std::string encoded = hash_of_password(chosen);
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::Account account =
            storage::find_account_by_login(txn, login).value_or(storage::Account{});
        if (account.id.empty())
            account.id = random_id();
        account.login = login;
        account.password_hash = encoded;
        account.person = person;
        account.organisation = organisation;
        account.roles = roles;
        storage::put_account(txn, account);
        return {};
    });
    if (!kept)
        return kept.error();
    return chosen;
}

}  // namespace beihui::accounts
