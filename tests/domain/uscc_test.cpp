#include "calendar_data.hpp"
#include "domain/uscc.hpp"

namespace beihui
{
namespace
{

TEST(Uscc, AcceptsWhatTheCheckDigitConfirmsAndKeepsItNormalised)
{
    int rows = 0;
    for (const Yaml& row : rows_of("uscc.yaml", "accepted")) {
        const std::string typed = text_at(row, "typed");
        const UsccCheck check = check_uscc(typed);
        EXPECT_EQ(check.verdict, UsccVerdict::accepted) << typed << ": " << check.reason.zh;
        EXPECT_EQ(check.reason, Words()) << typed;
        EXPECT_EQ(check.code, row.find("code") == nullptr ? typed : text_at(row, "code"));
        EXPECT_EQ(is_enterprise(check.code), text_at(row, "enterprise") == "true") << typed;
        ++rows;
    }
    EXPECT_GE(rows, 20);
}

TEST(Uscc, HoldsAPossiblePilotCodeForAPersonToConfirm)
{
    int rows = 0;
    for (const Yaml& row : rows_of("uscc.yaml", "held")) {
        const UsccCheck check = check_uscc(text_at(row, "typed"));
        EXPECT_EQ(check.verdict, UsccVerdict::held) << check.code << ": " << check.reason.zh;
        EXPECT_NE(check.reason.zh.find("应为 " + text_at(row, "says")), std::string::npos);
        EXPECT_NE(check.reason.zh.find("营业执照"), std::string::npos);
        ++rows;
    }
    EXPECT_GE(rows, 3);
}

TEST(Uscc, RejectsAnythingElseAndSaysWhatIsWrong)
{
    int rows = 0;
    for (const Yaml& row : rows_of("uscc.yaml", "rejected")) {
        const std::string typed = text_at(row, "typed");
        const UsccCheck check = check_uscc(typed);
        EXPECT_EQ(check.verdict, UsccVerdict::rejected) << typed;
        EXPECT_NE(check.reason.zh.find(text_at(row, "says")), std::string::npos)
            << typed << ": " << check.reason.zh;
        EXPECT_FALSE(check.reason.en.empty());
        ++rows;
    }
    EXPECT_GE(rows, 18);
}

TEST(Uscc, RejectsBytesThatAreNoText)
{
    const UsccCheck check = check_uscc("91000000MA0000015\xff");
    EXPECT_EQ(check.verdict, UsccVerdict::rejected);
    EXPECT_NE(check.reason.zh.find("UTF-8"), std::string::npos);
}

TEST(Uscc, FindsEveryErrorInASingleCharacter)
{
    const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const std::string right = "91000000MA00JK128U";
    for (std::size_t at = 0; at < right.size(); ++at)
        for (const char c : alphabet) {
            std::string typed = right;
            typed[at] = c;
            const bool accepted = check_uscc(typed).verdict == UsccVerdict::accepted;
            EXPECT_EQ(accepted, typed == right) << typed;
        }
}

TEST(SchoolCode, IsTheSameSchoolInFiveDigitsAndInTen)
{
    for (const char* text :
         {"10335", "4133010335", "４１３３０１０３３５", " 10335 ", "　4133010335"})
        EXPECT_EQ(normalise_school_code(text).value(), "10335") << text;
    EXPECT_EQ(normalise_school_code("4211050123").value(), "50123");
    for (const char* text :
         {"", "1033", "103355", "00335", "4133110335", "3133010335", "4133000335", "1033A",
          "41330103355"})
        EXPECT_EQ(normalise_school_code(text).error().code, "not_a_school_code") << text;
}

}  // namespace
}  // namespace beihui
