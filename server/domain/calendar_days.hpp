#pragma once

#include "domain/calendar.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace beihui
{

// What one revision of the calendar says of every day of the years it covers. Only for the two
// files of the calendar.
struct CalendarDays
{
    struct Cell
    {
        DayKind kind = DayKind::working;
        std::uint16_t name = 0;   // index into `names`
        std::int32_t worked = 0;  // working days from `from` up to here, this one included
    };

    std::string revision;
    std::string hash;
    Date from = Date::from_days(0);  // the day of cells[0]
    std::vector<Cell> cells;         // empty when no year is published
    std::vector<std::string> names;  // [0] is empty

    bool has(Date day) const
    {
        return day >= from && static_cast<std::size_t>(day - from) < cells.size();
    }
    const Cell& at(Date day) const { return cells[static_cast<std::size_t>(day - from)]; }
};

// The holidays that held for one year by what was known on a day, amendments applied in the order
// in which they became known. Empty when the year was not published then.
std::vector<HolidayNotice::Holiday> holidays_known(
    const std::vector<HolidayNotice>& notices,
    int year,
    Date known_on
);

}  // namespace beihui
