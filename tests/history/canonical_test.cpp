#include "base/json.hpp"
#include "base/text.hpp"
#include "history/canonical.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <stdexcept>

namespace beihui::history
{
namespace
{

std::string canonical_of(std::string_view text)
{
    return canonical(read_json(text).value());
}

// Values of the kinds that the history holds, with texts that are NFC already.
class RandomValues
{
public:
    explicit RandomValues(unsigned seed) : random_(seed) {}

    json::value next(int depth)
    {
        switch (below(depth > 0 ? 6 : 4)) {
        case 0:  return json::value(below(2) == 1);
        case 1:  return integer();
        case 2:
        case 3:  return json::value(text());
        case 4:  return array(depth);
        default: return object(depth);
        }
    }

private:
    std::uint64_t below(std::uint64_t end) { return random_() % end; }

    json::value integer()
    {
        const std::uint64_t bits = random_() >> below(64);
        if (below(2) == 1)
            return bits;
        return static_cast<std::int64_t>(~bits);
    }

    std::string text()
    {
        static const std::string_view pieces[] = {
            "a",    "Z", "0", "\"", "\\", "/",      "\n",     "\t",     "\x01",       "\x1f",
            "\x7f", " ", "é", "企", "业", "\u2028", "\uE000", "\uFF21", "\U0001F600", "\U00020BB7"
        };
        std::string made;
        for (std::uint64_t left = below(8); left > 0; --left)
            made += pieces[below(std::size(pieces))];
        return made;
    }

    json::value array(int depth)
    {
        json::array made;
        for (std::uint64_t left = below(5); left > 0; --left)
            made.push_back(next(depth - 1));
        return made;
    }

    json::value object(int depth)
    {
        json::object made;
        for (std::uint64_t left = below(6); left > 0; --left)
            made[text()] = next(depth - 1);
        return made;
    }

    std::mt19937_64 random_;
};

TEST(Canonical, GivesBackEveryValueAndIsItsOwnCanonicalForm)
{
    RandomValues values(20260401);
    for (int i = 0; i < 10'000; ++i) {
        const json::value value = values.next(4);
        const std::string text = canonical(value);
        const auto read = read_json(text);
        ASSERT_TRUE(read) << text;
        ASSERT_EQ(*read, value) << text;
        ASSERT_EQ(canonical(*read), text);
    }
}

// RFC 8785, section 3.2.3: by UTF-16 code units, so that U+1F600 (D83D DE00) stands before U+FF21.
TEST(Canonical, SortsNamesByTheirUtf16CodeUnits)
{
    EXPECT_EQ(
        canonical_of(R"({"\uFF21":6,"\uD83D\uDE00":5,"€":4,"ö":3,"10":2,"1":1,"\r":0})"),
        "{\"\\r\":0,\"1\":1,\"10\":2,\"ö\":3,\"€\":4,\"\U0001F600\":5,\"\uFF21\":6}"
    );
}

// RFC 8785, section 3.2.2.2: only what JSON requires is escaped, in its shortest form.
TEST(Canonical, EscapesOnlyWhatMustBe)
{
    EXPECT_EQ(
        canonical_of(R"({ "a" : "\u0008\t\n\f\r\u000B\u001F\"\\\/\u007F\u2028备" })"),
        "{\"a\":\"\\b\\t\\n\\f\\r\\u000b\\u001f\\\"\\\\/\x7f\u2028备\"}"
    );
}

TEST(Canonical, WritesIntegersInFull)
{
    EXPECT_EQ(
        canonical_of("[9007199254740993,-9223372036854775808,18446744073709551615,-0]"),
        "[9007199254740993,-9223372036854775808,18446744073709551615,0]"
    );
    EXPECT_EQ(canonical(json::value(std::int64_t{5})), canonical(json::value(std::uint64_t{5})));
}

TEST(Canonical, BringsTextsAndNamesToNfc)
{
    EXPECT_EQ(canonical_of("{\"e\u0301\":\"e\u0301\"}"), "{\"\u00e9\":\"\u00e9\"}");
    // U+F900 is the same character as U+8C48 to Unicode.
    EXPECT_EQ(canonical_of("[\"\uF900\"]"), "[\"\u8C48\"]");
}

TEST(Canonical, RefusesWhatHasNoOneForm)
{
    const json::value wrong[] = {
        nullptr,
        1.0,
        json::array{0.5},
        json::object{{"a", nullptr}},
        json::string("\xff"),
        json::string(std::string_view("\0", 1)),
        json::object{{"\xC0\x80", 1}},
        json::object{{"e\u0301", 1}, {"\u00e9", 2}},
    };
    for (const json::value& value : wrong)
        EXPECT_THROW((void)canonical(value), std::logic_error);
}

// Most characters are known to be in NFC without asking; alone and before a combining accent, each is
// written as NFC has it.
TEST(Canonical, WritesEveryCharacterInNfc)
{
    const auto utf8 = [](char32_t c) {
        std::string text;
        if (c < 0x80)
            return text + static_cast<char>(c);
        if (c < 0x800)
            text += static_cast<char>(0xC0 | (c >> 6));
        if (c >= 0x800 && c < 0x10000)
            text += static_cast<char>(0xE0 | (c >> 12));
        if (c >= 0x10000) {
            text += static_cast<char>(0xF0 | (c >> 18));
            text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        }
        if (c >= 0x800)
            text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        return text + static_cast<char>(0x80 | (c & 0x3F));
    };
    for (char32_t c = 0x20; c < 0x30000; ++c) {
        if (c == U'"' || c == U'\\' || (c >= 0xD800 && c <= 0xDFFF))
            continue;
        const std::string text = utf8(c);
        ASSERT_EQ(canonical(json::value(text)), '"' + to_nfc(text) + '"')
            << "U+" << std::hex << static_cast<unsigned>(c);
        const std::string accented = text + utf8(0x301);
        ASSERT_EQ(canonical(json::value(accented)), '"' + to_nfc(accented) + '"')
            << "U+" << std::hex << static_cast<unsigned>(c);
    }
}

TEST(Canonical, LeavesOutNullsWhenAskedTo)
{
    const json::value value = read_json(R"({"b":null,"a":[1,null,{"c":null}],"d":{}})").value();
    EXPECT_EQ(canonical(value, Nulls::left_out), R"({"a":[1,{}],"d":{}})");
    EXPECT_THROW(canonical(value), std::logic_error);
}

}  // namespace
}  // namespace beihui::history
