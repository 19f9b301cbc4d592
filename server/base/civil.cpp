#include "base/civil.hpp"

#include <chrono>
#include <cstdio>

namespace beihui
{
namespace
{

constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::int64_t beijing_ms = 8 * 3'600'000;

std::chrono::year_month_day civil(std::int32_t days)
{
    return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(days)));
}

Error not_a_date(std::string_view text)
{
    const std::string shown(text.substr(0, 40));
    return refuse(
        Refusal::invalid_input, "not_a_date", "“" + shown + "”不是日期，应写作 2026-04-30",
        "\"" + shown + "\" is not a date; write 2026-04-30"
    );
}

Error not_a_time(std::string_view text)
{
    const std::string shown(text.substr(0, 40));
    return refuse(
        Refusal::invalid_input, "not_a_time",
        "“" + shown + "”不是时间，应写作 2026-04-30T12:00:00+08:00",
        "\"" + shown + "\" is not a time; write 2026-04-30T12:00:00+08:00"
    );
}

// The number in text[from, from+size), or -1 when there is anything but digits.
int digits(std::string_view text, std::size_t from, std::size_t size)
{
    if (from + size > text.size())
        return -1;
    int value = 0;
    for (std::size_t i = from; i < from + size; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

// Writes the last `count` digits of a number over what stands at `at`.
void put_digits(std::string& text, std::size_t at, std::size_t count, unsigned number)
{
    for (std::size_t i = count; i-- > 0; number /= 10)
        text[at + i] = static_cast<char>('0' + number % 10);
}

}  // namespace

Result<Date> Date::of(int year, int month, int day)
{
    const std::chrono::year_month_day ymd{
        std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))
    };
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31 || !ymd.ok()) {
        char text[48];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
        return not_a_date(text);
    }
    return Date(static_cast<std::int32_t>(std::chrono::sys_days(ymd).time_since_epoch().count()));
}

Result<Date> Date::parse(std::string_view text)
{
    const int year = digits(text, 0, 4);
    const int month = digits(text, 5, 2);
    const int day = digits(text, 8, 2);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0)
        return not_a_date(text);
    return of(year, month, day);
}

int Date::year() const
{
    return static_cast<int>(civil(days_).year());
}

int Date::month() const
{
    return static_cast<int>(static_cast<unsigned>(civil(days_).month()));
}

int Date::day() const
{
    return static_cast<int>(static_cast<unsigned>(civil(days_).day()));
}

int Date::weekday() const
{
    return static_cast<int>(
        std::chrono::weekday(std::chrono::sys_days(std::chrono::days(days_))).iso_encoding()
    );
}

std::string Date::text() const
{
    const auto ymd = civil(days_);
    const int year = static_cast<int>(ymd.year());
    if (year < 0 || year > 9999) {
        char text[32];
        std::snprintf(
            text, sizeof text, "%04d-%02u-%02u", year, static_cast<unsigned>(ymd.month()),
            static_cast<unsigned>(ymd.day())
        );
        return text;
    }
    std::string text = "0000-00-00";
    put_digits(text, 0, 4, static_cast<unsigned>(year));
    put_digits(text, 5, 2, static_cast<unsigned>(ymd.month()));
    put_digits(text, 8, 2, static_cast<unsigned>(ymd.day()));
    return text;
}

Result<Instant> Instant::parse(std::string_view text)
{
    const auto date = Date::parse(text.substr(0, 10));
    if (!date || text.size() < 17 || text[10] != 'T')
        return not_a_time(text);
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    if (hour < 0 || minute < 0 || text[13] != ':' || minute > 59 || hour > 24)
        return not_a_time(text);
    std::size_t next = 16;
    std::int64_t ms = (hour * 60 + minute) * 60'000LL;
    if (next < text.size() && text[next] == ':') {
        const int second = digits(text, next + 1, 2);
        if (second < 0 || second > 59)
            return not_a_time(text);
        ms += second * 1000;
        next += 3;
        if (next < text.size() && text[next] == '.') {
            std::int64_t scale = 100;
            std::size_t places = 0;
            for (++next; next < text.size() && text[next] >= '0' && text[next] <= '9'; ++next) {
                ms += (text[next] - '0') * scale;
                scale /= 10;
                ++places;
            }
            if (places == 0 || places > 9)
                return not_a_time(text);
        }
    }
    if (ms > ms_per_day)
        return not_a_time(text);
    std::int64_t offset = 0;
    const std::string_view zone = text.substr(next);
    if (zone != "Z") {
        const int hours = digits(zone, 1, 2);
        const int minutes = digits(zone, 4, 2);
        if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || hours < 0 ||
            hours > 14 || minutes < 0 || minutes > 59)
            return not_a_time(text);
        offset = (hours * 60 + minutes) * 60'000LL * (zone[0] == '-' ? -1 : 1);
    }
    return Instant(date->days() * ms_per_day + ms - offset);
}

std::string Instant::text() const
{
    const std::int64_t local = ms_ + beijing_ms;
    const std::int64_t day = floor_div(local, ms_per_day);
    const std::int64_t in_day = local - day * ms_per_day;
    std::string result = Date::from_days(static_cast<std::int32_t>(day)).text();
    const std::size_t at = result.size();
    const bool whole = in_day % 1000 == 0;
    result.append(whole ? "T00:00:00+08:00" : "T00:00:00.000+08:00");
    put_digits(result, at + 1, 2, static_cast<unsigned>(in_day / 3'600'000));
    put_digits(result, at + 4, 2, static_cast<unsigned>(in_day / 60'000 % 60));
    put_digits(result, at + 7, 2, static_cast<unsigned>(in_day / 1000 % 60));
    if (!whole)
        put_digits(result, at + 10, 3, static_cast<unsigned>(in_day % 1000));
    return result;
}

Date Instant::date() const
{
    return Date::from_days(static_cast<std::int32_t>(floor_div(ms_ + beijing_ms, ms_per_day)));
}

Instant start_of(Date day)
{
    return Instant::from_ms(day.days() * ms_per_day - beijing_ms);
}

Result<Instant> at_time(Date day, std::string_view time_of_day)
{
    const int hour = digits(time_of_day, 0, 2);
    const int minute = digits(time_of_day, 3, 2);
    if (time_of_day.size() != 5 || time_of_day[2] != ':' || hour < 0 || minute < 0 || minute > 59 ||
        hour > 24 || (hour == 24 && minute != 0))
        return not_a_time(time_of_day);
    return start_of(day).plus_ms((hour * 60 + minute) * 60'000LL);
}

}  // namespace beihui
