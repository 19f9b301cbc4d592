#include "cli/user_link.hpp"

#include "accounts/account_link.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/places_options.hpp"

#include <iostream>
#include <memory>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_login_bytes = 64;

accounts::AccountDeed by_operator()
{
    return {.what = {}, .account = {}, .actor = std::string(accounts::operator_key)};
}

struct Asked
{
    Places places;
    std::string login;
    std::string issuer;
    std::string subject;
};

// The database of the installation; none when it cannot be opened, and then it was said why.
std::unique_ptr<Installation> open(const Asked& asked, const Clock& clock, std::ostream& err)
{
    auto installation = Installation::open(asked.places, clock);
    if (installation)
        return std::move(*installation);
    print_error(installation.error(), err);
    return nullptr;
}

int link(const Asked& asked, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = open(asked, clock, err);
    if (!installation)
        return refused;
    const auto linked =
        installation->context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
            const auto account = storage::find_account_by_login(txn, asked.login);
            if (!account)
                return refuse(
                    Refusal::not_found, "account_not_found",
                    "没有用户“" + one_line(asked.login, most_login_bytes) + "”",
                    "there is no user \"" + one_line(asked.login, most_login_bytes) + "\""
                );
            const auto made = accounts::link_account(
                txn, *account, {asked.issuer, asked.subject}, by_operator(), clock.now()
            );
            return made ? Result<void>() : made.error();
        });
    if (!linked) {
        print_error(linked.error(), err);
        return refused;
    }
    out << "已关联 linked: " << asked.login << "\t" << asked.issuer << "\t" << asked.subject
        << "\n";
    return good;
}

int unlink(const Asked& asked, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = open(asked, clock, err);
    if (!installation)
        return refused;
    const auto unlinked =
        installation->context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
            const auto account = storage::find_account_by_login(txn, asked.login);
            const auto found = storage::find_account_link(txn, asked.issuer, asked.subject);
            if (!account || !found || found->account != account->id)
                return refuse(
                    Refusal::not_found, "link_not_found", "没有这条关联", "there is no such link"
                );
            accounts::unlink_account(txn, *found, by_operator(), clock.now());
            return {};
        });
    if (!unlinked) {
        print_error(unlinked.error(), err);
        return refused;
    }
    out << "已解除关联，该账号已全部退出登录 unlinked, and signed out everywhere: " << asked.login
        << "\n";
    return good;
}

int list(const Asked& asked, std::ostream& out, std::ostream& err)
{
    const SystemClock clock;
    const auto installation = open(asked, clock, err);
    if (!installation)
        return refused;
    installation->context().database.read([&](storage::ReadTxn& txn) {
        for (const storage::AccountLink& one : storage::all_account_links(txn)) {
            const auto account = storage::find_account(txn, one.account);
            out << (account ? account->login : one.account) << '\t' << one.issuer << '\t'
                << one.subject << '\t' << one.made_at.text() << '\n';
        }
    });
    return good;
}

}  // namespace

void add_user_links(CLI::App& user, int& code)
{
    const auto asked = std::make_shared<Asked>();
    asked->places.home = find_home();
    const auto add = [&](const char* name, const char* words, auto run) {
        CLI::App* const command = user.add_subcommand(name, words);
        add_places(*command, asked->places);
        command->callback([asked, run, &code] { code = run(*asked, std::cout, std::cerr); });
        return command;
    };
    for (CLI::App* const command :
         {add("link", "关联外部身份 link a person of another system", link),
          add("unlink", "解除关联 remove such a link", unlink)}) {
        command->add_option("login", asked->login, "用户名 user name")->required();
        command
            ->add_option("--issuer", asked->issuer, "OIDC 的 issuer 或 CAS 的 server，同登录配置")
            ->required();
        command->add_option("--subject", asked->subject, "对方系统中的不变标识 its lasting id")
            ->required();
    }
    add("links", "列出关联 list the links", list);
}

}  // namespace beihui::cli
