#include "http/grammar.hpp"

#include <algorithm>
#include <array>

namespace beihui::http
{
namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

// tchar of RFC 9110 section 5.6.2: asked about each byte of a name.
constexpr std::array<bool, 256> token_chars = [] {
    std::array<bool, 256> chars{};
    for (const char c : std::string_view("0123456789abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~"))
        chars[static_cast<unsigned char>(c)] = true;
    return chars;
}();

bool is_token_char(char c)
{
    return token_chars[static_cast<unsigned char>(c)];
}

}  // namespace

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_token(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

std::string_view trim_blanks(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_host(std::string_view text)
{
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos || end < 3)
            return false;
        const auto in_address = [](char c) {
            return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f') || c == ':' || c == '.';
        };
        if (!std::ranges::all_of(text.substr(1, end - 1), in_address))
            return false;
        port = text.substr(end + 1);
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        const auto in_name = [](char c) {
            return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_';
        };
        if (colon == 0 || colon > 255 || !std::ranges::all_of(text.substr(0, colon), in_name))
            return false;
        port = text.substr(colon);
    }
    if (port.empty())
        return true;
    return port.size() >= 2 && port.size() <= 6 && port.front() == ':' &&
           std::ranges::all_of(port.substr(1), is_digit);
}

bool same_name(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace beihui::http
