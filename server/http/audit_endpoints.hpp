#pragma once

namespace beihui::http
{

class Router;
struct Api;

// What an auditor asks of many cases: lists, samples, files, and whether the history holds.
void add_audit_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
