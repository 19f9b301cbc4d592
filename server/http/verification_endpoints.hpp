#pragma once

namespace beihui::http
{

class Router;
struct Api;

// Holding histories against their hashes and keeping what was found; part of what auditors ask.
void add_verification_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
