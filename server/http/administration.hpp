#pragma once

// What the endpoints about running the system share.

#include "http/api.hpp"

namespace beihui::http
{

// How long sessions last and who needs a second factor: schema SignInRules.
json::object sign_in_rules_json(const Api& api);

// In what condition the system is.
void add_condition_endpoints(Router& router, const Api& api);
// Roles, ways to sign in, and everybody's API tokens.
void add_administration_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
