#include "accounts/account_log.hpp"
#include "accounts/login.hpp"
#include "accounts/passwords.hpp"
#include "accounts/sign_in.hpp"
#include "acts/program.hpp"

#include <set>

namespace beihui::acts
{
namespace
{

const std::vector<std::string>& first_roles()
{
    static const std::vector<std::string> roles{"administrator"};
    return roles;
}

Error login_taken(const std::string& login)
{
    return refuse(
        Refusal::conflict, "login_taken", "用户名“" + login + "”已有人使用，请换一个",
        "the user name \"" + login + "\" is taken; choose another"
    );
}

// One person never holds two of the three roles, so no login stands twice.
Result<void> check_distinct(const SetupAsked& asked)
{
    std::set<std::string> seen{storage::login_key(asked.login)};
    std::vector<Fault> faults;
    for (const AdministratorAsked& other : asked.others)
        if (!seen.insert(storage::login_key(other.login)).second) {
            Fault fault;
            fault.where = "#/" + other.role;
            fault.code = "same_person";
            fault.detail = {
                "三员须是不同的人，用户名“" + other.login + "”写了两次",
                "the three administrators are different people; \"" + other.login +
                    "\" stands there twice"
            };
            faults.push_back(std::move(fault));
        }
    if (faults.empty())
        return {};
    return refuse(
        Refusal::invalid_input, "form_faults", "三员须是不同的人",
        "the three administrators are different people", std::move(faults)
    );
}

Result<void> check_asked(const Context& context, const SetupAsked& asked)
{
    const Instant now = context.clock.now();
    if (auto good = accounts::check_setup_code(context.database, asked.code, now); !good)
        return good.error();
    std::vector<std::string> logins{asked.login};
    for (const AdministratorAsked& other : asked.others)
        logins.push_back(other.login);
    for (const std::string& login : logins) {
        if (auto good = accounts::check_login(login); !good)
            return good.error();
        bool taken = false;
        context.database.read([&](storage::ReadTxn& txn) {
            taken = storage::find_account_by_login(txn, login).has_value();
        });
        if (taken)
            return login_taken(login);
    }
    if (auto distinct = check_distinct(asked); !distinct)
        return distinct.error();
    return accounts::check_password(asked.password, {asked.login, asked.organisation}, true);
}

// The organisation the first administrator belongs to: made when there is none.
Result<std::string> first_organisation(const Context& context, const std::string& name)
{
    std::string known;
    context.database.read([&](storage::ReadTxn& txn) {
        const auto first = storage::list_registered(txn, "organisation", "", "", 1);
        if (!first.empty())
            known = first.front().id;
    });
    if (!known.empty())
        return known;
    return register_organisation(
        context, "",
        json::object{
            {"code", "LOCAL"},
            {"name", name.empty() ? "本单位" : name},
            {"level", "school"},
            {"kind", "school"}
        }
    );
}

Result<std::string> make_administrator(
    const Context& context,
    const SetupAsked& asked,
    const std::string& organisation
)
{
    const auto person = register_person(
        context, organisation, asked.login, asked.name.empty() ? "系统管理员" : asked.name,
        first_roles()
    );
    if (!person)
        return person.error();
    const auto chosen = accounts::put_account(
        context.database, asked.login, asked.password, *person, organisation, first_roles()
    );
    if (!chosen)
        return chosen.error();
    std::string account;
    const auto noted = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        account = storage::find_account_by_login(txn, asked.login).value().id;
        accounts::note(
            txn, {.what = "set_up", .account = account, .address = asked.address},
            context.clock.now()
        );
        return {};
    });
    if (!noted)
        return noted.error();
    return account;
}

// Registers one of the others and makes the code with which they choose a password.
Result<AdministratorMade> make_other(
    const Context& context,
    const SetupAsked& asked,
    const std::string& organisation,
    const AdministratorAsked& other
)
{
    const std::string name = other.name.empty() ? accounts::role_name(other.role).zh : other.name;
    const auto person = register_person(context, organisation, other.login, name, {other.role});
    if (!person)
        return person.error();
    // Their roles are those of the register.
    const std::vector<std::string> none;
    const auto account =
        accounts::add_account(context.database, {other.login, *person, organisation, none});
    if (!account)
        return account.error();
    AdministratorMade made{other, {}};
    const auto kept = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const Instant now = context.clock.now();
        made.password = accounts::make_password_code(txn, *account, accounts::operator_key, now);
        accounts::note(
            txn,
            {.what = "make_account",
             .account = *account,
             .actor = std::string(accounts::operator_key),
             .address = asked.address},
            now
        );
        return {};
    });
    if (!kept)
        return kept.error();
    return made;
}

Result<SetupDone> make_all(const Context& context, const SetupAsked& asked)
{
    const auto organisation = first_organisation(context, asked.organisation);
    if (!organisation)
        return organisation.error();
    SetupDone done;
    // The others first: with the first administrator the code has done its work for good.
    for (const AdministratorAsked& other : asked.others) {
        auto made = make_other(context, asked, *organisation, other);
        if (!made)
            return made.error();
        done.others.push_back(std::move(*made));
    }
    const auto account = make_administrator(context, asked, *organisation);
    if (!account)
        return account.error();
    done.account = *account;
    return done;
}

}  // namespace

Result<SetupDone> set_up(const Context& context, const SetupAsked& asked)
{
    if (auto good = check_asked(context, asked); !good)
        return good.error();
    const Instant now = context.clock.now();
    // Used up first: of two who hold the code, one becomes the administrator.
    const auto expires_at = accounts::use_setup_code(context.database, asked.code, now);
    if (!expires_at)
        return expires_at.error();
    auto made = make_all(context, asked);
    if (!made)
        accounts::give_back_setup_code(context.database, asked.code, *expires_at);
    return made;
}

}  // namespace beihui::acts
