#pragma once

#include "http/api.hpp"

namespace beihui::http
{

// Who has filed what, and tables as they were filed: frozen, printed and mailed.
void add_filing_endpoints(Router& router, const Api& api);
void add_filing_draft_endpoints(Router& router, const Api& api);

}  // namespace beihui::http
