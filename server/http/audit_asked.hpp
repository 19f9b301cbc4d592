#pragma once

#include "acts/audit_cases.hpp"
#include "http/api.hpp"

namespace beihui::http
{

// Which cases are meant; the same words in every address.
acts::AuditAsked read_audit_asked(const Api& api, QueryReader& query);

}  // namespace beihui::http
