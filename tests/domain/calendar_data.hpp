#pragma once

#include "base/yaml.hpp"
#include "domain/calendar.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace beihui
{

inline Date day(std::string_view text)
{
    return Date::parse(text).value();
}

inline Instant moment(std::string_view text)
{
    return Instant::parse(text).value();
}

inline std::string bytes_of_file(const std::string& path)
{
    std::ifstream file(std::string(BEIHUI_SOURCE_DIR) + "/" + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The calendar that the product ships.
inline const WorkingCalendar& shipped_calendar()
{
    static const WorkingCalendar calendar =
        WorkingCalendar::read("cn.yaml", bytes_of_file("rules/calendars/cn.yaml")).value();
    return calendar;
}

inline CalendarView calendar_known_on(std::string_view date)
{
    return shipped_calendar().as_known_on(day(date));
}

// A table under tests/domain/data.
inline Yaml table(const std::string& name)
{
    return Yaml::read(name, bytes_of_file("tests/domain/data/" + name)).value();
}

// The list under `key` of such a table.
inline std::vector<Yaml> rows_of(const std::string& name, std::string_view key)
{
    return table(name).find(key)->items();
}

inline std::string text_at(const Yaml& row, std::string_view key)
{
    const Yaml* const found = row.find(key);
    return found == nullptr ? std::string() : found->raw();
}

}  // namespace beihui
