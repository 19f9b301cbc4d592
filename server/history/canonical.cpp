#include "history/canonical.hpp"

#include "base/text.hpp"

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

std::string composed(std::string_view text)
{
    if (!is_utf8(text))
        throw std::logic_error("canonical: a text is not UTF-8 or holds U+0000");
    return to_nfc(text);
}

void write_text(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':  out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\t': out += "\\t"; break;
        case '\n': out += "\\n"; break;
        case '\f': out += "\\f"; break;
        case '\r': out += "\\r"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out += digits[c >> 4];
                out += digits[c & 15];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

template <class Integer>
void write_integer(std::string& out, Integer number)
{
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    out.append(text, end);
}

void write(std::string& out, const json::value& value);

void write_object(std::string& out, const json::object& object)
{
    std::vector<std::pair<std::string, const json::value*>> members;
    members.reserve(object.size());
    for (const auto& member : object)
        members.emplace_back(composed(member.key()), &member.value());
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
        return comes_before(a.first, b.first);
    });
    out += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0 && members[i].first == members[i - 1].first)
            throw std::logic_error("canonical: the name " + members[i].first + " stands twice");
        if (i > 0)
            out += ',';
        write_text(out, members[i].first);
        out += ':';
        write(out, *members[i].second);
    }
    out += '}';
}

void write_array(std::string& out, const json::array& array)
{
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i > 0)
            out += ',';
        write(out, array[i]);
    }
    out += ']';
}

void write(std::string& out, const json::value& value)
{
    switch (value.kind()) {
    case json::kind::object:  write_object(out, value.get_object()); break;
    case json::kind::array:   write_array(out, value.get_array()); break;
    case json::kind::string:  write_text(out, composed(value.get_string())); break;
    case json::kind::int64:   write_integer(out, value.get_int64()); break;
    case json::kind::uint64:  write_integer(out, value.get_uint64()); break;
    case json::kind::bool_:   out += value.get_bool() ? "true" : "false"; break;
    case json::kind::double_: throw std::logic_error("canonical: a float");
    case json::kind::null:    throw std::logic_error("canonical: a null");
    }
}

}  // namespace

std::string canonical(const json::value& value)
{
    std::string out;
    write(out, value);
    return out;
}

}  // namespace beihui::history
