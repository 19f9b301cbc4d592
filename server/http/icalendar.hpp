#pragma once

#include "base/civil.hpp"

#include <string>
#include <string_view>

namespace beihui::http
{

// Writes an iCalendar object (RFC 5545): lines end with CRLF, and a line of more than 75 octets is
// folded between two characters. The times are those of Beijing, whose zone is in the object.
class IcalendarWriter
{
public:
    // `name`: of the calendar, as programs show it.
    IcalendarWriter(std::string_view language, std::string_view name);

    void begin_event();
    void end_event();
    // A property whose value is text: commas, semicolons, backslashes and line breaks are escaped,
    // other control characters left out. An empty text is no property.
    void text(std::string_view property, std::string_view value);
    // One that is written as it is: a number, a word of the standard, an address.
    void plain(std::string_view property, std::string_view value);
    void number(std::string_view property, std::int64_t value);
    void instant_utc(std::string_view property, Instant at);  // 20260520T010000Z
    void instant_in_beijing(std::string_view property, Instant at);
    void day(std::string_view property, Date day);  // ;VALUE=DATE:20260520

    // The whole object; nothing can be written afterwards.
    std::string take();

private:
    void line(std::string_view content);

    std::string out_;
};

}  // namespace beihui::http
