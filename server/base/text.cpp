#include "base/text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace beihui
{
namespace
{

// No name of ours is longer; a longer one is not compared, so that the work stays bounded.
constexpr std::size_t longest_name = 64;

// The character that begins at text[at], and how many bytes it takes; size 0 when malformed
// (Unicode 15, table 3-7).
struct Character
{
    char32_t value = 0;
    std::size_t size = 0;
};

std::uint8_t byte_at(std::string_view text, std::size_t at)
{
    return static_cast<std::uint8_t>(text[at]);
}

Character character_at(std::string_view text, std::size_t at)
{
    const std::uint8_t first = byte_at(text, at);
    if (first < 0x80)
        return {first, 1};
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() - at < size)
        return {};
    char32_t value = first & (0x7Fu >> size);
    for (std::size_t i = 1; i < size; ++i) {
        const std::uint8_t next = byte_at(text, at + i);
        if ((next & 0xC0) != 0x80)
            return {};
        value = value << 6 | (next & 0x3Fu);
    }
    static constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return {};
    return {value, size};
}

// Whether eight bytes begin there that are ASCII and none of them U+0000.
bool is_plain_eight(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    if (text.size() - at < 8)
        return false;
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    return ((eight | (eight - ones)) & (ones << 7)) == 0;
}

// The size of a character of which nothing but its form can be wrong: ASCII, and three bytes that
// begin with E1 to EC, as nearly all Chinese do. 0: it has to be looked at closely.
std::size_t plain_character(std::string_view text, std::size_t at)
{
    const std::uint8_t first = byte_at(text, at);
    if (first < 0x80)
        return first > 0 ? 1 : 0;
    const bool is_three = first >= 0xE1 && first <= 0xEC && text.size() - at >= 3;
    return is_three && (byte_at(text, at + 1) & 0xC0) == 0x80 &&
                   (byte_at(text, at + 2) & 0xC0) == 0x80
               ? 3
               : 0;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<std::uint8_t>(c) < 0x80;
    });
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Case of ASCII letters does not count: "Title" means "title".
std::u32string folded_characters(std::string_view text)
{
    std::u32string characters;
    for (std::size_t at = 0; at < text.size();) {
        const Character next = character_at(text, at);
        const char32_t value = next.size == 0 ? byte_at(text, at) : next.value;
        characters += value < 0x80 ? static_cast<char32_t>(upper(static_cast<char>(value))) : value;
        at += std::max<std::size_t>(next.size, 1);
    }
    return characters;
}

// Insertions, deletions, replacements and exchanges of neighbours (optimal string alignment).
std::size_t edit_distance(const std::u32string& a, const std::u32string& b)
{
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

// Characters that move the cursor, end the line or turn the reading direction: printed in a log
// they could make one line look like another.
bool disturbs_a_line(char32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::string escaped(char32_t c)
{
    if (c == '\n')
        return "\\n";
    if (c == '\t')
        return "\\t";
    char text[16];
    std::snprintf(text, sizeof text, "\\u%04X", static_cast<unsigned>(c));
    return text;
}

}  // namespace

std::size_t size_of_utf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (is_plain_eight(text, at)) {
            at += 8;
            continue;
        }
        if (const std::size_t plain = plain_character(text, at); plain > 0) {
            at += plain;
            continue;
        }
        const Character next = character_at(text, at);
        if (next.size == 0 || next.value == 0)
            break;
        at += next.size;
    }
    return at;
}

bool is_utf8(std::string_view text)
{
    return size_of_utf8(text) == text.size();
}

std::optional<std::string> utf8_from_gb18030(std::string_view bytes)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter* const converter = ucnv_open("GB18030", &status);
    if (U_FAILURE(status))
        throw std::runtime_error("ICU has no GB18030");
    // A byte that is no GB18030 ends it: a replacement character would be taken for a name.
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    std::u16string text(bytes.size() + 1, u'\0');
    const std::int32_t length = ucnv_toUChars(
        converter, text.data(), static_cast<std::int32_t>(text.size()), bytes.data(),
        static_cast<std::int32_t>(bytes.size()), &status
    );
    ucnv_close(converter);
    if (U_FAILURE(status))
        return std::nullopt;
    std::string utf8;
    icu::UnicodeString(text.data(), length).toUTF8String(utf8);
    return is_utf8(utf8) ? std::optional(std::move(utf8)) : std::nullopt;
}

std::size_t length_in_characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<std::uint8_t>(c) & 0xC0) != 0x80;
    }));
}

std::string to_nfc(std::string_view text)
{
    if (is_ascii(text))
        return std::string(text);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status))
        throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
    const icu::StringPiece bytes(text.data(), static_cast<std::int32_t>(text.size()));
    const icu::UnicodeString composed = nfc->normalize(icu::UnicodeString::fromUTF8(bytes), status);
    if (U_FAILURE(status))
        throw std::runtime_error(std::string("ICU: ") + u_errorName(status));
    std::string result;
    composed.toUTF8String(result);
    return result;
}

std::string to_half_width(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Character next = character_at(text, at);
        const std::size_t size = std::max<std::size_t>(next.size, 1);
        if (next.value >= 0xFF01 && next.value <= 0xFF5E)
            result += static_cast<char>(next.value - 0xFF01 + 0x21);
        else if (next.value == 0x3000)
            result += ' ';
        else
            result += text.substr(at, size);
        at += size;
    }
    return result;
}

std::string to_upper_ascii(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), upper);
    return result;
}

std::string_view trim(std::string_view text)
{
    static constexpr std::string_view ascii_space = " \t\n\v\f\r";
    static constexpr std::string_view ideographic_space = "\u3000";
    for (;;) {
        if (!text.empty() && ascii_space.find(text.front()) != std::string_view::npos)
            text.remove_prefix(1);
        else if (!text.empty() && ascii_space.find(text.back()) != std::string_view::npos)
            text.remove_suffix(1);
        else if (text.starts_with(ideographic_space))
            text.remove_prefix(ideographic_space.size());
        else if (text.ends_with(ideographic_space))
            text.remove_suffix(ideographic_space.size());
        else
            return text;
    }
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::string> nearest_name(
    std::string_view typed,
    const std::vector<std::string>& known
)
{
    if (typed.size() > longest_name * 4)
        return std::nullopt;
    const std::u32string meant = folded_characters(typed);
    const std::string* nearest = nullptr;
    std::size_t least = longest_name;
    for (const std::string& name : known) {
        const std::u32string candidate = folded_characters(name);
        const std::size_t longer = std::max(meant.size(), candidate.size());
        if (longer > longest_name)
            continue;
        const std::size_t distance = edit_distance(meant, candidate);
        // A third of the characters may be wrong, but never all of them.
        if (distance < longer && distance <= std::max<std::size_t>(1, longer / 3) &&
            distance < least) {
            least = distance;
            nearest = &name;
        }
    }
    return nearest ? std::optional(*nearest) : std::nullopt;
}

std::string one_line(std::string_view text, std::size_t most)
{
    std::string line;
    for (std::size_t at = 0; at < text.size();) {
        const Character next = character_at(text, at);
        const std::size_t size = std::max<std::size_t>(next.size, 1);
        std::string shown(text.substr(at, size));
        if (next.size == 0)
            shown = "\uFFFD";
        else if (disturbs_a_line(next.value))
            shown = escaped(next.value);
        if (line.size() + shown.size() > most)
            break;
        line += shown;
        at += size;
    }
    return line;
}

}  // namespace beihui
