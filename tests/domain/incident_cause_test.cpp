#include "domain/decision.hpp"

#include <gtest/gtest.h>

namespace beihui
{
namespace
{

Incident incident(std::string rule, std::string_view code, std::string year)
{
    return {
        "2027-x", std::move(rule),
        refuse(
            Refusal::unavailable, std::string(code), year + " 年放假安排尚未公布",
            year + " is not published"
        )
    };
}

TEST(IncidentCause, TakesRulesThatFailForOneReasonTogether)
{
    const std::vector<Incident> incidents{
        incident("activity.event", "RP2020", "2027"),
        incident("weekly.due", "RP2020", "2027"),
        incident("contact.due", "RP2020", "2028"),
        incident("events.large", "RP2002", "2027"),
    };
    const auto causes = causes_of(incidents);
    ASSERT_EQ(causes.size(), 3U);
    EXPECT_EQ(causes[0].rules(), "activity.event、weekly.due");
    EXPECT_EQ(causes[0].error().code, "RP2020");
    EXPECT_EQ(causes[1].rules(), "contact.due");
    EXPECT_EQ(causes[2].rules(), "events.large");
}

}  // namespace
}  // namespace beihui
