#pragma once

#include "base/result.hpp"
#include "plugin/web_client.hpp"

#include <string>
#include <string_view>

namespace beihui::cas
{

// Whom a CAS server vouches for.
struct ServiceAnswer
{
    std::string user;
    plugin::Fields attributes;  // a name may stand several times
};

// Reads the answer of /p3/serviceValidate (CAS Protocol 3.0, section 2.5 and appendix A), strictly:
// UTF-8 without DOCTYPE, one serviceResponse with exactly one authenticationSuccess and nothing
// beside it, one user, plain texts. A ticket that came through a proxy is not taken.
// Refuses: not_allowed "sign_in_answer_refused" with the reason as code of its fault: "answer_form",
// "answer_doctype", "answer_count", "answer_proxied", "ticket_refused".
Result<ServiceAnswer> read_service_answer(std::string_view xml);

// The ticket whose session a CAS server says has ended (CAS Protocol 3.0, section 2.3.3); empty when
// the text says no such thing.
std::string ticket_of_logout(std::string_view xml);

}  // namespace beihui::cas
