// Functions of `text` for reading many postings: one pass over each text, however many words are
// looked for.
#include "base/text.hpp"
#include "rules/interpreter.hpp"

#include <array>
#include <bitset>
#include <functional>

namespace beihui::rules
{
namespace
{

using lua::Call;
using lua::HostFunction;
using lua::Kind;
using lua::Value;

constexpr std::size_t bytes_of_a_fuel_unit = 256;
constexpr std::size_t words_of_a_fuel_unit = 16;

// Characters that take no room or only room: they hide a word and mean nothing.
constexpr std::array<std::string_view, 9> blanks = {"\u00A0", "\u200B", "\u200C",
                                                    "\u200D", "\u2060", "\uFEFF",
                                                    "\u3000", "\u2002", "\u2003"};

constexpr std::array<std::pair<std::string_view, char>, 11> chinese_digits = {{
    {"零", '0'},
    {"〇", '0'},
    {"一", '1'},
    {"二", '2'},
    {"三", '3'},
    {"四", '4'},
    {"五", '5'},
    {"六", '6'},
    {"七", '7'},
    {"八", '8'},
    {"九", '9'},
}};

// The bytes with which one of these characters begins.
template <class Characters, class Text>
std::bitset<256> beginnings(const Characters& characters, Text text_of_character)
{
    std::bitset<256> bytes;
    for (const auto& character : characters)
        bytes.set(static_cast<unsigned char>(text_of_character(character).front()));
    return bytes;
}

std::size_t blank_at(std::string_view rest)
{
    static const std::bitset<256> may_begin = beginnings(blanks, std::identity());
    const auto first = static_cast<unsigned char>(rest.front());
    if (first <= 0x20)
        return 1;
    if (!may_begin.test(first))
        return 0;
    for (const std::string_view blank : blanks)
        if (rest.starts_with(blank))
            return blank.size();
    return 0;
}

// Half width, lower case, without blanks.
std::string folded(std::string_view text)
{
    const std::string half = to_half_width(text);
    std::string result;
    result.reserve(half.size());
    for (std::string_view rest = half; !rest.empty();) {
        if (const std::size_t skipped = blank_at(rest); skipped > 0) {
            rest.remove_prefix(skipped);
            continue;
        }
        const char c = rest.front();
        result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        rest.remove_prefix(1);
    }
    return result;
}

std::string with_digits(std::string_view text)
{
    static const std::bitset<256> may_begin =
        beginnings(chinese_digits, [](const auto& each) { return each.first; });
    std::string result;
    result.reserve(text.size());
    for (std::string_view rest = text; !rest.empty();) {
        if (!may_begin.test(static_cast<unsigned char>(rest.front()))) {
            result += rest.front();
            rest.remove_prefix(1);
            continue;
        }
        const auto digit = std::ranges::find_if(chinese_digits, [&](const auto& each) {
            return rest.starts_with(each.first);
        });
        result += digit == chinese_digits.end() ? rest.front() : digit->second;
        rest.remove_prefix(digit == chinese_digits.end() ? 1 : digit->first.size());
    }
    return result;
}

Result<std::vector<std::string>> words_of(Call& call, int argument)
{
    const auto data = call.data(argument);
    if (!data)
        return data.error();
    const json::array* const list = data->if_array();
    std::vector<std::string> words;
    for (const json::value& word : list ? *list : json::array())
        if (word.is_string() && !word.get_string().empty())
            words.emplace_back(word.get_string());
    if (!list || words.size() != list->size())
        return call.wrong(argument, "不为空的文字的列表", "a list of texts that are not empty");
    call.charge(static_cast<std::int64_t>(words.size() / words_of_a_fuel_unit));
    return words;
}

// text.fold(s), or text.fold(row, fields): the named fields of a row, "|" between them.
Result<Value> text_fold(Call& call)
{
    std::string result;
    if (call.kind(1) == Kind::text) {
        const auto text = call.text(1);
        if (!text)
            return text.error();
        result = folded(*text);
    } else {
        const auto row = call.data(1);
        if (!row)
            return row.error();
        const auto fields = words_of(call, 2);
        if (!fields)
            return fields.error();
        for (const std::string& field : *fields)
            result += folded(text_of(*row, field)) + "|";
    }
    call.charge(static_cast<std::int64_t>(result.size() / bytes_of_a_fuel_unit));
    return Value(json::value(std::move(result)));
}

Result<Value> text_digits(Call& call)
{
    const auto text = call.text(1);
    if (!text)
        return text.error();
    call.charge(static_cast<std::int64_t>(text->size() / bytes_of_a_fuel_unit));
    return Value(json::value(with_digits(*text)));
}

// The words that occur, in the order of the list. Words are found by their first two bytes, so
// that the text is read once.
Result<Value> text_which(Call& call)
{
    const auto text = call.text(1);
    if (!text)
        return text.error();
    const auto words = words_of(call, 2);
    if (!words)
        return words.error();
    call.charge(static_cast<std::int64_t>(text->size() / bytes_of_a_fuel_unit));
    const auto head_of = [](std::string_view s) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
        return std::size_t{byte(0)} << 8 | (s.size() > 1 ? byte(1) : 0U);
    };
    std::bitset<65'536> heads;
    std::vector<char> seen(words->size());
    for (std::size_t i = 0; i < words->size(); ++i) {
        const std::string& word = (*words)[i];
        if (word.size() == 1)
            seen[i] = text->find(word) != std::string_view::npos ? 1 : 0;
        else
            heads.set(head_of(word));
    }
    for (std::size_t at = 0; at + 1 < text->size(); ++at) {
        const std::string_view rest = text->substr(at);
        if (!heads.test(head_of(rest)))
            continue;
        for (std::size_t i = 0; i < words->size(); ++i)
            if (seen[i] == 0 && rest.starts_with((*words)[i]))
                seen[i] = 1;
    }
    json::array found;
    for (std::size_t i = 0; i < words->size(); ++i)
        if (seen[i] != 0)
            found.emplace_back((*words)[i]);
    return Value(json::value(std::move(found)));
}

}  // namespace

std::vector<HostFunction> screen_functions()
{
    return {
        {"text",
         "fold",
         "fun(s: string|table, fields?: string[]): string",
         {"半角、小写、去空白；给行和字段名时用“|”连接各字段",
          "half width, lower case, no blanks; with a row and names, those fields joined by \"|\""},
         1,
         text_fold,
         false},
        {"text",
         "digits",
         "fun(s: string): string",
         {"汉字数字零至九改为阿拉伯数字", "Chinese digits as Arabic ones"},
         1,
         text_digits,
         false},
        {"text",
         "which",
         "fun(s: string, words: string[]): string[]",
         {"含有 words 里的哪些词", "which of the words occur"},
         1,
         text_which,
         false},
    };
}

}  // namespace beihui::rules
