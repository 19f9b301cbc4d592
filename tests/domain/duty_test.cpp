#include "calendar_data.hpp"
#include "domain/entry.hpp"

namespace beihui
{
namespace
{

Duty plan_of_2022()
{
    Duty duty;
    duty.key = "plan";
    duty.state = "done";
    duty.due = moment("2022-03-19T00:00:00+08:00");
    duty.known_on = day("2022-03-22");
    duty.done_at = moment("2022-03-25T10:00:00+08:00");
    return duty;
}

// 2022/六(一)d: due on 18 March, received on 22 March, filed on 25 March.
TEST(Duty, IsLateAndKnownAfterItWasDue_2022_6_1_d)
{
    const Duty duty = plan_of_2022();
    EXPECT_TRUE(duty.late());
    EXPECT_TRUE(duty.known_after_due());
}

TEST(Duty, IsLateWhenDoneAtTheVeryMoment)
{
    Duty duty = plan_of_2022();
    duty.done_at = duty.due;
    EXPECT_TRUE(duty.late());
    duty.done_at = duty.due->plus_ms(-1);
    EXPECT_FALSE(duty.late());
}

// Invariants 8 and 9.
TEST(Duty, IsNeitherWithoutADueTimeNorBeforeItIsDone)
{
    Duty duty = plan_of_2022();
    duty.due.reset();
    EXPECT_FALSE(duty.late());
    EXPECT_FALSE(duty.known_after_due());
    duty = plan_of_2022();
    duty.done_at.reset();
    EXPECT_FALSE(duty.late());
    EXPECT_TRUE(duty.known_after_due());
}

TEST(Duty, ComesBackFromItsEntryAsItWas)
{
    Duty duty = plan_of_2022();
    duty.rules = "follow";
    duty.period_end = day("2022-03-31");
    duty.occasion = "2022-W12";
    const Duty back = Duty::from_json(duty.to_json());
    EXPECT_EQ(back.to_json(), duty.to_json());
    EXPECT_EQ(back.rules, "follow");
    EXPECT_EQ(back.known_on, duty.known_on);
    EXPECT_EQ(back.period_end, duty.period_end);
    EXPECT_EQ(back.occasion, "2022-W12");
}

// Entries of earlier programs say nothing of this.
TEST(Duty, OfAnOlderEntryIsPinned)
{
    Duty plain;
    plain.key = "plan";
    plain.state = "open";
    const json::object written = plain.to_json();
    for (const char* const name : {"rules", "known_on", "period_end", "occasion"})
        EXPECT_FALSE(written.contains(name)) << name;
    EXPECT_EQ(Duty::from_json(written).rules, "pin");
}

}  // namespace
}  // namespace beihui
