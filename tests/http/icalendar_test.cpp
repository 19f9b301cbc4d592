#include "base/text.hpp"
#include "http/icalendar.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace beihui::http
{
namespace
{

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::size_t at = 0;
    for (std::size_t end = text.find("\r\n"); end != std::string::npos;
         at = end + 2, end = text.find("\r\n", at))
        lines.push_back(text.substr(at, end - at));
    EXPECT_EQ(at, text.size()) << "the last line ends with CRLF as well";
    return lines;
}

// The value of the first SUMMARY, unfolded.
std::string summary_in(const std::string& text)
{
    std::string unfolded;
    for (const std::string& line : lines_of(text)) {
        if (line.starts_with(' '))
            unfolded += line.substr(1);
        else if (!unfolded.empty())
            break;
        else if (line.starts_with("SUMMARY"))
            unfolded = line;
    }
    return unfolded.substr(unfolded.find(':') + 1);
}

std::string with_summary(std::string_view summary)
{
    IcalendarWriter writer("zh", "日历");
    writer.begin_event();
    writer.text("SUMMARY", summary);
    writer.text("LOCATION", "");
    writer.end_event();
    return writer.take();
}

TEST(Icalendar, FoldsAtSeventyFiveOctetsBetweenCharacters)
{
    for (const char* const unit : {"a", "é", "会", "𠮷", "a会", "会𠮷b"})
        for (std::size_t count = 1; count < 90; ++count) {
            std::string summary;
            for (std::size_t i = 0; i < count; ++i)
                summary += unit;
            const std::string text = with_summary(summary);
            for (const std::string& line : lines_of(text)) {
                EXPECT_LE(line.size(), 75U) << unit << count;
                EXPECT_TRUE(is_utf8(line)) << unit << count;
                EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
            }
            EXPECT_EQ(summary_in(text), summary);
        }
}

TEST(Icalendar, FillsALineBeforeItFolds)
{
    const auto lines = lines_of(with_summary(std::string(200, 'x')));
    const auto first = std::ranges::find_if(lines, [](const std::string& line) {
        return line.starts_with("SUMMARY");
    });
    ASSERT_NE(first, lines.end());
    EXPECT_EQ(first->size(), 75U);
    EXPECT_EQ((first + 1)->size(), 75U);
    EXPECT_TRUE((first + 1)->starts_with(" x"));
}

TEST(Icalendar, EscapesTextAndLeavesOutWhatMayNotStandInIt)
{
    EXPECT_EQ(summary_in(with_summary("甲,乙;丙\\丁")), "甲\\,乙\\;丙\\\\丁");
    EXPECT_EQ(summary_in(with_summary("一\n二\r\n三\r四")), "一\\n二\\n三\\n四");
    EXPECT_EQ(
        summary_in(with_summary("\x01"
                                "a\tb\x7f"
                                "c\x1b")),
        "a bc"
    );
    EXPECT_EQ(
        summary_in(with_summary("x\r\nEND:VEVENT\r\nBEGIN:VALARM")), "x\\nEND:VEVENT\\nBEGIN:VALARM"
    ) << "nobody writes lines of their own by a title";
    EXPECT_EQ(with_summary("x").find("LOCATION"), std::string::npos) << "empty is no property";
}

TEST(Icalendar, WritesMomentsInUtcAndInBeijing)
{
    IcalendarWriter writer("en", "x");
    writer.instant_utc("A", Instant::parse("2026-01-01T07:59:59+08:00").value());
    writer.instant_in_beijing("B", Instant::parse("2026-01-01T00:00:00+08:00").value());
    writer.day("C", Date::parse("2026-02-28").value() + 1);
    writer.number("D", 7);
    const std::string text = writer.take();
    EXPECT_NE(text.find("\r\nA:20251231T235959Z\r\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\r\nB;TZID=Asia/Shanghai:20260101T000000\r\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\r\nC;VALUE=DATE:20260301\r\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\r\nD:7\r\n"), std::string::npos) << text;
    EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    EXPECT_TRUE(text.ends_with("END:VCALENDAR\r\n"));
    EXPECT_EQ(text.find("METHOD"), std::string::npos) << "a published calendar invites nobody";
}

}  // namespace
}  // namespace beihui::http
