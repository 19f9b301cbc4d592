#include "cli/sign_in_options.hpp"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>

namespace beihui::cli
{
namespace
{

constexpr int most_minutes = 24 * 60;

void add_minutes(
    CLI::App& command,
    const std::string& name,
    const std::string& variable,
    const std::string& help,
    std::int64_t& limit_ms
)
{
    command
        .add_option_function<int>(
            name, [&limit_ms](int minutes) { limit_ms = minutes * accounts::minute_ms; }, help
        )
        ->check(CLI::Range(1, most_minutes))
        ->default_str(std::to_string(limit_ms / accounts::minute_ms))
        ->envname(variable);
}

}  // namespace

void add_sign_in_options(CLI::App& command, ServeAsked& asked)
{
    accounts::SignInSettings& settings = asked.sign_in;
    command
        .add_option(
            "--url", asked.url, "链接的开头，如 https://host what links printed here begin with"
        )
        ->envname("BEIHUI_URL");
    command
        .add_option(
            "--sign-in", asked.sign_in_file,
            "统一身份认证的配置文件 file about sign-in through others"
        )
        ->envname("BEIHUI_SIGN_IN");
    command
        .add_option(
            "--webhook-network", asked.webhook_networks,
            "回调可以发往的内部网段，如 10.1.0.0/16，可写多个 internal networks that webhooks may "
            "reach"
        )
        ->envname("BEIHUI_WEBHOOK_NETWORK");
    add_minutes(
        command, "--session-idle", "BEIHUI_SESSION_IDLE",
        "多少分钟不用即退出 minutes without use that end a session", settings.idle_ms
    );
    add_minutes(
        command, "--session-limit", "BEIHUI_SESSION_LIMIT",
        "会话最长多少分钟 minutes a session lasts at most", settings.absolute_ms
    );
    add_minutes(
        command, "--administrator-session-idle", "BEIHUI_ADMINISTRATOR_SESSION_IDLE",
        "管理员多少分钟不用即退出 the same for administrators", settings.administrator_idle_ms
    );
    add_minutes(
        command, "--administrator-session-limit", "BEIHUI_ADMINISTRATOR_SESSION_LIMIT",
        "管理员的会话最长多少分钟 the same for administrators", settings.administrator_absolute_ms
    );
    command
        .add_option_function<std::string>(
            "--second-factor",
            [&settings](const std::string& who) {
                settings.administrators_need_second_factor = who == "administrators";
            },
            "谁必须用验证器 who needs a second factor"
        )
        ->check(CLI::IsMember({"administrators", "nobody"}))
        ->default_str("administrators")
        ->envname("BEIHUI_SECOND_FACTOR");
}

}  // namespace beihui::cli
