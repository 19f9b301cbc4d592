#include "base/civil.hpp"
#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace beihui
{

TEST(Date, RefusesDaysThatDoNotExistAndOtherForms)
{
    for (const char* const text :
         {"", "2026-02-29", "2026-02-30", "1900-02-29", "2026-13-01", "2026-00-10", "2026-4-30",
          "20260430", "2026/04/30", " 2026-04-30", "2026-04-30 ", "1899-12-31", "2200-01-01",
          "-026-04-30", "2026-04-3O"})
        EXPECT_EQ(Date::parse(text).error().kind, Refusal::invalid_input) << text;
    EXPECT_TRUE(Date::parse("2024-02-29"));
    EXPECT_TRUE(Date::parse("2000-02-29"));
}

TEST(Date, KnowsItsPartsAndTheDayOfTheWeek)
{
    const Date date = *Date::parse("2026-04-30");
    EXPECT_EQ(date.year(), 2026);
    EXPECT_EQ(date.month(), 4);
    EXPECT_EQ(date.day(), 30);
    EXPECT_EQ(date.weekday(), 4);                        // a Thursday
    EXPECT_EQ(Date::parse("2026-05-03")->weekday(), 7);  // ISO 8601: Sunday is 7
    EXPECT_EQ((date + 1).text(), "2026-05-01");
    EXPECT_EQ(*Date::parse("2026-03-01") - *Date::parse("2026-02-01"), 28);
}

TEST(Date, IsReadBackForEveryDayOfThreeCenturies)
{
    const Date first = *Date::of(1900, 1, 1);
    const Date last = *Date::of(2199, 12, 31);
    EXPECT_EQ(last - first, 109'572);  // 300 years, 73 of them leap years
    for (Date date = first; date <= last; date = date + 1) {
        const auto read = Date::parse(date.text());
        ASSERT_TRUE(read && *read == date) << date.text();
    }
}

// RFC 3339, section 5.8.
TEST(Instant, IsTheSameMomentInEveryOffset)
{
    const Instant noon = *Instant::parse("2026-04-30T12:00:00+08:00");
    for (const char* const text :
         {"2026-04-30T04:00:00Z", "2026-04-30T12:00+08:00", "2026-04-29T23:30:00-04:30",
          "2026-04-30T12:00:00.000+08:00"})
        EXPECT_EQ(*Instant::parse(text), noon) << text;
    EXPECT_EQ(noon.text(), "2026-04-30T12:00:00+08:00");
    EXPECT_EQ(noon.plus_ms(7).text(), "2026-04-30T12:00:00.007+08:00");
    EXPECT_EQ(Instant::parse("1985-04-12T23:20:50.52Z")->ms(), 482'196'050'520);
    EXPECT_EQ(Instant::from_ms(-1).text(), "1970-01-01T07:59:59.999+08:00");
}

TEST(Instant, RefusesOtherForms)
{
    for (const char* const text :
         {"", "2026-04-30", "2026-04-30T12:00:00", "2026-04-30 12:00:00Z", "2026-04-30T25:00Z",
          "2026-04-30T24:01Z", "2026-04-30T12:60Z", "2026-04-30T12:00:60Z", "2026-04-30T12:00:00.Z",
          "2026-04-30T12:00:00+8", "2026-04-30T12:00:00+0800", "2026-04-30T12:00:00+08:60",
          "2026-02-30T12:00:00Z", "2026-04-30T12:00Zx"})
        EXPECT_EQ(Instant::parse(text).error().kind, Refusal::invalid_input) << text;
}

TEST(Instant, EndsADayWhereTheNextBegins)
{
    const Date day = *Date::parse("2026-04-30");
    EXPECT_EQ(*at_time(day, "24:00"), start_of(day + 1));
    EXPECT_EQ(*Instant::parse("2026-04-30T24:00:00+08:00"), start_of(day + 1));
    EXPECT_EQ(*at_time(day, "00:00"), start_of(day));
    EXPECT_EQ(start_of(day).date(), day);
    EXPECT_EQ(start_of(day).plus_ms(-1).date(), day - 1);
    for (const char* const text : {"", "9:30", "24:01", "12:60", "12:00:00", "ab:cd", "-1:00"})
        EXPECT_FALSE(at_time(day, text)) << text;
}

TEST(SetClock, StandsWhereItWasPut)
{
    SetClock clock(Instant::from_ms(5));
    EXPECT_EQ(clock.now().ms(), 5);
    clock.set(Instant::from_ms(9));
    EXPECT_EQ(clock.now().ms(), 9);
}

}  // namespace beihui
