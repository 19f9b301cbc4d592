#include "domain/uscc.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace beihui
{
namespace
{

constexpr std::size_t code_size = 18;
constexpr std::size_t body_size = 17;  // all but the check digit
// GB 32100-2015: the value of a character is its place here.
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t modulus = 31;
constexpr std::size_t inner_from = 8;  // the organisation code is characters 9 to 17
constexpr std::size_t inner_size = 9;
constexpr std::array<int, 8> inner_weights = {3, 7, 9, 10, 5, 8, 4, 2};  // GB 11714

// Weights are 3^(i-1) mod 31. Every character of `body` must be of the alphabet.
char outer_check(std::string_view body)
{
    std::size_t sum = 0;
    std::size_t weight = 1;
    for (const char c : body) {
        sum += alphabet.find(c) * weight;
        weight = weight * 3 % modulus;
    }
    return alphabet[(modulus - sum % modulus) % modulus];
}

// Here letters count A = 10 … Z = 35, unlike in the outer check.
bool is_inner_right(std::string_view inner)
{
    int sum = 0;
    for (std::size_t i = 0; i < inner_weights.size(); ++i) {
        const char c = inner[i];
        sum += (c <= '9' ? c - '0' : c - 'A' + 10) * inner_weights[i];
    }
    const int check = 11 - sum % 11;
    const char expected = check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
    return inner.back() == expected;
}

// Codes of the pilot years have M and digits (M0000…, M0001…); today's series are MA, MB, …, and a
// wrong check digit there is a typing error.
bool is_of_pilot(std::string_view inner)
{
    return inner[0] == 'M' && inner[1] >= '0' && inner[1] <= '9';
}

bool is_in_alphabet(std::string_view text)
{
    return text.find_first_not_of(alphabet) == std::string_view::npos;
}

// The character that begins at byte `at`, fit to print.
std::string character_at(std::string_view text, std::size_t at)
{
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        ++end;
    return one_line(text.substr(at, end - at), 16);
}

Words wrong_character(std::string_view code)
{
    const std::size_t at = code.find_first_not_of(alphabet);
    const std::string shown = character_at(code, at);
    const std::string place = std::to_string(length_in_characters(code.substr(0, at)) + 1);
    std::string zh = "第 " + place + " 位“" + shown +
                     "”不能用：统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z";
    std::string en = "Character " + place + " (" + shown +
                     ") is not used: the code has digits and capital letters without I, O, S, V, Z";
    const std::string_view letters = "IOSZ";
    const std::string_view digits = "1052";
    const auto like = letters.find(code[at]);
    if (code.size() == code_size && at == body_size) {
        const std::string right(1, outer_check(code.substr(0, body_size)));
        zh += "；前 17 位若无误，第 18 位应为 " + right;
        en += "; if the first 17 are right, character 18 is " + right;
    } else if (like != std::string_view::npos) {
        const std::string digit(1, digits[like]);
        zh += "；是否应为数字 " + digit + "？";
        en += "; is it the digit " + digit + "?";
    }
    return {std::move(zh), std::move(en)};
}

std::optional<Words> wrong_form(std::string_view code)
{
    if (code.empty())
        return Words{"没有填写统一社会信用代码", "No unified social credit code was given"};
    if (!is_utf8(code))
        return Words{"不是有效的文字（UTF-8）", "This is not valid text (UTF-8)"};
    const std::size_t length = length_in_characters(code);
    if (length != code_size) {
        const std::string count = std::to_string(length);
        return Words{
            "统一社会信用代码是 18 位，此处是 " + count + " 位",
            "A unified social credit code has 18 characters, here there are " + count
        };
    }
    if (!is_in_alphabet(code))
        return wrong_character(code);
    return std::nullopt;
}

Error not_a_school_code(std::string_view text)
{
    const std::string shown = one_line(text, 60);
    return refuse(
        Refusal::invalid_input, "not_a_school_code",
        "“" + shown +
            "”不是学校代码，应为五位院校代码（如 10335）或十位学校标识码（如 4133010335）",
        "\"" + shown +
            "\" is not a school code; write five digits (10335) or the ten of the school "
            "identification code (4133010335)"
    );
}

}  // namespace

std::string_view to_text(UsccVerdict verdict)
{
    switch (verdict) {
    case UsccVerdict::accepted: return "accepted";
    case UsccVerdict::held:     return "held";
    case UsccVerdict::rejected: return "rejected";
    }
    return {};
}

std::string normalise_uscc(std::string_view text)
{
    if (!is_utf8(text))
        return std::string(text);
    const std::string half = to_half_width(text);
    return to_upper_ascii(trim(half));
}

UsccCheck check_uscc(std::string_view text)
{
    UsccCheck check{.verdict = UsccVerdict::rejected, .code = normalise_uscc(text), .reason = {}};
    const std::string_view code = check.code;
    if (auto wrong = wrong_form(code)) {
        check.reason = *std::move(wrong);
        return check;
    }
    const std::string right(1, outer_check(code.substr(0, body_size)));
    if (code.back() == right.front()) {
        check.verdict = UsccVerdict::accepted;
        return check;
    }
    const std::string_view inner = code.substr(inner_from, inner_size);
    const std::string last(1, code.back());
    if (!is_inner_right(inner)) {
        check.reason = {
            "校验位不符，其中的组织机构代码（第 9 至 17 位）也不符，请对照营业执照逐位核对",
            "The check digit is wrong and so is the organisation code inside (characters 9 to 17): "
            "compare every character with the licence"
        };
    } else if (is_of_pilot(inner)) {
        check.verdict = UsccVerdict::held;
        check.reason = {
            "按国家标准第 18 位应为 " + right + "，此处是 " + last +
                "；试点时期发放的代码有此情形，请上传营业执照，由工作人员确认后使用",
            "By the standard character 18 is " + right + ", here it is " + last +
                "; some codes of the pilot years are so: attach the licence and have it confirmed"
        };
    } else {
        check.reason = {
            "第 18 位（校验位）应为 " + right + "，此处是 " + last + "，请对照营业执照核对",
            "Character 18, the check digit, should be " + right + ", here it is " + last +
                ": compare with the licence"
        };
    }
    return check;
}

bool is_enterprise(std::string_view code)
{
    return code.size() == code_size && code.starts_with("91");
}

Result<std::string> normalise_school_code(std::string_view text)
{
    const std::string code = normalise_uscc(text);
    const bool digits = code.find_first_not_of("0123456789") == std::string::npos;
    if (digits && code.size() == 5 && code[0] != '0')
        return code;
    if (digits && code.size() == 10 && (code.starts_with("41") || code.starts_with("42")) &&
        code[4] == '0' && code[5] != '0')
        return code.substr(5);
    return not_a_school_code(is_utf8(text) ? text : std::string_view("?"));
}

}  // namespace beihui
