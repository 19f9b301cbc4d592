#pragma once

// A file that comes as the raw body of a request, with its kind and name in the query.

#include "acts/plan_act.hpp"
#include "http/api.hpp"

#include <optional>
#include <string>

namespace beihui::http
{

// The answer to a file that is not taken: no kind, name or bytes, a control character in either, or
// bytes of no kind that is kept. None: it is taken.
std::optional<Response> refuse_file(
    const Request& request,
    const std::string& kind,
    const std::string& name
);

// What is kept of a file that refuse_file() let pass. Hashes it: on a worker, since the thread of the
// connections serves everybody.
acts::Upload sent_file(const Request& request, const std::string& kind, const std::string& name);

}  // namespace beihui::http
