#include "rules/lua/faults.hpp"
#include "rules/lua/scanner.hpp"

#include <gtest/gtest.h>

namespace beihui::rules::lua
{
namespace
{

constexpr std::string_view file = "a.lua";

std::string words(std::string_view source)
{
    const auto tokens = scan(file, source);
    if (!tokens)
        return tokens.error().code + " " + tokens.error().faults[0].where;
    std::string joined;
    for (const Token& token : *tokens)
        joined += (joined.empty() ? "" : " ") + std::string(token.text);
    return joined;
}

std::string checked(const std::string& source)
{
    const auto tokens = scan(file, source);
    if (!tokens)
        return tokens.error().code;
    const auto fit = check_tokens(file, *tokens);
    return fit ? "fit" : fit.error().code + " " + fit.error().detail.en;
}

std::string repeated(std::string_view part, int times)
{
    std::string text;
    for (int i = 0; i < times; ++i)
        text += part;
    return text;
}

TEST(Scanner, CutsWordsAsLuaDoes)
{
    EXPECT_EQ(words("a=b..c...d"), "a = b .. c ... d");
    EXPECT_EQ(words("x = 0x1p-3+1e+5-.5 --[[ no ]] y"), "x = 0x1p-3 + 1e+5 - .5 y");
    EXPECT_EQ(words("s = [==[ a ]] ]==] .. 'it\\'s' -- end"), "s = [==[ a ]] ]==] .. 'it\\'s'");
    EXPECT_EQ(words("t[a[1]] = \"--\""), "t [ a [ 1 ] ] = \"--\"");
    EXPECT_EQ(words("s = 'a\\z\n  b' x"), "s = 'a\\z\n  b' x");
}

TEST(Scanner, CountsColumnsInCharacters)
{
    const auto tokens = scan(file, "local 甲");
    ASSERT_FALSE(tokens);
    EXPECT_EQ(tokens.error().faults[0].where, "a.lua:1:7");
    EXPECT_EQ(words("f('甲乙') 丙"), "RP2001 a.lua:1:9");
    EXPECT_EQ(scan(file, "f(a，b)").error().detail.zh, "不认识的字符 ，，应写作半角的 ,");
}

TEST(Scanner, RefusesTextThatIsNotWhatItLooksLike)
{
    EXPECT_EQ(words("\x1BLua"), "RP2007 a.lua:1");
    EXPECT_EQ(words("\xEF\xBB\xBFreturn 1"), "RP2007 a.lua:1");
    EXPECT_EQ(words("a = 1\nb = '\u202E'"), "RP2007 a.lua:2");
    EXPECT_EQ(words("a = '\xFF'"), "RP2007 a.lua:1");
    EXPECT_EQ(words(std::string("a = 1\0", 6)), "RP2007 a.lua:1");
    EXPECT_EQ(words("a = [[ b"), "RP2001 a.lua:1:5");
    EXPECT_EQ(words("--[[ b"), "RP2001 a.lua:1:3");
}

TEST(Scanner, LimitsWhatTheParserIsSlowOrUnsafeWith)
{
    EXPECT_EQ(checked("return a" + repeated(".x", 100)), "fit");
    EXPECT_EQ(checked("return a" + repeated(".x", 101)), "RP2007 more than 100 indices in a row");
    EXPECT_EQ(
        checked("return a" + repeated("['x']", 101)), "RP2007 more than 100 indices in a row"
    );
    EXPECT_EQ(checked("return a" + repeated(":f()", 101)), "RP2007 more than 100 indices in a row");
    EXPECT_EQ(checked(repeated("f(a.b, c.d) ", 300)), "fit");
    EXPECT_EQ(checked("return " + repeated("(", 101)), "RP2007 nested more than 100 deep");
    EXPECT_EQ(checked(repeated("if a then b() end ", 300)), "fit");
    EXPECT_EQ(checked("return " + repeated("not ", 101)), "RP2007 more than 100 signs in a row");
    EXPECT_EQ(
        checked("return a" + repeated(" and a", 501)),
        "RP2007 more than 500 and/or in one expression"
    );
    EXPECT_EQ(checked("local x <close> = y"), "RP2007 packs may not use <close>");
}

TEST(Scanner, FindsAssignmentsAndNotDeclarations)
{
    const auto tokens = scan(
        file, "local a, b = 1, 2\nlocal c <const> = 3\nfor i = 1, 2 do a = i end\n"
              "t.x, b, t[c] = 1, 2, 3\nlocal r = { d = function() e = 1 end, f = 2 }\n"
              "function g() end\nlocal function h() end\nfunction t.m() end\nf(a).k, n = 1, 2"
    );
    ASSERT_TRUE(tokens);
    std::string names;
    for (const Assignment& each : assignments(*tokens))
        names += std::string(each.name) + std::to_string(each.line) + " ";
    EXPECT_EQ(names, "a3 b4 e5 g6 n9 ");
}

}  // namespace
}  // namespace beihui::rules::lua
