#pragma once

#include "http/api.hpp"

namespace beihui::http
{

// Lists of employers, events, visits and counts: /api/v1/imports.
void add_import_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
