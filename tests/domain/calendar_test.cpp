#include "base/bytes.hpp"
#include "calendar_data.hpp"

#include <map>
#include <set>

namespace beihui
{
namespace
{

std::set<Date> days_in(const Yaml& list)
{
    std::set<Date> days;
    for (const Yaml& item : list.items())
        days.insert(day(item.raw()));
    return days;
}

TEST(WorkingCalendar, GivesEveryDayFrom2019To2026AsTheIndependentListDoes)
{
    const CalendarView calendar = calendar_known_on("2026-12-31");
    const Yaml data = table("years.yaml");
    int days_compared = 0;
    for (int year = 2019; year <= 2026; ++year) {
        const Yaml* const listed = data.find("years")->find(std::to_string(year));
        ASSERT_NE(listed, nullptr) << year;
        const std::set<Date> off = days_in(*listed->find("off_days"));
        const std::set<Date> makeup = days_in(*listed->find("makeup_workdays"));
        int worked = 0;
        for (Date at = Date::of(year, 1, 1).value(); at.year() == year; at = at + 1) {
            const bool expected = makeup.contains(at) || (at.weekday() <= 5 && !off.contains(at));
            const CalendarDay found = calendar.day(at).value();
            EXPECT_EQ(found.is_working(), expected) << at.text();
            EXPECT_EQ(found.kind == DayKind::holiday, off.contains(at)) << at.text();
            EXPECT_EQ(found.kind == DayKind::makeup, makeup.contains(at)) << at.text();
            worked += expected ? 1 : 0;
            ++days_compared;
        }
        EXPECT_EQ(std::to_string(worked), text_at(*listed, "working_days_total")) << year;
        const Date before = Date::of(year, 1, 1).value() - 1;
        EXPECT_EQ(
            calendar.working_days_between(before, Date::of(year, 12, 31).value()).value(), worked
        );
    }
    EXPECT_EQ(days_compared, 2922);
}

TEST(WorkingCalendar, CountsWorkingDaysAsTheWorkedExamplesDo_2025_5_3_c)
{
    int rows = 0;
    for (const Yaml& row : rows_of("three_working_days.yaml", "rows")) {
        const std::string known_on = text_at(row, "known_on");
        const CalendarView calendar = calendar_known_on(known_on.empty() ? "2026-12-31" : known_on);
        const Date event = day(text_at(row, "event"));
        for (int n = 1; n <= 3; ++n) {
            const auto found = calendar.add_working_days(event, n);
            ASSERT_TRUE(found) << found.error().detail.zh;
            const std::string expected =
                row.find("days")->items()[static_cast<std::size_t>(n - 1)].raw();
            EXPECT_EQ(found->result.text(), expected)
                << "row " << text_at(row, "row") << ", day " << n;
            EXPECT_EQ(calendar.working_days_between(event, found->result).value(), n);
        }
        ++rows;
    }
    EXPECT_EQ(rows, 28);
}

TEST(WorkingCalendar, NamesEveryRestDayThatWasPassed)
{
    const auto found =
        calendar_known_on("2025-06-01").add_working_days(day("2025-04-25"), 5).value();
    EXPECT_EQ(found.result, day("2025-05-06"));
    const std::vector<SkippedDay> skipped = {
        {day("2025-04-26"), "周六"},   {day("2025-05-01"), "劳动节"}, {day("2025-05-02"), "劳动节"},
        {day("2025-05-03"), "劳动节"}, {day("2025-05-04"), "劳动节"}, {day("2025-05-05"), "劳动节"},
    };
    EXPECT_EQ(found.skipped, skipped);  // Sunday 27 April is worked and is not among them
}

TEST(WorkingCalendar, CountsBackwardsOverTheSameDays)
{
    const CalendarView calendar = calendar_known_on("2026-12-31");
    EXPECT_EQ(calendar.add_working_days(day("2025-05-06"), -1)->result, day("2025-04-30"));
    EXPECT_EQ(calendar.add_working_days(day("2025-05-06"), -4)->result, day("2025-04-27"));
    EXPECT_EQ(calendar.working_days_between(day("2025-05-06"), day("2025-04-27")).value(), -4);
    EXPECT_EQ(calendar.add_working_days(day("2025-05-03"), 0)->result, day("2025-05-03"));
    EXPECT_EQ(calendar.next_working(day("2025-05-01")).value(), day("2025-05-06"));
    EXPECT_EQ(calendar.next_working(day("2025-04-27")).value(), day("2025-04-27"));
    EXPECT_EQ(calendar.previous_working(day("2025-05-05")).value(), day("2025-04-30"));
    EXPECT_EQ(calendar.add_working_days(day("2025-05-03"), 3661).error().code, "too_many_days");
}

TEST(WorkingCalendar, RefusesADayWhoseYearIsNotPublishedInsteadOfGuessing)
{
    const auto late = calendar_known_on("2026-12-31").is_working(day("2027-01-04"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "calendar_not_computable");
    EXPECT_EQ(late.error().kind, Refusal::unavailable);
    EXPECT_NE(late.error().detail.zh.find("2027 年"), std::string::npos);
    EXPECT_NE(late.error().faults.at(0).way_out.zh.find("2027 年放假通知"), std::string::npos);

    const CalendarView before = calendar_known_on("2025-11-03");
    EXPECT_EQ(before.is_working(day("2026-01-05")).error().code, "calendar_not_computable");
    EXPECT_EQ(
        before.add_working_days(day("2025-12-30"), 3).error().code, "calendar_not_computable"
    );
    EXPECT_EQ(before.add_working_days(day("2025-12-30"), 1)->result, day("2025-12-31"));
    EXPECT_EQ(before.coverage()->second, day("2025-12-31"));
    EXPECT_EQ(
        calendar_known_on("2025-11-04").add_working_days(day("2025-12-30"), 3)->result,
        day("2026-01-05")
    );

    const auto early = calendar_known_on("2026-12-31").is_working(day("2018-12-29"));
    EXPECT_EQ(early.error().code, "calendar_not_computable");
    EXPECT_EQ(early.error().kind, Refusal::invalid_input);
    EXPECT_EQ(calendar_known_on("2018-12-05").coverage(), std::nullopt);
    EXPECT_FALSE(calendar_known_on("2018-12-05").is_working(day("2019-03-01")));
}

TEST(WorkingCalendar, TellsWhichRevisionAnswered)
{
    EXPECT_EQ(calendar_known_on("2018-12-05").revision(), "cn@unpublished");
    EXPECT_EQ(calendar_known_on("2019-03-21").revision(), "cn@2018-12-06");
    EXPECT_EQ(calendar_known_on("2019-03-22").revision(), "cn@2019-03-22");
    EXPECT_EQ(calendar_known_on("2030-01-01").revision(), "cn@2025-11-04");
    const std::string source = bytes_of_file("rules/calendars/cn.yaml");
    EXPECT_EQ(shipped_calendar().hash(), hex(sha256(source)));
    EXPECT_EQ(calendar_known_on("2019-03-22").hash(), shipped_calendar().hash());
    const auto other = WorkingCalendar::read("cn.yaml", source + "# a remark\n");
    EXPECT_NE(other.value().hash(), shipped_calendar().hash());
}

TEST(WorkingCalendar, ReplacesAWholeHolidayWhenANoticeAmendsIt)
{
    const CalendarView before = calendar_known_on("2020-01-26");
    const CalendarView after = calendar_known_on("2020-01-27");
    EXPECT_EQ(before.day(day("2020-02-01"))->kind, DayKind::makeup);
    EXPECT_EQ(before.day(day("2020-02-01"))->name, "春节");
    EXPECT_EQ(after.day(day("2020-02-01"))->kind, DayKind::holiday);
    EXPECT_EQ(after.day(day("2020-01-19"))->kind, DayKind::makeup);
    EXPECT_EQ(before.day(day("2020-01-31"))->kind, DayKind::working);
    EXPECT_EQ(after.day(day("2020-04-25"))->name, "周六");
}

TEST(WorkingCalendar, SaysWhenADocumentNumberIsNotConfirmed)
{
    for (const HolidayNotice& notice : shipped_calendar().notices())
        EXPECT_EQ(notice.document_number.empty(), notice.year == 2026) << notice.title;
    const HolidayNotice& last = shipped_calendar().notices().back();
    EXPECT_NE(last.document_number_note.find("UNVERIFIED"), std::string::npos);
}

// One mistake put into the shipped file; the fault must stand at the line of the mistake.
struct Mistake
{
    std::string right;
    std::string wrong;
    std::string code;
};

void PrintTo(const Mistake& mistake, std::ostream* out)
{
    *out << mistake.wrong;
}

class CalendarMistake : public testing::TestWithParam<Mistake>
{};

TEST_P(CalendarMistake, IsReportedWithItsLine)
{
    const Mistake& mistake = GetParam();
    std::string source = bytes_of_file("rules/calendars/cn.yaml");
    const std::size_t at = source.find(mistake.right);
    ASSERT_NE(at, std::string::npos) << mistake.right;
    const auto line = 1 + std::count(source.begin(), source.begin() + static_cast<long>(at), '\n');
    source.replace(at, mistake.right.size(), mistake.wrong);
    const auto read = WorkingCalendar::read("cn.yaml", source);
    ASSERT_FALSE(read) << mistake.wrong;
    const Fault fault = read.error().faults.at(0);
    EXPECT_EQ(fault.code, mistake.code) << fault.detail.zh;
    EXPECT_EQ(fault.where.substr(0, fault.where.rfind(':')), "cn.yaml:" + std::to_string(line));
}

INSTANTIATE_TEST_SUITE_P(
    OfTheShippedFile,
    CalendarMistake,
    testing::Values(
        Mistake{"schema: beihui-calendar/1", "schema: other/1", "WC1015"},
        Mistake{"from: 2025-05-01, to: 2025-05-05", "from: 2025-05-01, to: 2025-05-06", "WC1002"},
        Mistake{"from: 2025-05-01, to: 2025-05-05", "from: 2052-05-01, to: 2052-05-05", "WC1003"},
        Mistake{"makeup_workdays: [2025-04-27]", "makeup_workdays: [2025-04-28]", "WC1004"},
        Mistake{"makeup_workdays: [2025-04-27]", "makeup_workdays: [2025-04-31]", "WC1001"},
        Mistake{"makeup_workdays: [2025-04-27]", "makeup_days: [2025-04-27]", "RP1003"},
        Mistake{"- doc_no: \"国办发明电〔2024〕12号\"\n", "- doc_no: null\n", "WC1005"},
        Mistake{
            "coverage: {from: 2019-01-01, to: 2026-12-31}",
            "coverage: {from: 2019-01-01, to: 2027-12-31}", "WC1013"
        },
        Mistake{
            "coverage: {from: 2019-01-01, to: 2026-12-31}",
            "coverage: {from: 2019-01-01, to: 2025-12-31}", "WC1014"
        },
        Mistake{
            "coverage: {from: 2019-01-01, to: 2026-12-31}",
            "coverage: {from: 2019-02-01, to: 2026-12-31}", "WC1012"
        }
    )
);

TEST(WorkingCalendar, RefusesNoticesThatContradictOneAnother)
{
    const auto code_after = [](std::string_view right, std::string_view wrong) {
        std::string source = bytes_of_file("rules/calendars/cn.yaml");
        source.replace(source.find(right), right.size(), wrong);
        const auto read = WorkingCalendar::read("cn.yaml", source);
        return read ? std::string() : read.error().faults.at(0).code;
    };
    EXPECT_EQ(
        code_after("makeup_workdays: [2025-04-27]", "makeup_workdays: [2025-04-05]"), "WC1008"
    );
    EXPECT_EQ(
        code_after("amends: \"国办发明电〔2019〕16号\"", "amends: \"国办发明电〔2019〕17号\""),
        "WC1009"
    );
    EXPECT_EQ(
        code_after(
            "name: \"春节\", from: 2020-01-24, to: 2020-02-02",
            "name: \"春 节\", from: 2020-01-24, to: 2020-02-02"
        ),
        "WC1010"
    );
    EXPECT_EQ(code_after("    amends: \"国办发明电〔2019〕16号\"\n", ""), "WC1011");
    EXPECT_EQ(code_after("known_from: 2024-11-12", "known_from: 2024-11-11"), "WC1006");
    EXPECT_EQ(code_after("", ""), "");
}

}  // namespace
}  // namespace beihui
