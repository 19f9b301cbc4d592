#pragma once

#include <string_view>

namespace beihui::http
{

// The small words of HTTP's grammar, by their RFC. Never the C library's isalpha and the like:
// those follow the locale.

bool is_digit(char c);
bool is_token(std::string_view text);  // RFC 9110 section 5.6.2, not empty
bool is_host(std::string_view text);   // host [":" port], RFC 9112 section 3.2, no userinfo
// A control other than the tab, or DEL. Inline: it is asked about each byte of a head.
constexpr bool is_forbidden(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
}
std::string_view trim_blanks(std::string_view text);  // OWS of RFC 9110 section 5.6.3

// Whether two names of fields, hosts or codings are the same: ASCII letters of either case are equal.
bool same_name(std::string_view a, std::string_view b);

}  // namespace beihui::http
