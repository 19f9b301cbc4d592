#include "plugin/web_address.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>

namespace beihui::plugin
{
namespace
{

constexpr std::size_t most_address_bytes = 2048;
// Compared as text: Boost.URL 1.81 takes 127.0.0.1.example.org for the address that it begins with.
constexpr std::array<std::string_view, 3> own_machine{
    "http://localhost", "http://127.0.0.1", "http://[::1]"
};

// RFC 3986, section 2.3: everything else is escaped.
bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string escaped(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

}  // namespace

bool is_safe_address(std::string_view url)
{
    if (url.size() > most_address_bytes)
        return false;
    const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
    if (!parsed || parsed->has_userinfo() || parsed->has_query() || parsed->has_fragment() ||
        parsed->host().empty())
        return false;
    if (parsed->scheme() == "https")
        return true;
    return std::ranges::any_of(own_machine, [&](std::string_view start) {
        return url.starts_with(start) &&
               (url.size() == start.size() || url[start.size()] == ':' || url[start.size()] == '/');
    });
}

std::string form_text(const Fields& fields)
{
    std::string text;
    for (const auto& [name, value] : fields)
        text += (text.empty() ? "" : "&") + escaped(name) + "=" + escaped(value);
    return text;
}

std::string with_query(std::string_view address, const Fields& fields)
{
    const bool has_query = address.find('?') != std::string_view::npos;
    return std::string(address) + (has_query ? "&" : "?") + form_text(fields);
}

}  // namespace beihui::plugin
