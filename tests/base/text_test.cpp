#include "base/text.hpp"

#include <gtest/gtest.h>

namespace beihui
{

// The Unicode Standard 15, table 3-7: well-formed UTF-8.
TEST(Utf8, IsRefusedWhenItIsOverlongASurrogateCutOrTooHigh)
{
    for (const char* const text :
         {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE4\xB8", "\xC3("})
        EXPECT_FALSE(is_utf8(text));
    for (const char* const text :
         {"", "a", "备会", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "😀"})
        EXPECT_TRUE(is_utf8(text)) << text;
    EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
    EXPECT_EQ(size_of_utf8("备\xFF"), 3u);
    EXPECT_EQ(length_in_characters("备会😀a"), 4u);
}

TEST(Text, IsComposed)
{
    EXPECT_EQ(to_nfc("e\u0301 A\u030A 備"), "\u00E9 \u00C5 備");
    EXPECT_EQ(to_nfc("\uFF21"), "\uFF21");  // NFC, not NFKC: full width stays
}

TEST(Text, IsMadeHalfWidthAndUpperCase)
{
    EXPECT_EQ(to_half_width("１２３Ａｚ～！\u3000中。"), "123Az~! 中。");
    EXPECT_EQ(to_upper_ascii("aZ9é"), "AZ9é");
}

TEST(Text, IsTrimmedAndSplit)
{
    EXPECT_EQ(trim("\u3000 \t甲 乙\r\n\u3000"), "甲 乙");
    EXPECT_EQ(trim(" \u3000 "), "");
    EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
    EXPECT_EQ(split("", ','), std::vector<std::string_view>{""});
}

TEST(NearestName, IsWhatWasMostLikelyMeant)
{
    const std::vector<std::string> known{"title", "version", "毕业生人数", "ok"};
    EXPECT_EQ(nearest_name("versoin", known), "version");
    EXPECT_EQ(nearest_name("Title", known), "title");
    EXPECT_EQ(nearest_name("毕业人数", known), "毕业生人数");
    EXPECT_EQ(nearest_name("x", known), std::nullopt);
    EXPECT_EQ(nearest_name("colour", known), std::nullopt);
    EXPECT_EQ(nearest_name("", known), std::nullopt);
    EXPECT_EQ(nearest_name(std::string(100'000, 'v'), known), std::nullopt);
}

TEST(OneLine, EscapesWhatBreaksOrTurnsALineAndCutsBetweenCharacters)
{
    EXPECT_EQ(one_line("a\nb\tc\x1B[0m\u202E\xFF"), "a\\nb\\tc\\u001B[0m\\u202E\uFFFD");
    EXPECT_EQ(one_line("备会", 5), "备");
    EXPECT_EQ(one_line("ab\n", 3), "ab");
}

}  // namespace beihui
