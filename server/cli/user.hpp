#pragma once

#include "cli/commands.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// What somebody on the machine itself does about accounts; nobody has to sign in for it.
struct UserAsked
{
    Places places;
    std::string login;
    std::string name;
    std::string organisation;  // id, code or name
    std::vector<std::string> roles;
    std::string reason;
    std::string url = "http://127.0.0.1:8080";  // what links begin with
    bool removes_second_factor = false;
};

// beihui user add LOGIN --role … [--name …] [--org …]: prints the link for the first password.
int add_user(const UserAsked& asked, std::ostream& out, std::ostream& err);
// beihui user reset LOGIN [--second-factor]: prints a link for another password.
int reset_user(const UserAsked& asked, std::ostream& out, std::ostream& err);
// beihui user lock|unlock LOGIN --reason …; locking ends all sessions.
int lock_user(const UserAsked& asked, bool locked, std::ostream& out, std::ostream& err);
// beihui user setup-link: a link for the first administrator while none can sign in.
int print_setup_link(const UserAsked& asked, std::ostream& out, std::ostream& err);
// beihui user list
int list_users(const UserAsked& asked, std::ostream& out, std::ostream& err);

// beihui token list | revoke ID
int list_tokens(const Places& places, std::ostream& out, std::ostream& err);
int revoke_token(const Places& places, const std::string& id, std::ostream& out, std::ostream& err);

void add_user_commands(CLI::App& app, int& code);

}  // namespace beihui::cli
