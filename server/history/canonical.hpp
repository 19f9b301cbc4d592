#pragma once

#include "base/json.hpp"

#include <string>

namespace beihui::history
{

// What becomes of a null: it is refused, or the member or element that is null is left out.
enum class Nulls
{
    refused,
    left_out,
};

// The one byte form of a value, the form that is hashed: RFC 8785 (JSON Canonicalization Scheme),
// restricted to UTF-8 strings in NFC, 64-bit integers, booleans, arrays and objects. Members are
// sorted by the UTF-16 code units of their names; no white space. Strings are brought to NFC here.
// Integers are written in full, also beyond 2^53, where RFC 8785 would have had to round.
//
// Throws std::logic_error for a null that is not left out, a float, a text that is not UTF-8 or
// holds U+0000, and for two names that become one in NFC: whoever calls has checked its input, so it
// is a fault of the program.
std::string canonical(const json::value& value, Nulls nulls = Nulls::refused);

}  // namespace beihui::history
