#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string_view>

namespace beihui
{

namespace json = boost::json;

// Reads one JSON document (RFC 8259), strictly: UTF-8 without U+0000, no duplicate keys, no
// trailing text, at most 32 levels deep, numbers that fit into 64 bits or a double.
// Refuses (invalid_input, code "not_json") with the byte position in the detail.
Result<json::value> read_json(std::string_view text);

// Members by name, for values that have been checked already. A missing or otherwise typed member
// gives the fallback. What is returned points into the object that was given: it must outlive it.
//
// Both forms are needed. Given an object, the first alone would copy it into a value that is gone
// when the call returns, and what was found with it.
const json::value* member(const json::value& object, std::string_view name);
const json::value* member(const json::object& object, std::string_view name);
std::string_view text_of(
    const json::value& object,
    std::string_view name,
    std::string_view otherwise = {}
);
std::string_view text_of(
    const json::object& object,
    std::string_view name,
    std::string_view otherwise = {}
);
std::int64_t integer_of(
    const json::value& object,
    std::string_view name,
    std::int64_t otherwise = 0
);
std::int64_t integer_of(
    const json::object& object,
    std::string_view name,
    std::int64_t otherwise = 0
);
bool bool_of(const json::value& object, std::string_view name, bool otherwise = false);
bool bool_of(const json::object& object, std::string_view name, bool otherwise = false);

}  // namespace beihui
