#include "accounts/account_log.hpp"
#include "accounts/login.hpp"
#include "accounts/passwords.hpp"
#include "accounts/sign_in.hpp"
#include "acts/program.hpp"

namespace beihui::acts
{
namespace
{

const std::vector<std::string>& first_roles()
{
    static const std::vector<std::string> roles{"administrator"};
    return roles;
}

Result<void> check_asked(const Context& context, const SetupAsked& asked)
{
    const Instant now = context.clock.now();
    if (auto good = accounts::check_setup_code(context.database, asked.code, now); !good)
        return good.error();
    if (auto good = accounts::check_login(asked.login); !good)
        return good.error();
    bool taken = false;
    context.database.read([&](storage::ReadTxn& txn) {
        taken = storage::find_account_by_login(txn, asked.login).has_value();
    });
    if (taken)
        return refuse(
            Refusal::conflict, "login_taken", "用户名已有人使用，请换一个",
            "the user name is taken; choose another"
        );
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

Result<std::string> make_administrator(const Context& context, const SetupAsked& asked)
{
    const auto organisation = first_organisation(context, asked.organisation);
    if (!organisation)
        return organisation.error();
    const auto person = register_person(
        context, *organisation, asked.login, asked.name.empty() ? "系统管理员" : asked.name,
        first_roles()
    );
    if (!person)
        return person.error();
    const auto chosen = accounts::put_account(
        context.database, asked.login, asked.password, *person, *organisation, first_roles()
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

}  // namespace

Result<std::string> set_up(const Context& context, const SetupAsked& asked)
{
    if (auto good = check_asked(context, asked); !good)
        return good.error();
    const Instant now = context.clock.now();
    // Used up first: of two who hold the code, one becomes the administrator.
    const auto expires_at = accounts::use_setup_code(context.database, asked.code, now);
    if (!expires_at)
        return expires_at.error();
    auto made = make_administrator(context, asked);
    if (!made)
        accounts::give_back_setup_code(context.database, asked.code, *expires_at);
    return made;
}

}  // namespace beihui::acts
