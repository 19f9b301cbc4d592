#include "cli/remote_desk.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cstdlib>

namespace beihui::cli
{
namespace
{

std::string password_for(const std::string& login)
{
    if (const char* const given = std::getenv("BEIHUI_PASSWORD"))
        return given;
    const char* const typed = getpass((login + " 的密码 password: ").c_str());
    return typed ? typed : "";
}

}  // namespace

void add_server(CLI::App& command, std::string& server)
{
    command.add_option(
        "--server", server,
        "正在运行的服务 http://127.0.0.1:8080；密码取自 BEIHUI_PASSWORD，或用 BEIHUI_TOKEN a "
        "running server"
    );
}

Result<std::unique_ptr<http::Remote>> sign_in(const ServerAsked& asked)
{
    if (const char* const token = std::getenv("BEIHUI_TOKEN"))
        return http::Remote::with_token(asked.server, token);
    if (asked.login.empty())
        return refuse(
            Refusal::invalid_input, "user_required", "向服务器提问须用 --as 写明用户",
            "to ask a server, say with --as which user asks"
        );
    return http::Remote::sign_in(asked.server, asked.login, password_for(asked.login));
}

}  // namespace beihui::cli
