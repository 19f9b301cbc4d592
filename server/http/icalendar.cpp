#include "http/icalendar.hpp"

#include <cstddef>
#include <cstdint>

namespace beihui::http
{
namespace
{

constexpr std::size_t most_octets = 75;  // of a line without its CRLF (RFC 5545, section 3.1)

bool continues_a_character(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::string escaped(std::string_view value)
{
    std::string text;
    text.reserve(value.size() + 8);
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\\' || c == ';' || c == ',') {
            text += '\\';
            text += c;
        } else if (c == '\n' || (c == '\r' && value.substr(i + 1, 1) != "\n")) {
            text += "\\n";
        } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
            text += c;
        } else if (c == '\t') {
            text += ' ';
        }
    }
    return text;
}

// "20260520" of "2026-05-20".
std::string compact(Date day)
{
    std::string text = day.text();
    std::erase(text, '-');
    return text;
}

// "20260520T090000" of a moment, in a zone that is so far ahead of UTC.
std::string compact(Instant at, std::int64_t ahead_ms)
{
    // The day in Beijing of the moment shifted back by Beijing's own eight hours is the day there.
    constexpr std::int64_t beijing_ms = std::int64_t{8} * 3'600'000;
    const Instant shown = at.plus_ms(ahead_ms - beijing_ms);
    const Date day = shown.date();
    const std::int64_t seconds = (shown.ms() - start_of(day).ms()) / 1000;
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return compact(day) + "T" + two(seconds / 3600) + two(seconds / 60 % 60) + two(seconds % 60);
}

}  // namespace

IcalendarWriter::IcalendarWriter(std::string_view language, std::string_view name)
{
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Beihui//Calendar//" + std::string(language == "en" ? "EN" : "ZH"));
    line("CALSCALE:GREGORIAN");
    text("NAME", name);  // RFC 7986, section 5.1; older programs read the next
    text("X-WR-CALNAME", name);
    line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    line("X-PUBLISHED-TTL:PT1H");
    // No daylight saving since 1991. An object without any other component needs this one to be
    // well-formed (section 3.6).
    line("BEGIN:VTIMEZONE");
    line("TZID:Asia/Shanghai");
    line("BEGIN:STANDARD");
    line("DTSTART:19920101T000000");
    line("TZOFFSETFROM:+0800");
    line("TZOFFSETTO:+0800");
    line("TZNAME:CST");
    line("END:STANDARD");
    line("END:VTIMEZONE");
}

void IcalendarWriter::begin_event()
{
    line("BEGIN:VEVENT");
}

void IcalendarWriter::end_event()
{
    line("END:VEVENT");
}

void IcalendarWriter::text(std::string_view property, std::string_view value)
{
    if (!value.empty())
        line(std::string(property) + ":" + escaped(value));
}

void IcalendarWriter::plain(std::string_view property, std::string_view value)
{
    line(std::string(property) + ":" + std::string(value));
}

void IcalendarWriter::number(std::string_view property, std::int64_t value)
{
    plain(property, std::to_string(value));
}

void IcalendarWriter::instant_utc(std::string_view property, Instant at)
{
    plain(property, compact(at, 0) + "Z");
}

void IcalendarWriter::instant_in_beijing(std::string_view property, Instant at)
{
    constexpr std::int64_t ahead_ms = std::int64_t{8} * 3'600'000;
    line(std::string(property) + ";TZID=Asia/Shanghai:" + compact(at, ahead_ms));
}

void IcalendarWriter::day(std::string_view property, Date day)
{
    line(std::string(property) + ";VALUE=DATE:" + compact(day));
}

std::string IcalendarWriter::take()
{
    line("END:VCALENDAR");
    return std::move(out_);
}

void IcalendarWriter::line(std::string_view content)
{
    std::size_t room = most_octets;
    while (content.size() > room) {
        std::size_t cut = room;
        while (cut > 1 && continues_a_character(content[cut]))
            --cut;
        out_.append(content.substr(0, cut)).append("\r\n ");
        content.remove_prefix(cut);
        room = most_octets - 1;  // the blank that begins a folded line counts
    }
    out_.append(content).append("\r\n");
}

}  // namespace beihui::http
