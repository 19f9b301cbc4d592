#include "cli/places_options.hpp"
#include "cli/user.hpp"
#include "cli/user_link.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace beihui::cli
{
namespace
{

CLI::App* add_command(
    CLI::App& above,
    const std::string& name,
    const std::string& help,
    UserAsked& asked
)
{
    CLI::App* const command = above.add_subcommand(name, help);
    add_places(*command, asked.places);
    return command;
}

void add_login(CLI::App& command, UserAsked& asked)
{
    command.add_option("login", asked.login, "用户名 user name")->required();
}

void add_url(CLI::App& command, UserAsked& asked)
{
    command.add_option("--url", asked.url, "链接的开头 what the link begins with")
        ->envname("BEIHUI_URL")
        ->capture_default_str();
}

void add_user_group(CLI::App& app, const std::shared_ptr<UserAsked>& asked, int& code)
{
    CLI::App& user = *app.add_subcommand("user", "本地用户 local users");
    user.require_subcommand(1);

    CLI::App* const add = add_command(user, "add", "新建用户 add a user", *asked);
    add_login(*add, *asked);
    add->add_option("--name", asked->name, "姓名 name");
    add->add_option("--org", asked->organisation, "单位 organisation");
    add->add_option("--role", asked->roles, "角色 roles")->required();
    add_url(*add, *asked);
    add->callback([asked, &code] { code = add_user(*asked, std::cout, std::cerr); });

    CLI::App* const reset =
        add_command(user, "reset", "给出设定新密码的链接 a link for a new password", *asked);
    add_login(*reset, *asked);
    reset->add_flag(
        "--second-factor", asked->removes_second_factor, "同时移除验证器 remove it as well"
    );
    reset->add_option("--reason", asked->reason, "理由 reason");
    add_url(*reset, *asked);
    reset->callback([asked, &code] { code = reset_user(*asked, std::cout, std::cerr); });

    CLI::App* const lock = add_command(user, "lock", "锁定并结束会话 lock, end sessions", *asked);
    add_login(*lock, *asked);
    lock->add_option("--reason", asked->reason, "理由 reason")->required();
    lock->callback([asked, &code] { code = lock_user(*asked, true, std::cout, std::cerr); });

    CLI::App* const unlock = add_command(user, "unlock", "解锁 unlock", *asked);
    add_login(*unlock, *asked);
    unlock->add_option("--reason", asked->reason, "理由 reason")->required();
    unlock->callback([asked, &code] { code = lock_user(*asked, false, std::cout, std::cerr); });

    CLI::App* const link = add_command(
        user, "setup-link", "无人能登录时，设定第一位管理员 for the first administrator", *asked
    );
    add_url(*link, *asked);
    link->callback([asked, &code] { code = print_setup_link(*asked, std::cout, std::cerr); });

    add_user_links(user, code);

    CLI::App* const list = add_command(user, "list", "列出用户 list users", *asked);
    list->callback([asked, &code] { code = list_users(*asked, std::cout, std::cerr); });
}

void add_token_group(CLI::App& app, const std::shared_ptr<UserAsked>& asked, int& code)
{
    CLI::App& token = *app.add_subcommand("token", "程序用的令牌 tokens of programs");
    token.require_subcommand(1);
    CLI::App* const list = add_command(token, "list", "列出令牌 list tokens", *asked);
    list->callback([asked, &code] { code = list_tokens(asked->places, std::cout, std::cerr); });
    CLI::App* const revoke = add_command(token, "revoke", "撤销令牌 revoke a token", *asked);
    revoke->add_option("id", asked->login, "令牌编号 id of the token")->required();
    revoke->callback([asked, &code] {
        code = revoke_token(asked->places, asked->login, std::cout, std::cerr);
    });
}

}  // namespace

void add_user_commands(CLI::App& app, int& code)
{
    const auto asked = std::make_shared<UserAsked>();
    asked->places.home = find_home();
    add_user_group(app, asked, code);
    add_token_group(app, asked, code);
}

}  // namespace beihui::cli
