#pragma once

#include "accounts/one_time.hpp"
#include "acts/submit_act.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// The program itself as an actor: it sets up what no person can have set up before.
accounts::Actor the_program();

// Registers an organisation below `parent` (empty: at the top). Returns its id.
Result<std::string> register_organisation(
    const Context& context,
    std::string_view parent,
    json::object profile
);

// Registers a member of staff with roles that run from today. Returns the id.
Result<std::string> register_person(
    const Context& context,
    std::string_view organisation,
    std::string_view login,
    std::string_view name,
    const std::vector<std::string>& roles
);

// Keeps the bytes of every live pack and workflow, and of the calendar, under the hashes that
// entries name, so that an old decision can be read again after they have changed. Done once at the
// start: what is live does not change while the program runs. `calendar` is the text of the file.
Result<void> keep_definitions(const Context& context, std::string_view calendar);

// What the first start of an empty installation prints: a code for setting it up; none when there is
// an account already. No account exists before somebody has used it.
Result<std::optional<accounts::OneTime>> first_start(const Context& context);

// One of the two other administrators, who is to be somebody else.
struct AdministratorAsked
{
    std::string role;   // security_administrator, audit_administrator
    std::string login;  // also their code in the register
    std::string name;   // empty: as the role is called
};

// What whoever holds the code chooses.
struct SetupAsked
{
    std::string code;
    std::string login;
    std::string password;
    std::string name;          // of the person; empty: 系统管理员
    std::string organisation;  // its name, when there is none yet; empty: 本单位
    std::string address;       // where the wish comes from, for the access log
    std::vector<AdministratorAsked> others = {};
};

// An administrator who chooses a password with a code.
struct AdministratorMade
{
    AdministratorAsked asked;
    accounts::OneTime password;
};
struct SetupDone
{
    std::string account;  // id, of the first administrator
    std::vector<AdministratorMade> others;
};
// Makes the first administrator (and the organisation, when there is none) and uses up the code; then
// the others, whose roles nobody of them may hold besides. Whatever is refused, the code stays good.
// Refuses: not_allowed, "code_not_valid"; conflict, "setup_closed", "login_taken"; invalid_input,
// "form_faults" when two of them are one, and as check_login() and check_password() do.
Result<SetupDone> set_up(const Context& context, const SetupAsked& asked);

}  // namespace beihui::acts
