#pragma once

#include "accounts/policy.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// A role that somebody holds today, for an organisation and what lies below it.
struct Grant
{
    std::string role;
    std::string organisation;
    std::string org_path;             // "/province/school/"
    std::string substitute_for = {};  // 代理: the person it is held for; empty: held oneself
    // Where the organisation stands on other days: one that was moved keeps what was closed there.
    std::vector<std::string> elsewhere = {};
};

// Who acts, and for whom: made from a session, never from a request's body.
struct Actor
{
    std::string account;
    std::string person;  // id in the register of people; empty for a bare administrator
    std::string key;     // pseudonym that stands in the history
    std::string name;    // as shown to themselves
    std::string organisation;
    std::string org_path;  // "/province/school/"
    std::vector<Grant> grants;

    bool has(std::string_view role) const;
    // Each role once, in the order in which they were granted.
    std::vector<std::string> roles() const;
    // Gives them a role for their own organisation.
    void hold(std::string_view role);
};

// What somebody may see when they take an action, by the policy.
Scope scope_of(const Actor& actor, Action action);

// The Chinese and English name of a role: "employment_director" → 就业办主任.
Words role_name(std::string_view role);
const std::vector<std::string>& all_roles();

// Whether somebody may take an action at all; and if not, who may. Refuses: not_allowed,
// "role_required".
Result<void> may(const Actor& actor, Action action);
// Whether they may take it for the organisation at `org_path`.
Result<void> may(const Actor& actor, Action action, std::string_view org_path);
// Whether somebody may do an act of a workflow, whose roles are `by`, on a case of the organisation
// at `org_path`.
Result<void> may(const Actor& actor, const std::vector<std::string>& by, std::string_view org_path);

// The organisation whose tables are shown when none is named: their own, or else the first that they
// hold a role for which may take the action.
std::string default_organisation(const Actor& actor, Action action);

// How they see personal values of cases of a kind of the organisation at `org_path`: the best that one
// of their roles gives. Departments above a school count graduates and do not know them.
Personal personal_of(const Actor& actor, std::string_view org_path, std::string_view workflow);

// Whether a stated reason shows them whom to reach in cases of that kind; their other personal values
// stay as personal_of() says.
bool opens_contacts(const Actor& actor, std::string_view org_path, std::string_view workflow);

// Refuses (invalid_input, "exclusive_roles") roles that one person may not hold together: whoever
// runs the system, grants roles or watches over both are three people (三员分立).
Result<void> check_separation(const std::vector<std::string>& roles);

}  // namespace beihui::accounts
