#include "accounts/login.hpp"
#include "accounts/passwords.hpp"
#include "accounts/sign_in.hpp"
#include "base/bytes.hpp"

#include <algorithm>

namespace beihui::accounts
{
namespace
{

Result<void> check_roles(const std::vector<std::string>& roles)
{
    for (const std::string& role : roles)
        if (std::ranges::find(all_roles(), role) == all_roles().end())
            return refuse(
                Refusal::invalid_input, "unknown_role", "没有角色“" + role + "”",
                "there is no role \"" + role + "\""
            );
    return check_separation(roles);
}

}  // namespace

Result<std::string> add_account(storage::Database& database, const AccountAsked& asked)
{
    if (auto good = check_login(asked.login); !good)
        return good.error();
    if (auto good = check_roles(asked.roles); !good)
        return good.error();
    storage::Account account;
    account.id = random_id();
    account.login = asked.login;
    account.person = asked.person;
    account.organisation = asked.organisation;
    account.roles = asked.roles;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        if (storage::find_account_by_login(txn, asked.login))
            return refuse(
                Refusal::conflict, "login_taken",
                "用户名“" + account.login + "”已有人使用，请换一个",
                "the user name \"" + account.login + "\" is taken; choose another"
            );
        storage::put_account(txn, account);
        return {};
    });
    if (!kept)
        return kept.error();
    return account.id;
}

Result<std::string> put_account(
    storage::Database& database,
    std::string_view login,
    std::string_view password,
    std::string_view person,
    std::string_view organisation,
    const std::vector<std::string>& roles,
    bool demonstration
)
{
    if (auto good = check_login(login); !good)
        return good.error();
    if (auto good = check_roles(roles); !good)
        return good.error();
    if (!password.empty())
        if (auto good = check_password(password, {std::string(login)}, is_administrator(roles));
            !good)
            return good.error();
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
        account.demonstration = demonstration;
        storage::put_account(txn, account);
        return {};
    });
    if (!kept)
        return kept.error();
    return chosen;
}

}  // namespace beihui::accounts
