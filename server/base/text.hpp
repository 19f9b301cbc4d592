#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui
{

// Whether the bytes are well-formed UTF-8 without U+0000, surrogates or overlong forms.
bool is_utf8(std::string_view text);
// How many bytes at the beginning are so: where the first bad byte stands, or the whole size.
std::size_t size_of_utf8(std::string_view text);
// GB18030, in which office programs in China save text, as UTF-8; none when it is not that either.
std::optional<std::string> utf8_from_gb18030(std::string_view bytes);
// Unicode characters in well-formed UTF-8.
std::size_t length_in_characters(std::string_view text);
// The composed form (NFC, UAX #15). The text must be UTF-8.
std::string to_nfc(std::string_view text);
// Full-width forms U+FF01…U+FF5E and the ideographic space as their ASCII twins.
std::string to_half_width(std::string_view text);
std::string to_upper_ascii(std::string_view text);
std::string_view trim(std::string_view text);  // ASCII white space and U+3000 at both ends
std::vector<std::string_view> split(std::string_view text, char separator);

// The name in `known` that a person most likely meant by `typed`; none when nothing is near.
std::optional<std::string> nearest_name(
    std::string_view typed,
    const std::vector<std::string>& known
);

// `text` made safe to print in one line: control characters as \n, \t or \u00XX, cut to `most`
// bytes at a character border.
std::string one_line(std::string_view text, std::size_t most = 1024);

}  // namespace beihui
