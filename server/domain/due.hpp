#pragma once

#include "domain/calendar.hpp"

#include <string>
#include <string_view>

namespace beihui
{

// The half-open instant of a duty: on time if and only if done before it.
class Due
{
public:
    explicit Due(Instant before) : instant_(before) {}

    Instant instant() const { return instant_; }
    bool on_time(Instant done) const { return done < instant_; }
    Date last_day() const;     // the day a person would name: 24:00 belongs to the day that ends
    std::string text() const;  // "2025-05-08 24:00", "2025-05-12 12:00"; Beijing time

    friend auto operator<=>(const Due&, const Due&) = default;

private:
    Instant instant_;
};

// What happens to a due day that is not a working day. The circulars do not say; a pack that moves a
// day names its reading.
enum class Roll
{
    none,  // stays where the text puts it
    next_workday,
    prev_workday,
};

std::string_view to_text(Roll roll);
// Refuses (invalid_input, "unknown_roll") anything but the three names above.
Result<Roll> parse_roll(std::string_view text);

// `day`, moved when it is not worked. Asks the calendar only when `roll` moves something.
// Refuses: calendar_not_computable.
Result<Date> rolled(Date day, Roll roll, const CalendarView& calendar);

// 24:00 of the day (民法典 art. 203).
Due end_of_day(Date day);

// "X日前": with `inclusive` (the default reading) the end of X; else the end of the day before X.
Due before_day(Date day, bool inclusive);

// As before_day, after `day` was rolled; with Roll::none it needs no calendar.
// Refuses: calendar_not_computable.
Result<Due> before_day(Date day, bool inclusive, Roll roll, const CalendarView& calendar);

// "X日中午前": before 12:00:00; 12:00:00 itself is late.
Due noon_before(Date day);

struct CountedDue
{
    Due due;
    WorkingDays days;  // the day it ends, and the rest days that were passed
};

// "N个工作日内" after an event: the end of the n-th working day; the day of the event is not counted.
// Refuses: invalid_input "too_few_days" when n is below 1; calendar_not_computable.
Result<CountedDue> after_working_days(Date event, int n, const CalendarView& calendar);

// "截至上周末" for a report of this Monday: Sunday 24:00, which is the first moment of the Monday.
// Refuses: invalid_input "not_a_monday".
Result<Instant> week_cut_off(Date monday);

struct WeeklyDue
{
    Due due;
    Instant cut_off;  // half-open: what happened before it is in the figures
    Date up_to;       // the Sunday, for people
};

// "每周一中午前报送截至上周末": noon of the Monday, rolled when it is not worked.
// Refuses: invalid_input "not_a_monday"; invalid_input "roll_before_cut_off" when the working day
// before falls before the cut-off, so that its figures cannot exist yet; calendar_not_computable.
Result<WeeklyDue> weekly_noon(Date monday, Roll roll, const CalendarView& calendar);

}  // namespace beihui
