#include "base/json.hpp"

#include <gtest/gtest.h>

namespace beihui
{
namespace
{

std::string nested(std::size_t levels)
{
    return std::string(levels, '[') + std::string(levels, ']');
}

TEST(JsonMembers, StandInTheObjectThatWasGivenAndInNoCopyOfIt)
{
    const json::object object{
        {"text", "一段不短的文字，放不进小字符串"}, {"number", 7}, {"truth", true}
    };
    EXPECT_EQ(member(object, "text"), object.if_contains("text"));
    EXPECT_EQ(text_of(object, "text").data(), object.at("text").as_string().data());
    EXPECT_EQ(integer_of(object, "number"), 7);
    EXPECT_TRUE(bool_of(object, "truth"));
    EXPECT_EQ(text_of(object, "number", "otherwise"), "otherwise");
    EXPECT_EQ(member(object, "missing"), nullptr);
}

}  // namespace

TEST(JsonReading, GivesTheValue)
{
    const auto read =
        read_json(R"( {"a":[1,-2,18446744073709551615,1.5,"甲\n😀",true,null],"b":{}} )");
    ASSERT_TRUE(read);
    EXPECT_EQ(
        json::serialize(*read),
        R"({"a":[1,-2,18446744073709551615,1.5E0,"甲\n😀",true,null],"b":{}})"
    );
    EXPECT_EQ(*read_json("\"x\""), json::value("x"));
}

TEST(JsonReading, RefusesWhatRfc8259DoesNotAllow)
{
    for (const char* const text :
         {"",        " ",      "{",       "[1,]",        "{\"a\":1,}",   "{a:1}",          "01",
          "+1",      ".5",     "1.",      "NaN",         "'a'",          "[1] x",          "[1][2]",
          "// c\n1", "\"\t\"", "\"\\x\"", "\"\\ud800\"", "\"\\udc00a\"", "\xEF\xBB\xBF[]", "tru",
          "1 2"}) {
        const auto read = read_json(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, Refusal::invalid_input);
        EXPECT_EQ(read.error().code, "not_json");
    }
}

// RFC 8259, section 4: names should be unique, or readers disagree about what was said.
TEST(JsonReading, RefusesADuplicateKeyHoweverItIsWritten)
{
    for (const char* const text :
         {R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})", R"([{"x":{"b":1,"c":2,"b":3}}])"})
        EXPECT_FALSE(read_json(text)) << text;
    EXPECT_NE(
        read_json(R"({"a":1,"a":1})").error().detail.en.find("\"a\" stands there twice"),
        std::string::npos
    );
    EXPECT_TRUE(read_json(R"([{"a":1},{"a":{"a":1}}])"));
    const std::string key(5000, 'k');  // longer than the tokenizer's buffer
    EXPECT_FALSE(read_json("{\"" + key + "\":1,\"" + key + "\":2}"));
    EXPECT_TRUE(read_json("{\"" + key + "\":1,\"" + key + "x\":2}"));
}

TEST(JsonReading, RefusesBadBytesAndNul)
{
    for (const std::string& text :
         {std::string("\"\xFF\""), std::string("\"\xC0\x80\""), std::string("\"\xED\xA0\x80\""),
          std::string("\"a\0b\"", 5), std::string(R"("\u0000")"), std::string(R"({"a\u0000":1})")})
        EXPECT_FALSE(read_json(text)) << text;
    EXPECT_NE(read_json("[\"甲\xFF\"]").error().detail.en.find("byte 5"), std::string::npos);
}

TEST(JsonReading, RefusesMoreThan32Levels)
{
    EXPECT_TRUE(read_json(nested(32)));
    EXPECT_FALSE(read_json(nested(33)));
    EXPECT_FALSE(read_json(nested(1'000'000)));
}

TEST(JsonReading, RefusesNumbersBeyondADouble)
{
    EXPECT_FALSE(read_json("1e400"));
    EXPECT_FALSE(read_json("[-1e400]"));
    EXPECT_TRUE(read_json("1e300")->is_double());
}

TEST(JsonMembers, GiveTheFallbackWhenMissingOrOfAnotherType)
{
    const json::value object = *read_json(R"({"t":"x","i":7,"b":true})");
    EXPECT_EQ(text_of(object, "t"), "x");
    EXPECT_EQ(text_of(object, "i", "none"), "none");
    EXPECT_EQ(integer_of(object, "i"), 7);
    EXPECT_EQ(integer_of(object, "t", -1), -1);
    EXPECT_TRUE(bool_of(object, "b"));
    EXPECT_FALSE(bool_of(object, "missing"));
    EXPECT_EQ(member(json::value(1), "a"), nullptr);
}

}  // namespace beihui
