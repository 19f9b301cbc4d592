#pragma once

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "domain/entry.hpp"

#include <string_view>

namespace beihui::history
{

// What stands in the hashed bytes in place of a personal value: SHA-256 over "field", origin, uid,
// name, salt and the canonical value, each with its length in front as 8 bytes, high byte first.
// Origin, uid and name keep it from being moved elsewhere; the salt keeps a telephone number from
// being found by trying all of them.
Hash commitment(
    std::string_view origin,
    std::string_view uid,
    std::string_view name,
    std::string_view salt,
    std::string_view canonical_value
);

// A value taken out of an entry, and the reference that stands in its place.
struct Hidden
{
    HiddenValue value;
    json::object reference;  // {"hidden": "<uid>/<name>", "commitment": "<64 hex>"}
};

// `origin` is the tenant of the entry, `subject` whom the value is about. The salt is drawn here.
Hidden hide(
    std::string_view uid,
    std::string_view origin,
    std::string_view name,
    std::string_view subject,
    const json::value& value
);

}  // namespace beihui::history
