#pragma once

// The short forms in which a clerk writes a story: ranges, names of a procedure, moments.

#include "base/civil.hpp"
#include "base/yaml.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace beihui::rules
{

// "S{1..40}", "2025-05-{05..26..7}": one text for each number. A first number that is written with
// zeros in front gives all of them as many digits.
struct Range
{
    std::string before;
    std::string after;
    std::int64_t first = 0;
    std::int64_t step = 1;
    std::int64_t size = 0;
    std::size_t width = 0;

    std::string at(std::int64_t turn) const;
};

// None when the text has no braces. Reports a range that cannot be read or has more than 10,000
// numbers (RP1316).
std::optional<Range> find_range(const std::string& text, const Place& place, Faults& faults);

// What stands for <name> in a procedure, and which turn of its range a step, row or thing is.
struct Filling
{
    std::map<std::string, std::string, std::less<>> names;
    std::optional<std::int64_t> turn;  // 0 is the first
    std::int64_t turns = 0;            // how many numbers each range must have

    // The text with its names, and with the number of this turn. Reports a range of another length.
    std::string fill(const Yaml& scalar, Faults& faults) const;
};

// The length that all ranges among these texts have; none when there is no range. `filling` has no
// turn yet. Reports ranges of different lengths (RP1316).
std::optional<std::int64_t> turns_of(
    const std::vector<const Yaml*>& scalars,
    const Filling& filling,
    Faults& faults
);

// "2025-05-10 20:00", with seconds or "24:00"; a day alone is nine in the morning. Beijing time.
std::optional<Instant> parse_moment(std::string_view text);
// The same; reports anything else (RP1311).
Instant read_moment(const Yaml& node, const std::string& text, Faults& faults);

}  // namespace beihui::rules
