#include "rules/lua/functions.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace beihui::rules::lua
{

// list_functions.cpp
extern const std::vector<HostFunction> list_functions;

namespace
{

constexpr std::size_t most_parts = 1'000;  // of text.split
constexpr std::int64_t most_digits = 6;    // of num.round
constexpr std::size_t bytes_of_a_fuel_unit = 256;

// Reads a text and charges for reading all of it.
Result<std::string_view> text_argument(Call& call, int argument)
{
    const auto text = call.text(argument);
    if (text)
        call.charge(static_cast<std::int64_t>(text->size() / bytes_of_a_fuel_unit));
    return text;
}

Result<Value> text_trim(Call& call)
{
    const auto text = text_argument(call, 1);
    if (!text)
        return text.error();
    return Value(json::value(trim(*text)));
}

Result<Value> text_half_width(Call& call)
{
    const auto text = text_argument(call, 1);
    if (!text)
        return text.error();
    return Value(json::value(to_half_width(*text)));
}

Result<Value> text_len(Call& call)
{
    const auto text = text_argument(call, 1);
    if (!text)
        return text.error();
    return Value(json::value(static_cast<std::int64_t>(length_in_characters(*text))));
}

template <class Test>
Result<Value> text_test(Call& call, Test test)
{
    const auto text = text_argument(call, 1);
    if (!text)
        return text.error();
    const auto part = text_argument(call, 2);
    if (!part)
        return part.error();
    return Value(json::value(bool(test(*text, *part))));
}

// text.split(s, sep, max): at most `max` parts, the last of which holds the rest.
Result<Value> text_split(Call& call)
{
    const auto text = text_argument(call, 1);
    if (!text)
        return text.error();
    const auto separator = call.text(2);
    if (!separator || separator->empty())
        return call.wrong(2, "不为空的文字", "a text that is not empty");
    const bool limited = call.kind(3) != Kind::none && call.kind(3) != Kind::nil;
    const auto most = limited ? call.integer(3) : Result<std::int64_t>(std::int64_t{most_parts});
    if (!most || *most < 1 || *most > static_cast<std::int64_t>(most_parts))
        return call.wrong(3, " 1 到 1000 的整数", "an integer from 1 to 1000");
    json::array parts;
    std::string_view rest = *text;
    for (;;) {
        const std::size_t end = rest.find(*separator);
        const bool last = parts.size() + 1 == static_cast<std::size_t>(*most);
        if (end == std::string_view::npos || last) {
            parts.emplace_back(rest);
            return Value(json::value(std::move(parts)));
        }
        parts.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + separator->size());
    }
}

__extension__ using Wide = __int128;

// `number` scaled by 10^digits, a half rounded away from zero; none if it does not fit into
// 64 bits. A float counts as the shortest decimal that means it: 2.675 is 2.675.
std::optional<std::int64_t> scaled_half_up(std::string_view number, std::int64_t digits)
{
    const bool negative = number.starts_with('-');
    number.remove_prefix(negative ? 1 : 0);
    Wide value = 0;
    std::int64_t after_point = -1;
    bool rounds_up = false;
    for (const char c : number) {
        if (c == '.') {
            after_point = 0;
            continue;
        }
        after_point += after_point >= 0 ? 1 : 0;
        if (after_point > digits) {
            rounds_up = after_point == digits + 1 ? c >= '5' : rounds_up;
            continue;
        }
        value = value * 10 + (c - '0');
        if (value > INT64_MAX)
            return std::nullopt;
    }
    for (std::int64_t i = std::max<std::int64_t>(after_point, 0); i < digits; ++i)
        value *= 10;
    value += rounds_up ? 1 : 0;
    if (value > INT64_MAX)
        return std::nullopt;
    const auto scaled = static_cast<std::int64_t>(value);
    return negative ? -scaled : scaled;
}

std::string decimal_text(std::int64_t scaled, std::int64_t digits)
{
    std::string text = std::to_string(scaled < 0 ? -scaled : scaled);
    const auto places = static_cast<std::size_t>(digits);
    if (text.size() <= places)
        text.insert(0, places + 1 - text.size(), '0');
    // Put together from parts: g++ 12 takes an insert here for one that runs past the end.
    const std::string_view shown = text;
    std::string result(scaled < 0 ? "-" : "");
    result += shown.substr(0, shown.size() - places);
    if (places > 0) {
        result += '.';
        result += shown.substr(shown.size() - places);
    }
    return result;
}

Result<Value> num_percent(Call& call)
{
    const auto part = call.integer(1);
    if (!part || *part < 0)
        return call.wrong(1, "不小于 0 的整数", "an integer not below 0");
    const auto whole = call.integer(2);
    if (!whole || *whole < 0)
        return call.wrong(2, "不小于 0 的整数", "an integer not below 0");
    if (*whole == 0)
        return Value(json::value());
    // Hundredths of a percent, a half rounded up: 2 * part * 10000 + whole over 2 * whole.
    const Wide hundredths = (Wide{*part} * 20'000 + *whole) / (Wide{*whole} * 2);
    if (hundredths > INT64_MAX)
        return call.wrong(1, "小一些的数", "a smaller number");
    return Value(json::value(decimal_text(static_cast<std::int64_t>(hundredths), 2)));
}

// num.round(x, n, "half_up"): an integer when n is 0, else a text with n places.
Result<Value> num_round(Call& call)
{
    const auto number = call.number(1);
    if (!number)
        return number.error();
    const auto digits = call.integer(2);
    if (!digits || *digits < 0 || *digits > most_digits)
        return call.wrong(2, " 0 到 6 的整数", "an integer from 0 to 6");
    const auto how = call.text(3);
    if (!how || *how != "half_up")
        return call.wrong(3, " \"half_up\"", "\"half_up\"");
    char text[400];
    const auto whole = call.integer(1);
    const auto written =
        whole ? std::to_chars(text, text + sizeof text, *whole)
              : std::to_chars(text, text + sizeof text, *number, std::chars_format::fixed);
    const auto scaled =
        scaled_half_up({text, static_cast<std::size_t>(written.ptr - text)}, *digits);
    if (!scaled)
        return call.wrong(1, "小一些的数", "a smaller number");
    if (*digits == 0)
        return Value(json::value(*scaled));
    return Value(json::value(decimal_text(*scaled, *digits)));
}

// A decimal written out: its digits before and after the point, without needless zeros.
struct Decimal
{
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
};

bool all_digits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<Decimal> read_decimal(std::string_view text)
{
    Decimal decimal;
    decimal.negative = text.starts_with('-');
    text.remove_prefix(decimal.negative ? 1 : 0);
    const std::size_t point = text.find('.');
    decimal.whole = text.substr(0, point);
    decimal.fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
    const bool is_whole = !decimal.whole.empty() && all_digits(decimal.whole);
    const bool has_fraction = point == std::string_view::npos || !decimal.fraction.empty();
    if (!is_whole || !has_fraction || !all_digits(decimal.fraction))
        return std::nullopt;
    const std::size_t first = decimal.whole.find_first_not_of('0');
    decimal.whole.remove_prefix(std::min(first, decimal.whole.size()));
    const std::size_t last = decimal.fraction.find_last_not_of('0');
    decimal.fraction = decimal.fraction.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (decimal.whole.empty() && decimal.fraction.empty())
        decimal.negative = false;  // -0 is 0
    return decimal;
}

int order_of(const Decimal& a, const Decimal& b)
{
    if (a.negative != b.negative)
        return a.negative ? -1 : 1;
    int order = a.whole.size() == b.whole.size() ? a.whole.compare(b.whole)
                                                 : (a.whole.size() < b.whole.size() ? -1 : 1);
    if (order == 0)
        order = a.fraction.compare(b.fraction);
    const int sign = (order > 0) - (order < 0);
    return a.negative ? -sign : sign;
}

// num.compare(a, b): decimals as they are written, none of them ever a binary fraction.
Result<Value> num_compare(Call& call)
{
    std::string texts[2];
    std::optional<Decimal> decimals[2];
    for (const int argument : {1, 2}) {
        std::string& text = texts[argument - 1];
        if (const auto whole = call.integer(argument); whole)
            text = std::to_string(*whole);
        else if (const auto written = text_argument(call, argument); written)
            text = *written;
        decimals[argument - 1] = read_decimal(text);
        if (!decimals[argument - 1])
            return call.wrong(
                argument, "整数，或写成文字的小数，如 \"82.40\"",
                "an integer, or a decimal as text such as \"82.40\""
            );
    }
    return Value(json::value(order_of(*decimals[0], *decimals[1])));
}

bool has_part(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

bool starts_with(std::string_view text, std::string_view part)
{
    return text.starts_with(part);
}

const std::vector<HostFunction> text_and_num_functions = {
    {"text",
     "trim",
     "fun(s: string): string",
     {"去掉两端的空白（含全角空格）", "without white space at both ends"},
     1,
     text_trim},
    {"text",
     "has",
     "fun(s: string, part: string): boolean",
     {"是否含有 part，逐字比较", "whether part occurs in it, as it is"},
     1,
     [](Call& call) { return text_test(call, has_part); }},
    {"text",
     "starts",
     "fun(s: string, part: string): boolean",
     {"是否以 part 开头", "whether it begins with part"},
     1,
     [](Call& call) { return text_test(call, starts_with); }},
    {"text",
     "split",
     "fun(s: string, sep: string, max?: integer): string[]",
     {"按 sep 切开，最多 max 段，末段为余下全部",
      "cut at sep into at most max parts, the last holds the rest"},
     2,
     text_split},
    {"text", "len", "fun(s: string): integer", {"字数", "how many characters"}, 1, text_len},
    {"text",
     "half_width",
     "fun(s: string): string",
     {"全角字母、数字、标点改为半角", "full-width letters, digits and signs as ASCII"},
     1,
     text_half_width},
    {"num",
     "percent",
     "fun(part: integer, whole: integer): string?",
     {"百分比，两位小数，四舍五入，如 \"67.50\"；whole 为 0 时为 nil",
      "percent with two places, half up, such as \"67.50\"; nil if whole is 0"},
     1,
     num_percent},
    {"num",
     "compare",
     "fun(a: integer|string, b: integer|string): integer",
     {"精确比较两个小数：小于、等于、大于为 -1、0、1；\"82.40\" 等于 \"82.4\"",
      "compares two decimals exactly: -1, 0 or 1; \"82.40\" equals \"82.4\""},
     1,
     num_compare},
    {"num",
     "round",
     "fun(x: number, places: integer, how: \"half_up\"): integer|string",
     {"四舍五入；places 为 0 时得整数，否则得文字",
      "rounded; an integer if places is 0, else a text"},
     1,
     num_round},
};

}  // namespace

std::span<const HostFunction> plain_functions()
{
    static const std::vector<HostFunction> all = [] {
        std::vector<HostFunction> joined = text_and_num_functions;
        joined.insert(joined.end(), list_functions.begin(), list_functions.end());
        return joined;
    }();
    return all;
}

}  // namespace beihui::rules::lua
