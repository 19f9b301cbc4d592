#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace beihui::http
{

// The status for a refusal. The only table from Refusal to status is behind this function, with the
// few codes that HTTP has a status of its own for:
//   not_json 400, no_session and sign_in_failed 401, version_required 428,
//   too_many_tries 429
int status_of(const Error& error);

// A refusal as application/problem+json (RFC 9457): type (a path that we serve), title, status,
// detail, instance, code, trace_id and, for each fault, {pointer, code, detail, way_out, clause,
// clause_text, owner} without what is empty. Texts are in the language of the request. `members` are
// added at the top, such as current_version of a 412.
Response problem(const Error& error, const Request& request, boost::json::object members = {});

// The same for what only HTTP knows, such as 405 or 413.
Response problem(int status, std::string code, Words detail, const Request& request);

}  // namespace beihui::http
