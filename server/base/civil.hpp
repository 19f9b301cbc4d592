#pragma once

#include "base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace beihui
{

// A day of the civil calendar, without a time zone. From 1900-01-01 to 2199-12-31.
class Date
{
public:
    // Refuses (invalid_input) a day that does not exist, such as 2026-02-30.
    static Result<Date> of(int year, int month, int day);
    // Refuses (invalid_input) anything but the form 2026-04-30.
    static Result<Date> parse(std::string_view text);
    static Date from_days(std::int32_t days_since_1970) { return Date(days_since_1970); }

    int year() const;
    int month() const;
    int day() const;
    int weekday() const;  // 1 Monday … 7 Sunday (ISO 8601)
    std::int32_t days() const { return days_; }
    std::string text() const;  // 2026-04-30

    Date operator+(int days) const { return Date(days_ + days); }
    Date operator-(int days) const { return Date(days_ - days); }
    std::int32_t operator-(Date other) const { return days_ - other.days_; }
    friend auto operator<=>(const Date&, const Date&) = default;

private:
    explicit Date(std::int32_t days) : days_(days) {}

    std::int32_t days_;
};

// A moment, in milliseconds since 1970-01-01T00:00Z. Stored in UTC, shown and judged in Beijing
// time, which is UTC+8 all year (no daylight saving since 1991).
class Instant
{
public:
    Instant() = default;
    static Instant from_ms(std::int64_t ms) { return Instant(ms); }
    // Refuses (invalid_input) anything but RFC 3339 with an offset: 2026-04-30T12:00:00+08:00, …Z,
    // with or without seconds and a fraction. 24:00 is allowed as the end of a day.
    static Result<Instant> parse(std::string_view text);

    std::int64_t ms() const { return ms_; }
    std::string text() const;  // 2026-04-30T12:00:00+08:00, with .123 only when there is a fraction
    Date date() const;         // the day it falls on in Beijing

    Instant plus_ms(std::int64_t ms) const { return Instant(ms_ + ms); }
    friend auto operator<=>(const Instant&, const Instant&) = default;

private:
    explicit Instant(std::int64_t ms) : ms_(ms) {}

    std::int64_t ms_ = 0;
};

// The first moment of a day in Beijing; start_of(day + 1) is the "24:00" of `day`.
Instant start_of(Date day);
// A time of day in Beijing: "12:00", "09:30", or "24:00" for the end of the day.
// Refuses (invalid_input) anything else.
Result<Instant> at_time(Date day, std::string_view time_of_day);

}  // namespace beihui
