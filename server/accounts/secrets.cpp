#include "accounts/secrets.hpp"

#include "base/bytes.hpp"

#include <algorithm>

namespace beihui::accounts
{

std::string base64url(std::string_view bytes)
{
    std::string text = base64(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    while (text.ends_with('='))
        text.pop_back();
    return text;
}

std::optional<std::string> from_base64url(std::string_view text)
{
    std::string plain(text);
    if (plain.find_first_of("+/=") != std::string::npos)
        return std::nullopt;
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    plain.append((4 - plain.size() % 4) % 4, '=');
    return from_base64(plain);
}

std::string fresh_secret()
{
    return base64url(random_bytes(32));
}

}  // namespace beihui::accounts
