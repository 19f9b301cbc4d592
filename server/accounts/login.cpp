#include "accounts/login.hpp"

#include "base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <cstdio>

namespace beihui::accounts
{
namespace
{

constexpr std::int32_t most_characters = 40;

bool is_letter(UChar32 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           u_hasBinaryProperty(c, UCHAR_UNIFIED_IDEOGRAPH);
}

bool is_sign(UChar32 c)
{
    return c == '.' || c == '_' || c == '-' || c == '@';
}

Error bad_login(std::string zh, std::string en)
{
    return refuse(Refusal::invalid_input, "bad_login", std::move(zh), std::move(en));
}

}  // namespace

Result<void> check_login(std::string_view login)
{
    if (login.empty() || !is_utf8(login))
        return bad_login("请填写用户名", "give a user name");
    const auto text =
        icu::UnicodeString::fromUTF8({login.data(), static_cast<std::int32_t>(login.size())});
    if (text.countChar32() > most_characters)
        return bad_login("用户名最多 40 个字符", "a user name has at most 40 characters");
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (is_letter(c) || (is_sign(c) && i > 0))
            continue;
        char code[16];
        std::snprintf(code, sizeof code, "U+%04X", static_cast<unsigned>(c));
        return bad_login(
            "用户名只用汉字、英文字母、数字和 . _ - @，并以字母、数字或汉字开头；不能有 " +
                std::string(code),
            "a user name has Chinese characters, letters a to z, digits and . _ - @, and begins "
            "with none of those signs; " +
                std::string(code) + " cannot be in it"
        );
    }
    return {};
}

}  // namespace beihui::accounts
