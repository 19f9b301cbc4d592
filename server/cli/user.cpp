#include "accounts/sign_in.hpp"
#include "acts/case_page.hpp"
#include "acts/program.hpp"
#include "cli/commands.hpp"
#include "cli/find_organisation.hpp"

#include <ostream>

namespace beihui::cli
{
int add_user(
    const Places& places,
    const std::string& login,
    const std::string& name,
    const std::string& organisation,
    const std::vector<std::string>& roles,
    std::ostream& out,
    std::ostream& err
)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    const acts::Context& context = (*installation)->context();
    std::optional<std::string> unit;
    context.database.read([&](storage::ReadTxn& txn) {
        if (const auto found = find_organisation(txn, organisation))
            unit = found->record.id;
    });
    if (!unit) {
        err << "没有单位“" << organisation << "” / there is no organisation \"" << organisation
            << "\"\n";
        return refused;
    }
    const auto person =
        acts::register_person(context, *unit, login, name.empty() ? login : name, roles);
    if (!person) {
        print_error(person.error(), err);
        return refused;
    }
    const auto password = accounts::put_account(context.database, login, "", *person, *unit, roles);
    if (!password) {
        print_error(password.error(), err);
        return refused;
    }
    out << "用户 user: " << login << "\n密码 password: " << *password << "\n";
    return good;
}

int reset_user(const Places& places, const std::string& login, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    storage::Database& database = (*installation)->context().database;
    std::optional<storage::Account> account;
    database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account_by_login(txn, login);
    });
    if (!account) {
        err << "没有用户“" << login << "” / there is no user \"" << login << "\"\n";
        return refused;
    }
    const auto password = accounts::put_account(
        database, login, "", account->person, account->organisation, account->roles
    );
    if (!password) {
        print_error(password.error(), err);
        return refused;
    }
    out << "用户 user: " << login << "\n新密码 new password: " << *password << "\n";
    return good;
}

int list_users(const Places& places, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    const acts::Context& context = (*installation)->context();
    context.database.read([&](storage::ReadTxn& txn) {
        acts::Names names(context, txn);
        for (const storage::Account& account : storage::all_accounts(txn)) {
            out << account.login << '\t' << names.organisation(account.organisation);
            for (const std::string& role : account.roles)
                out << '\t' << accounts::role_name(role).zh;
            out << (account.locked ? "\t已锁定 locked\n" : "\n");
        }
    });
    return good;
}

}  // namespace beihui::cli
