#include "history/canonical.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace beihui::history
{
namespace
{

// The order of UTF-16 code units, read off UTF-8: the surrogates of characters above U+FFFF
// (lead bytes F0…F4) come before U+E000…U+FFFF (lead bytes EE and EF).
unsigned rank(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0xEE || byte == 0xEF ? byte + 0x10u : byte;
}

bool comes_before(std::string_view a, std::string_view b)
{
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return rank(x) < rank(y);
    });
}

bool continues(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// How many bytes the character at `at` takes if it is one that NFC never changes: ASCII, Latin, a
// Chinese character of the basic plane, common Chinese punctuation; 0 for any other.
std::size_t plain_size(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80)
        return lead == 0 ? 0 : 1;
    const std::size_t left = text.size() - at;
    if (lead >= 0xC2 && lead <= 0xCB)
        return left > 1 && continues(text[at + 1]) ? 2 : 0;
    if (left < 3 || !continues(text[at + 1]) || !continues(text[at + 2]))
        return 0;
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const auto third = static_cast<unsigned char>(text[at + 2]);
    const bool plain = (lead >= 0xE4 && lead <= 0xE9) ||
                       (lead == 0xE2 && second == 0x80 && third >= 0x90 && third <= 0xA7) ||
                       (lead == 0xE3 && second == 0x80 && third >= 0x81 && third <= 0xA9) ||
                       (lead == 0xEF && (second == 0xBC || (second == 0xBD && third <= 0x9E)));
    return plain ? 3 : 0;
}

bool is_plain(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = plain_size(text, at);
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

std::string composed(std::string_view text)
{
    if (!is_utf8(text))
        throw std::logic_error("canonical: a text is not UTF-8 or holds U+0000");
    return to_nfc(text);
}

std::string_view escape_of(char c)
{
    switch (c) {
    case '"':  return "\\\"";
    case '\\': return "\\\\";
    case '\b': return "\\b";
    case '\t': return "\\t";
    case '\n': return "\\n";
    case '\f': return "\\f";
    case '\r': return "\\r";
    default:   return {};
    }
}

void write_text(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\')
            continue;
        out.append(text, written, at - written);
        written = at + 1;
        if (const std::string_view escape = escape_of(c); !escape.empty()) {
            out += escape;
        } else {
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 15];
        }
    }
    out.append(text, written);
    out += '"';
}

template <class Integer>
void write_integer(std::string& out, Integer number)
{
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    out.append(text, end);
}

void write(std::string& out, const json::value& value, Nulls nulls);

void write_object(std::string& out, const json::object& object, Nulls nulls)
{
    std::vector<std::string> changed;  // names that NFC changes: there are hardly ever any
    std::vector<std::pair<std::string_view, const json::value*>> members;
    members.reserve(object.size());
    for (const auto& member : object) {
        if (nulls == Nulls::left_out && member.value().is_null())
            continue;
        std::string_view name = member.key();
        if (!is_plain(name)) {
            changed.reserve(object.size());
            name = changed.emplace_back(composed(name));
        }
        members.emplace_back(name, &member.value());
    }
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        return comes_before(a.first, b.first);
    });
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0 && members[i].first == members[i - 1].first)
            throw std::logic_error(
                "canonical: the name " + std::string(members[i].first) + " stands twice"
            );
        if (i > 0)
            out += ',';
        write_text(out, members[i].first);
        out += ':';
        write(out, *members[i].second, nulls);
    }
    out += '}';
}

void write_array(std::string& out, const json::array& array, Nulls nulls)
{
    out += '[';
    bool first = true;
    for (const json::value& item : array) {
        if (nulls == Nulls::left_out && item.is_null())
            continue;
        if (!first)
            out += ',';
        first = false;
        write(out, item, nulls);
    }
    out += ']';
}

void write(std::string& out, const json::value& value, Nulls nulls)
{
    switch (value.kind()) {
    case json::kind::object: write_object(out, value.get_object(), nulls); break;
    case json::kind::array:  write_array(out, value.get_array(), nulls); break;
    case json::kind::string:
        if (const std::string_view text = value.get_string(); is_plain(text))
            write_text(out, text);
        else
            write_text(out, composed(text));
        break;
    case json::kind::int64:   write_integer(out, value.get_int64()); break;
    case json::kind::uint64:  write_integer(out, value.get_uint64()); break;
    case json::kind::bool_:   out += value.get_bool() ? "true" : "false"; break;
    case json::kind::double_: throw std::logic_error("canonical: a float");
    case json::kind::null:    throw std::logic_error("canonical: a null");
    }
}

}  // namespace

std::string canonical(const json::value& value, Nulls nulls)
{
    std::string out;
    out.reserve(512);
    write(out, value, nulls);
    return out;
}

}  // namespace beihui::history
