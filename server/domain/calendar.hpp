#pragma once

#include "base/civil.hpp"
#include "base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

// What a day is by the State Council's notices.
enum class DayKind
{
    working,  // Monday to Friday, nothing said
    weekend,  // Saturday or Sunday, nothing said
    holiday,  // 休: inside the range of a holiday, whatever day of the week
    makeup,   // 班: a Saturday or Sunday that is worked for a holiday
};

std::string_view to_text(DayKind kind);  // "working", "weekend", "holiday", "makeup"

struct CalendarDay
{
    Date date = Date::from_days(0);
    DayKind kind = DayKind::working;
    std::string name;  // holiday and make-up day: 劳动节; weekend: 周六 or 周日; working: empty

    bool is_working() const { return kind == DayKind::working || kind == DayKind::makeup; }
};

// A rest day that was passed while counting.
struct SkippedDay
{
    Date date = Date::from_days(0);
    std::string name;  // 劳动节, 周六

    friend bool operator==(const SkippedDay&, const SkippedDay&) = default;
};

struct WorkingDays
{
    Date result = Date::from_days(0);  // the n-th working day
    std::vector<SkippedDay> skipped;   // in the order passed
};

// One notice of the State Council's General Office on holidays (国办发明电). An amendment replaces
// whole holidays of the notice it names, their make-up days included.
struct HolidayNotice
{
    struct Holiday
    {
        std::string name;  // 劳动节, 国庆节、中秋节
        Date from = Date::from_days(0);
        Date to = Date::from_days(0);  // inclusive, as printed
        std::vector<Date> makeup_workdays;
    };

    std::string document_number;       // empty when no copy found prints it
    std::string document_number_note;  // then: why
    std::string title;
    int year = 0;
    std::optional<Date> issued;            // none when it is not known
    Date known_from = Date::from_days(0);  // the first day on which anybody could know it
    std::string amends;                    // document number; empty: it founds its year
    std::string url;
    std::vector<Holiday> holidays;
};

struct CalendarDays;

// The calendar as it was known on one day. Cheap to copy, safe to share between threads.
//
// A year counts as published once its own notice is known; a day of any other year is never
// guessed: every question about one is refused with code "calendar_not_computable" (unavailable for
// a year not yet published, invalid_input for one before the first), saying which year.
class CalendarView
{
public:
    // First and last day that can be asked about; none when no year was published yet.
    std::optional<std::pair<Date, Date>> coverage() const;
    bool covers(Date day) const;

    Result<CalendarDay> day(Date day) const;
    Result<bool> is_working(Date day) const;

    // The n-th working day after `event`; the day of the event is not counted (民法典 art. 201 by
    // analogy). With n below 0, the n-th before it; with 0, `event` itself, working or not.
    // Refuses also (invalid_input, "too_many_days") more than 3660 either way.
    Result<WorkingDays> add_working_days(Date event, int n) const;

    // How many working days lead from `from` to `to`, `from` not counted and `to` counted; below 0
    // when `to` is earlier. working_days_between(a, add_working_days(a, n).result) is n.
    Result<int> working_days_between(Date from, Date to) const;

    Result<Date> next_working(Date day) const;      // `day` itself when it is one
    Result<Date> previous_working(Date day) const;  // `day` itself when it is one

    const std::string& revision() const;  // "cn@2025-11-04": the newest notice known then
    const std::string& hash() const;      // of the file, see WorkingCalendar
    Date known_on() const { return known_on_; }

private:
    friend class WorkingCalendar;
    CalendarView(std::shared_ptr<const CalendarDays> days, Date known_on);
    Error not_computable(Date day) const;

    std::shared_ptr<const CalendarDays> days_;
    Date known_on_;
};

// Every notice in the file, with the day from which each was known.
class WorkingCalendar
{
public:
    // Reads rules/calendars/cn.yaml from its bytes; docs of every key are in that file.
    // Refuses (invalid_input) with every fault as file:line:column: unknown or missing keys, a
    // range whose length is not `days`, a make-up day that is a weekday or inside a holiday, two
    // notices for one year, a year of the coverage without a notice, an amendment of nothing.
    static Result<WorkingCalendar> read(std::string_view shown_as, std::string_view source);

    // As it was known at the end of that day: a notice counts from its known_from on.
    CalendarView as_known_on(Date day) const;

    const std::vector<HolidayNotice>& notices() const { return notices_; }  // by known_from
    const std::string& hash() const { return hash_; }  // SHA-256 of the bytes read, 64 hex digits

private:
    WorkingCalendar() = default;
    void build(const std::string& id, Date from, Date to);

    std::vector<HolidayNotice> notices_;
    std::string hash_;
    // One table for each day on which something became known, ascending; the first knows nothing.
    std::vector<std::pair<Date, std::shared_ptr<const CalendarDays>>> revisions_;
};

}  // namespace beihui
