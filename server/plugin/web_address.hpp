#pragma once

#include "plugin/web_client.hpp"

#include <string>
#include <string_view>

namespace beihui::plugin
{

// Whether a secret may go to this address: https, or http that does not leave the machine
// (localhost, 127.0.0.1, [::1]); without user name, query and fragment.
bool is_safe_address(std::string_view url);

// "a=1&b=%E5%A4%87", as forms and queries are written.
std::string form_text(const Fields& fields);
// The address with these fields at the end of its query.
std::string with_query(std::string_view address, const Fields& fields);

}  // namespace beihui::plugin
