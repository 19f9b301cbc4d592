#include "base/text.hpp"
#include "storage/access_watch.hpp"
#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view account_types = "ttttttii";

std::string select_account(std::string_view rest)
{
    return "SELECT id, login, password_hash, person, organisation, roles, locked, demonstration"
           " FROM account" +
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
    account.demonstration = row.flag();
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

std::string login_key(std::string_view login)
{
    return is_utf8(login) ? search_text(trim(login)) : std::string(login);
}

void put_account(WriteTxn& txn, const Account& account)
{
    note_access_change();
    run(txn,
        "INSERT INTO account (id, login, login_key, password_hash, person, organisation, roles,"
        " locked, demonstration)"
        " VALUES (:id, :login, :login_key, :password_hash, :person, :organisation, :roles, :locked,"
        " :demonstration)"
        " ON CONFLICT (id) DO UPDATE SET login = excluded.login, login_key = excluded.login_key,"
        " password_hash = excluded.password_hash, person = excluded.person,"
        " organisation = excluded.organisation, roles = excluded.roles, locked = excluded.locked,"
        " demonstration = excluded.demonstration",
        {account.id, account.login, login_key(account.login), account.password_hash, account.person,
         account.organisation, joined(account.roles), account.locked, account.demonstration});
}

std::optional<Account> find_account(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = select_account(" WHERE id = :id");
    return find_one(txn, sql, id);
}

std::optional<Account> find_account_by_login(ReadTxn& txn, std::string_view login)
{
    static const std::string sql = select_account(" WHERE login_key = :login");
    return find_one(txn, sql, login_key(login));
}

std::optional<Account> find_account_of_person(ReadTxn& txn, std::string_view person)
{
    static const std::string sql = select_account(" WHERE person = :person ORDER BY login");
    return person.empty() ? std::nullopt : find_one(txn, sql, person);
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

}  // namespace beihui::storage
