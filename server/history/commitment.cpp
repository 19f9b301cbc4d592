#include "history/commitment.hpp"

#include "history/canonical.hpp"

#include <string>
#include <utility>

namespace beihui::history
{
namespace
{

constexpr std::size_t salt_size = 16;

void frame(std::string& out, std::string_view part)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(part.size() >> shift & 0xFF);
    out += part;
}

}  // namespace

Hash commitment(
    std::string_view origin,
    std::string_view uid,
    std::string_view name,
    std::string_view salt,
    std::string_view canonical_value
)
{
    std::string framed;
    for (const std::string_view part :
         {std::string_view("field"), origin, uid, name, salt, canonical_value})
        frame(framed, part);
    return sha256(framed);
}

Hidden hide(
    std::string_view uid,
    std::string_view origin,
    std::string_view name,
    std::string_view subject,
    const json::value& value
)
{
    HiddenValue hidden;
    hidden.name = name;
    hidden.subject = subject;
    hidden.salt = random_bytes(salt_size);
    hidden.value = canonical(value);
    const Hash committed = commitment(origin, uid, name, hidden.salt, hidden.value);
    json::object reference = {
        {"hidden", std::string(uid) + '/' + std::string(name)},
        {"commitment", hex(committed)},
    };
    return {std::move(hidden), std::move(reference)};
}

}  // namespace beihui::history
