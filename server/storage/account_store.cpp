#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view account_types = "tttttti";

std::string select_account(std::string_view rest)
{
    return "SELECT id, login, password_hash, person, organisation, roles, locked FROM account" +
           std::string(rest);
}

Account read_account(Query& row)
{
    Account account;
    account.id = row.text();
    account.login = row.text();
    account.password_hash = row.text();
    account.person = row.text();
    account.organisation = row.text();
    account.roles = parted(row.text());
    account.locked = row.flag();
    return account;
}

std::optional<Account> find_one(ReadTxn& txn, const std::string& sql, std::string_view value)
{
    Query row(txn, sql, account_types, {value});
    if (!row.next())
        return std::nullopt;
    return read_account(row);
}

}  // namespace

void put_account(WriteTxn& txn, const Account& account)
{
    run(txn,
        "INSERT INTO account (id, login, password_hash, person, organisation, roles, locked)"
        " VALUES (:id, :login, :password_hash, :person, :organisation, :roles, :locked)"
        " ON CONFLICT (id) DO UPDATE SET login = excluded.login,"
        " password_hash = excluded.password_hash, person = excluded.person,"
        " organisation = excluded.organisation, roles = excluded.roles, locked = excluded.locked",
        {account.id, account.login, account.password_hash, account.person, account.organisation,
         joined(account.roles), account.locked});
}

std::optional<Account> find_account(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = select_account(" WHERE id = :id");
    return find_one(txn, sql, id);
}

std::optional<Account> find_account_by_login(ReadTxn& txn, std::string_view login)
{
    static const std::string sql = select_account(" WHERE login = :login");
    return find_one(txn, sql, login);
}

std::vector<Account> all_accounts(ReadTxn& txn)
{
    static const std::string sql = select_account(" ORDER BY login");
    std::vector<Account> accounts;
    Query rows(txn, sql, account_types);
    while (rows.next())
        accounts.push_back(read_account(rows));
    return accounts;
}

void put_session(WriteTxn& txn, const Session& session)
{
    run(txn,
        "INSERT INTO session (token_hash, account, opened_ms, seen_ms)"
        " VALUES (:token_hash, :account, :opened, :seen)"
        " ON CONFLICT (token_hash) DO UPDATE SET account = excluded.account,"
        " opened_ms = excluded.opened_ms, seen_ms = excluded.seen_ms",
        {session.token_hash, session.account, session.opened_at, session.seen_at});
}

std::optional<Session> find_session(ReadTxn& txn, std::string_view token_hash)
{
    Query row(
        txn, "SELECT token_hash, account, opened_ms, seen_ms FROM session WHERE token_hash = :hash",
        "ttii", {token_hash}
    );
    if (!row.next())
        return std::nullopt;
    Session session;
    session.token_hash = row.text();
    session.account = row.text();
    session.opened_at = row.instant();
    session.seen_at = row.instant();
    return session;
}

void touch_session(WriteTxn& txn, std::string_view token_hash, Instant seen_at)
{
    run(txn, "UPDATE session SET seen_ms = :seen WHERE token_hash = :hash", {seen_at, token_hash});
}

void drop_session(WriteTxn& txn, std::string_view token_hash)
{
    run(txn, "DELETE FROM session WHERE token_hash = :hash", {token_hash});
}

std::size_t drop_sessions_of(WriteTxn& txn, std::string_view account, std::string_view but)
{
    return static_cast<std::size_t>(run(
        txn, "DELETE FROM session WHERE account = :account AND token_hash <> :but", {account, but}
    ));
}

}  // namespace beihui::storage
