#include "calendar_data.hpp"
#include "domain/reporting_unit.hpp"

#include <algorithm>
#include <set>

namespace beihui
{
namespace
{

TEST(ReportingUnits, AreThirtySevenOfWhomSixAreNoProvince)
{
    const Date today = day("2026-04-30");
    int reporting = 0;
    std::set<std::string_view> beside;
    for (const ReportingUnit& unit : reporting_units()) {
        reporting += unit.reports && unit.holds_on(today) ? 1 : 0;
        if (unit.reports && unit.code != unit.province)
            beside.insert(unit.code);
    }
    EXPECT_EQ(reporting, 37);
    EXPECT_EQ(beside, (std::set<std::string_view>{"2102", "3302", "3502", "3702", "4403", "66"}));
    for (const char* code : {"71", "81", "82"})
        EXPECT_FALSE(find_reporting_unit(code, today)->reports) << code;
}

TEST(ReportingUnits, AreFoundByTwoFourOrSixDigits)
{
    const Date today = day("2026-04-30");
    EXPECT_EQ(find_reporting_unit("33", today)->zh, "浙江");
    EXPECT_EQ(find_reporting_unit("330106", today)->zh, "浙江");
    EXPECT_EQ(find_reporting_unit("3302", today)->zh, "宁波");
    EXPECT_EQ(find_reporting_unit("330206", today)->zh, "宁波");
    EXPECT_EQ(find_reporting_unit("66", today)->province, "65");
    for (const char* wrong : {"", "3", "99", "3301", "990000", "33010", "3３", "33a1"})
        EXPECT_EQ(find_reporting_unit(wrong, today), nullptr) << wrong;
}

TEST(ReportingUnits, HoldFromTheDayOnWhichTheyBecameOne)
{
    EXPECT_EQ(find_reporting_unit("50", day("1997-06-17")), nullptr);
    EXPECT_EQ(find_reporting_unit("50", day("1997-06-18"))->zh, "重庆");
}

}  // namespace
}  // namespace beihui
