#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// Who acts, and for whom: made from a session, never from a request's body.
struct Actor
{
    std::string account;
    std::string person;  // id in the register of people; empty for a bare administrator
    std::string key;     // pseudonym that stands in the history
    std::string name;    // as shown to themselves
    std::string organisation;
    std::string org_path;  // "/province/school/"
    std::vector<std::string> roles;

    bool has(std::string_view role) const;
};

// What a person may see: one subtree of organisations. Made by scope_of and nowhere else, so that a
// query which takes one cannot be asked without deciding whose eyes it has.
class Scope
{
public:
    const std::string& org_path() const { return org_path_; }
    bool covers(std::string_view org_path) const { return org_path.starts_with(org_path_); }

private:
    friend Scope scope_of(const Actor& actor);
    explicit Scope(std::string org_path) : org_path_(std::move(org_path)) {}

    std::string org_path_;
};

Scope scope_of(const Actor& actor);

// The Chinese and English name of a role: "employment_director" → 就业办主任.
Words role_name(std::string_view role);
const std::vector<std::string>& all_roles();

// Whether somebody with one of the roles `by` in the subtree of `org_path` may do a thing, and if
// not, who may. Refuses: not_allowed.
Result<void> may(const Actor& actor, const std::vector<std::string>& by, std::string_view org_path);

// Whether an actor sees personal values in clear. Departments above a school count graduates and do
// not know them; auditors see values masked.
bool sees_personal(const Actor& actor);

}  // namespace beihui::accounts
