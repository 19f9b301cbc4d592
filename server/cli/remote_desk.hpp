#pragma once

#include "http/remote.hpp"

#include <memory>
#include <string>

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// Whom a command asks: a server that runs, by somebody's name; or, without `server`, the database.
struct ServerAsked
{
    std::string server;  // http://127.0.0.1:8080
    std::string login;
};

// --server
void add_server(CLI::App& command, std::string& server);

// Signs in with the API token in BEIHUI_TOKEN; or else as `login`, with the password in
// BEIHUI_PASSWORD or one that is typed.
// Refuses: user_required without token and login, and what Remote::sign_in refuses.
Result<std::unique_ptr<http::Remote>> sign_in(const ServerAsked& asked);

}  // namespace beihui::cli
