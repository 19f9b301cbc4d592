// Passwords and logins that people choose (docs/security.md).
#include "accounts/login.hpp"
#include "accounts/passwords.hpp"
#include "base/text.hpp"

#include <gtest/gtest.h>

namespace beihui::accounts
{
namespace
{

std::string refusal(std::string_view password, bool is_administrator = false)
{
    const auto checked =
        check_password(password, {"zhaolei", "东海理工大学", "4133010335"}, is_administrator);
    return checked ? "" : checked.error().code;
}

TEST(Password, HasEightCharactersAndFifteenForAdministrators)
{
    EXPECT_EQ(refusal("h7Kq2mX"), "short_password");
    EXPECT_EQ(refusal("h7Kq2mXw"), "");
    EXPECT_EQ(refusal("h7Kq2mXwh7Kq2m", true), "short_password");
    EXPECT_EQ(refusal("h7Kq2mXw-9dTzR4", true), "");
    // Characters, not bytes: seven of three bytes each are too few.
    EXPECT_EQ(refusal("海棠依旧雨疏风"), "short_password");
    EXPECT_EQ(refusal("海棠依旧雨疏风骤"), "");
    EXPECT_EQ(refusal(std::string(129, 'x') + "h7Kq"), "long_password");
}

TEST(Password, IsNotOneOfThoseThatAreTriedFirst)
{
    for (const char* guessable :
         {"password", "Password123!", "12345678", "qwertyuiop", "19990101", "aaaaaaaa", "abcdefgh",
          "P@ssw0rd", "woaini1314", "5201314a", "a123456789", "qq123456", "admin@123", "1qaz2wsx",
          "jiuyeban2024"})
        EXPECT_EQ(refusal(guessable), "password_guessable") << guessable;
    EXPECT_EQ(refusal("correct horse battery"), "");
}

TEST(Password, HasNoWordOfItsOwnerAlone)
{
    for (const char* guessable : {"zhaolei2026", "ZHAOLEI1", "东海理工大学2026", "4133010335"})
        EXPECT_EQ(refusal(guessable), "password_guessable") << guessable;
}

TEST(Password, CountsByteForByte)
{
    const std::string composed = "caf\xC3\xA9-am-Ufer-9";
    const std::string decomposed = "cafe\xCC\x81-am-Ufer-9";
    ASSERT_EQ(to_nfc(decomposed), composed);
    const std::string hash = hash_of_password(composed);
    EXPECT_TRUE(is_password(hash, composed));
    EXPECT_FALSE(is_password(hash, decomposed));
    EXPECT_FALSE(is_password(hash, composed + " "));
    const std::string with_nul("h7Kq2mXw\0tail", 13);
    EXPECT_EQ(refusal(with_nul), "nul_in_text");
    EXPECT_FALSE(is_password(hash_of_password("h7Kq2mXw"), with_nul));
}

TEST(Password, CostsOneHashWhetherOrNotThereIsOneToCompareWith)
{
    const std::string hash = hash_of_password("h7Kq2mXw");
    EXPECT_FALSE(is_password("", "warm"));  // makes the stand-in
    const std::uint64_t before = password_hashes_computed();
    EXPECT_FALSE(is_password(hash, "wrong"));
    const std::uint64_t with_one = password_hashes_computed() - before;
    EXPECT_FALSE(is_password("", "wrong"));
    EXPECT_EQ(password_hashes_computed() - before, 2 * with_one);
    EXPECT_EQ(with_one, 1U);
}

TEST(Login, HasChineseCharactersLettersDigitsAndFourSigns)
{
    // The last has a character of four bytes, as rare names do.
    for (const char* good : {"wangmin", "Wang.Min-2", "a_b@school", "王敏", "𠮷田"})
        EXPECT_TRUE(check_login(good)) << good;
}

TEST(Login, HasNothingThatLooksLikeSomethingElse)
{
    const std::vector<std::string> tricky = {
        "",
        " wang",
        "wang min",
        ".wang",
        "ｗａｎｇ",             // full width: NFKC makes it wang
        "w\xD0\xB0ng",          // Cyrillic а
        "wa\xE2\x80\x8Bng",     // zero width space
        "wang\xE2\x80\xAEnim",  // right-to-left override
        "\xEF\xBB\xBFwang",     // byte order mark
        "wang\xCC\x81",         // a combining accent
        "\xEF\xA4\x80",         // U+F900, a compatibility form of 豈
        "\xF0\x9F\x98\x80",     // an emoji
        "wang\n",
        "w\xC3\x28",  // not UTF-8
        std::string("wa\0ng", 5),
        std::string(41, 'a'),
        std::string(5000, 'a'),
    };
    for (const std::string& login : tricky)
        EXPECT_EQ(check_login(login).error().code, "bad_login") << login.substr(0, 60);
}

}  // namespace
}  // namespace beihui::accounts
