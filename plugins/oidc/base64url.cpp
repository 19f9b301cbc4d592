#include "plugins/oidc/base64url.hpp"

#include "base/bytes.hpp"

namespace beihui::oidc
{

std::string base64url(std::string_view bytes)
{
    std::string text = base64(bytes);
    while (text.ends_with('='))
        text.pop_back();
    for (char& c : text)
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    if (text.find_first_of("+/=") != std::string_view::npos)
        return std::nullopt;
    std::string usual(text);
    for (char& c : usual)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    usual.append((4 - usual.size() % 4) % 4, '=');
    return from_base64(usual);
}

}  // namespace beihui::oidc
