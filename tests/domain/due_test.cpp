#include "calendar_data.hpp"
#include "domain/due.hpp"

namespace beihui
{
namespace
{

const CalendarView& calendar()
{
    static const CalendarView view = calendar_known_on("2026-12-31");
    return view;
}

TEST(Due, IsMetBeforeTheInstantAndMissedAtIt)
{
    const Due due = end_of_day(day("2025-04-29"));
    EXPECT_TRUE(due.on_time(moment("2025-04-29T23:59:59+08:00")));
    EXPECT_TRUE(due.on_time(moment("2025-04-29T23:59:59.999+08:00")));
    EXPECT_FALSE(due.on_time(moment("2025-04-30T00:00:00+08:00")));
    EXPECT_EQ(due.last_day(), day("2025-04-29"));
    EXPECT_EQ(due.text(), "2025-04-29 24:00");
}

TEST(Due, NoonItselfIsLate_2025_5_3_b)
{
    const Due due = noon_before(day("2025-05-12"));
    EXPECT_TRUE(due.on_time(moment("2025-05-12T03:59:59Z")));
    EXPECT_FALSE(due.on_time(moment("2025-05-12T04:00:00Z")));
    EXPECT_EQ(due.text(), "2025-05-12 12:00");
}

TEST(Due, CountsTheMakeUpSundayAfterAFridayEvent_2025_5_3_c)
{
    const auto counted = after_working_days(day("2025-04-25"), 3, calendar()).value();
    EXPECT_EQ(counted.due.text(), "2025-04-29 24:00");
    EXPECT_EQ(counted.days.skipped.size(), 1u);
    EXPECT_EQ(after_working_days(day("2025-04-25"), 0, calendar()).error().code, "too_few_days");
    EXPECT_EQ(
        after_working_days(day("2026-12-30"), 3, calendar()).error().code, "calendar_not_computable"
    );
}

TEST(Due, ReadsAFixedDateByTheReadingsAPackMayName)
{
    int rows = 0;
    for (const Yaml& row : rows_of("fixed_dates.yaml", "dates")) {
        const Date named = day(text_at(row, "day"));
        const std::string clause = text_at(row, "clause");
        EXPECT_EQ(std::to_string(named.weekday()), text_at(row, "weekday")) << clause;
        EXPECT_EQ(before_day(named, true), end_of_day(day(text_at(row, "inclusive")))) << clause;
        EXPECT_EQ(before_day(named, false), end_of_day(day(text_at(row, "strict")))) << clause;
        EXPECT_EQ(before_day(named, true, Roll::none, calendar()).value().last_day(), named)
            << clause;
        EXPECT_EQ(
            before_day(named, true, Roll::next_workday, calendar()).value().last_day().text(),
            text_at(row, "next")
        ) << clause;
        EXPECT_EQ(
            before_day(named, true, Roll::prev_workday, calendar()).value().last_day().text(),
            text_at(row, "prev")
        ) << clause;
        ++rows;
    }
    EXPECT_EQ(rows, 3);
}

TEST(Due, JudgesASaturdayFilingByTheReading_2025_5_3_a)
{
    const Date named = day("2025-05-10");
    const Instant filed = moment("2025-05-10T20:00:00+08:00");
    EXPECT_TRUE(before_day(named, true).on_time(filed));
    EXPECT_FALSE(before_day(named, false).on_time(filed));
    const Due rolled_on = before_day(named, true, Roll::next_workday, calendar()).value();
    EXPECT_TRUE(rolled_on.on_time(moment("2025-05-12T23:59:59+08:00")));
    EXPECT_FALSE(rolled_on.on_time(moment("2025-05-13T00:00:00+08:00")));
}

TEST(WeeklyDue, FollowsEveryMondayOfTheTable_2025_5_3_b)
{
    int rows = 0;
    int holidays = 0;
    for (const Yaml& row : rows_of("mondays.yaml", "mondays")) {
        const Date monday = day(text_at(row, "monday"));
        const bool holiday = text_at(row, "kind") == "holiday";
        EXPECT_EQ(calendar().is_working(monday).value(), !holiday) << monday.text();

        const WeeklyDue kept = weekly_noon(monday, Roll::none, calendar()).value();
        EXPECT_EQ(kept.up_to.text(), text_at(row, "up_to"));
        EXPECT_EQ(kept.cut_off, end_of_day(kept.up_to).instant());
        EXPECT_EQ(kept.due.text(), text_at(row, "none") + " 12:00");
        EXPECT_EQ(
            weekly_noon(monday, Roll::next_workday, calendar()).value().due.text(),
            text_at(row, "next") + " 12:00"
        );

        const auto earlier = weekly_noon(monday, Roll::prev_workday, calendar());
        if (text_at(row, "prev") == "impossible") {
            ASSERT_FALSE(earlier) << monday.text();
            EXPECT_EQ(earlier.error().code, "roll_before_cut_off");
            EXPECT_NE(earlier.error().detail.zh.find(text_at(row, "up_to")), std::string::npos);
        } else {
            EXPECT_EQ(earlier.value().due.text(), text_at(row, "prev") + " 12:00");
        }
        holidays += holiday ? 1 : 0;
        ++rows;
    }
    EXPECT_EQ(rows, 28);
    EXPECT_EQ(holidays, 3);
}

TEST(WeeklyDue, IsNamedByAMonday)
{
    EXPECT_EQ(week_cut_off(day("2025-05-13")).error().code, "not_a_monday");
    EXPECT_EQ(weekly_noon(day("2025-05-11"), Roll::none, calendar()).error().code, "not_a_monday");
}

TEST(WeeklyDue, NeedsNoCalendarWhereNothingIsRolled)
{
    const Date monday = day("2027-01-04");
    EXPECT_EQ(weekly_noon(monday, Roll::none, calendar()).value().due, noon_before(monday));
    EXPECT_EQ(
        weekly_noon(monday, Roll::next_workday, calendar()).error().code, "calendar_not_computable"
    );
}

TEST(Roll, IsReadByItsNameOnly)
{
    for (const Roll roll : {Roll::none, Roll::next_workday, Roll::prev_workday})
        EXPECT_EQ(parse_roll(to_text(roll)).value(), roll);
    for (const char* text : {"", "next", "None", "next_workday "})
        EXPECT_EQ(parse_roll(text).error().code, "unknown_roll") << text;
}

}  // namespace
}  // namespace beihui
