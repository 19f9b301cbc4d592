#include "cli/user.hpp"

#include "accounts/account_log.hpp"
#include "accounts/one_time.hpp"
#include "accounts/second_factor.hpp"
#include "accounts/sign_in.hpp"
#include "acts/case_page.hpp"
#include "acts/program.hpp"
#include "cli/find_organisation.hpp"

#include <functional>
#include <ostream>

namespace beihui::cli
{
namespace
{

using Work = std::function<int(const acts::Context& context)>;

int with_installation(const Places& places, std::ostream& err, const Work& work)
{
    const SystemClock clock;
    const auto installation = Installation::open(places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    return work((*installation)->context());
}

int told(const Error& error, std::ostream& err)
{
    print_error(error, err);
    return refused;
}

std::optional<storage::Account> find_login(const acts::Context& context, const std::string& login)
{
    std::optional<storage::Account> account;
    context.database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account_by_login(txn, login);
    });
    return account;
}

int no_such_user(const std::string& login, std::ostream& err)
{
    err << "没有用户“" << login << "” / there is no user \"" << login << "\"\n";
    return refused;
}

accounts::AccountDeed deed_of(
    std::string what,
    const std::string& account,
    const std::string& reason = {}
)
{
    return {
        .what = std::move(what),
        .account = account,
        .actor = std::string(accounts::operator_key),
        .reason = reason,
    };
}

void print_link(
    const std::string& url,
    std::string_view page,
    const accounts::OneTime& made,
    std::ostream& out
)
{
    out << "  " << accounts::link_of(url, page, made.code) << '\n'
        << "  只能用一次，有效至 good once, until: " << made.expires_at.text() << '\n';
}

int print_password_link(
    const acts::Context& context,
    const storage::Account& account,
    const std::string& url,
    std::ostream& out,
    std::ostream& err
)
{
    accounts::OneTime made;
    const auto kept = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const Instant now = context.clock.now();
        made = accounts::make_password_code(txn, account.id, accounts::operator_key, now);
        accounts::note(txn, deed_of("make_password_link", account.id), now);
        return {};
    });
    if (!kept)
        return told(kept.error(), err);
    out << "用户 user: " << account.login
        << "\n请把链接交给本人，由本人设定密码 give the owner this link, to choose a password:\n";
    print_link(url, "password", made, out);
    return good;
}

}  // namespace

int add_user(const UserAsked& asked, std::ostream& out, std::ostream& err)
{
    return with_installation(asked.places, err, [&](const acts::Context& context) {
        std::optional<std::string> unit;
        context.database.read([&](storage::ReadTxn& txn) {
            if (const auto found = find_organisation(txn, asked.organisation))
                unit = found->record.id;
        });
        if (!unit) {
            err << "没有单位“" << asked.organisation << "” / there is no organisation \""
                << asked.organisation << "\"\n";
            return refused;
        }
        if (find_login(context, asked.login)) {
            err << "用户名“" << asked.login << "”已有人使用 / the user name \"" << asked.login
                << "\" is taken\n";
            return refused;
        }
        const auto person = acts::register_person(
            context, *unit, asked.login, asked.name.empty() ? asked.login : asked.name, asked.roles
        );
        if (!person)
            return told(person.error(), err);
        const auto account =
            accounts::add_account(context.database, {asked.login, *person, *unit, asked.roles});
        if (!account)
            return told(account.error(), err);
        const auto noted = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            accounts::note(txn, deed_of("make_account", *account), context.clock.now());
            return {};
        });
        if (!noted)
            return told(noted.error(), err);
        return print_password_link(
            context, find_login(context, asked.login).value(), asked.url, out, err
        );
    });
}

int reset_user(const UserAsked& asked, std::ostream& out, std::ostream& err)
{
    return with_installation(asked.places, err, [&](const acts::Context& context) {
        const auto account = find_login(context, asked.login);
        if (!account)
            return no_such_user(asked.login, err);
        if (asked.removes_second_factor) {
            const auto removed =
                context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
                    storage::drop_second_factor(txn, account->id);
                    storage::drop_sessions_of(txn, account->id, "");
                    accounts::note(
                        txn, deed_of("remove_second_factor", account->id, asked.reason),
                        context.clock.now()
                    );
                    return {};
                });
            if (!removed)
                return told(removed.error(), err);
            out << "已移除验证器 the second factor was removed\n";
        }
        return print_password_link(context, *account, asked.url, out, err);
    });
}

int lock_user(const UserAsked& asked, bool locked, std::ostream& out, std::ostream& err)
{
    return with_installation(asked.places, err, [&](const acts::Context& context) {
        const auto account = find_login(context, asked.login);
        if (!account)
            return no_such_user(asked.login, err);
        const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            storage::Account changed = storage::find_account(txn, account->id).value();
            changed.locked = locked;
            storage::put_account(txn, changed);
            if (locked)
                storage::drop_sessions_of(txn, changed.id, "");
            accounts::note(
                txn, deed_of(locked ? "lock_account" : "unlock_account", changed.id, asked.reason),
                context.clock.now()
            );
            return {};
        });
        if (!written)
            return told(written.error(), err);
        out << account->login << (locked ? " 已锁定 locked\n" : " 已解锁 unlocked\n");
        return good;
    });
}

int print_setup_link(const UserAsked& asked, std::ostream& out, std::ostream& err)
{
    return with_installation(asked.places, err, [&](const acts::Context& context) {
        const auto made = accounts::make_setup_code(context.database, context.clock.now());
        if (!made)
            return told(made.error(), err);
        out << "打开链接，设定第一位系统管理员 open the link to choose the first administrator:\n";
        print_link(asked.url, "setup", *made, out);
        return good;
    });
}

int list_users(const UserAsked& asked, std::ostream& out, std::ostream& err)
{
    return with_installation(asked.places, err, [&](const acts::Context& context) {
        context.database.read([&](storage::ReadTxn& txn) {
            acts::Names names(context, txn);
            const Date today = context.clock.now().date();
            for (const storage::Account& account : storage::all_accounts(txn)) {
                out << account.login << '\t' << names.organisation(account.organisation);
                for (const std::string& role : accounts::actor_for(txn, account, today).roles())
                    out << '\t' << accounts::role_name(role).zh;
                if (account.password_hash.empty())
                    out << "\t未设密码 no password yet";
                if (accounts::has_second_factor(txn, account.id))
                    out << "\t有验证器 second factor";
                if (account.demonstration)
                    out << "\t演示 demonstration";
                out << (account.locked ? "\t已锁定 locked\n" : "\n");
            }
        });
        return good;
    });
}

int list_tokens(const Places& places, std::ostream& out, std::ostream& err)
{
    return with_installation(places, err, [&](const acts::Context& context) {
        const Instant now = context.clock.now();
        context.database.read([&](storage::ReadTxn& txn) {
            for (const storage::ApiToken& token : storage::api_tokens_of(txn, "")) {
                const auto account = storage::find_account(txn, token.account);
                out << token.id << '\t' << (account ? account->login : token.account) << '\t'
                    << token.name << '\t' << token.scope << "\t至 until " << token.expires_at.text()
                    << "\t上次使用 last used " << (token.used_at ? token.used_at->text() : "-");
                if (token.revoked_at)
                    out << "\t已撤销 revoked";
                else if (token.expires_at <= now)
                    out << "\t已到期 expired";
                out << '\n';
            }
        });
        return good;
    });
}

int revoke_token(const Places& places, const std::string& id, std::ostream& out, std::ostream& err)
{
    return with_installation(places, err, [&](const acts::Context& context) {
        std::optional<storage::ApiToken> token;
        bool revoked = false;
        const auto written = context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            token = storage::find_api_token(txn, id);
            revoked = storage::revoke_api_token(txn, id, "", context.clock.now());
            if (revoked)
                accounts::note(txn, deed_of("revoke_token", token->account), context.clock.now());
            return {};
        });
        if (!written)
            return told(written.error(), err);
        if (!revoked) {
            err << "没有令牌“" << id << "”，或已撤销 / there is no token \"" << id
                << "\", or it was revoked already\n";
            return refused;
        }
        out << id << " 已撤销 revoked\n";
        return good;
    });
}

}  // namespace beihui::cli
