#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace beihui::http
{

// The client that a trusted proxy speaks for: the rightmost address of X-Forwarded-For that is not
// a trusted proxy itself. What stands further left was written by anybody.
std::string client_of(
    const std::string& peer,
    std::string_view forwarded,
    const std::vector<std::string>& trusted
);

}  // namespace beihui::http
