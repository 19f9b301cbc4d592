#pragma once

#include "http/api.hpp"

namespace beihui::http
{

// What the numbers of tables are made of, and where two tables differ.
void add_breakdown_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
