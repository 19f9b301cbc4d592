#pragma once

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

// What the first start of an empty installation made, and what to tell the operator once.
struct FirstStart
{
    std::string login;
    std::string password;
};

// Makes one organisation and one local administrator when there is no account yet; none otherwise.
Result<std::optional<FirstStart>> first_start(const Context& context);

}  // namespace beihui::acts
