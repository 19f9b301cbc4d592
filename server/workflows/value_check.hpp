#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "workflows/definition.hpp"

#include <cstdint>
#include <optional>

namespace beihui::workflows
{

// The most characters of a text and of a note that says nothing else, and of any.
inline constexpr std::int64_t usual_text_length = 200;
inline constexpr std::int64_t usual_note_length = 4000;
inline constexpr std::int64_t longest_text = 20'000;
inline constexpr std::size_t most_values = 200;  // of choices, documents, circulars

// Whether a value stands for a personal one that was stored before: {"hidden": …}. Only the server
// makes them; none is accepted from outside.
bool is_hidden(const json::value& value);
// Whether nothing was entered: null, an empty text, an empty list.
bool is_empty(const json::value& value);

// Checks one value that was sent for a field, and normalises it in place: text NFC and trimmed,
// 统一社会信用代码 upper case, instants as Beijing time. An empty text or list becomes null.
// The fault has no `where`: only the caller knows it.
std::optional<Fault> check_value(const Field& field, json::value& value);

}  // namespace beihui::workflows
