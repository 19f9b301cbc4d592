#pragma once

#include "http/api.hpp"

namespace beihui::http
{

// The register of employers: /api/v1/employers.
void add_employer_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
