#pragma once

#include "base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace beihui
{

// What a number counts. Units are never mixed: 57 家次 at two fairs may be 42 家.
enum class Unit
{
    events,          // 场: one for each recruitment event that took place
    sessions,        // 场次: one for each session of it
    employers,       // 家: distinct employers
    employer_times,  // 家次: (occasion, employer) pairs
    openings,        // 个: how many people a posting asks for
    persons,         // 人: distinct persons
    attendances,     // 人次: (event, person) pairs
    cvs,             // 份: one for each submission
};

inline constexpr std::array<Unit, 8> all_units = {
    Unit::events,   Unit::sessions, Unit::employers,   Unit::employer_times,
    Unit::openings, Unit::persons,  Unit::attendances, Unit::cvs,
};

std::string_view sign_of(Unit unit);  // 家次: what stands behind the number on the screen
std::string_view to_text(Unit unit);  // "employer_times": in data, API and packs
Words words_of(Unit unit);            // 家次 / employer-times

// Takes the name ("employer_times") or the sign (家次).
// Refuses (invalid_input, "unknown_unit") anything else, with the list of names.
Result<Unit> parse_unit(std::string_view text);

// Whether the counts of two parts add up to the count of the whole. Distinct employers (家) and
// distinct persons (人) do not: the same one may be in both parts, so they are counted again.
constexpr bool is_additive(Unit unit)
{
    return unit != Unit::employers && unit != Unit::persons;
}

// A number with its unit in its type: two units neither add up nor compare, and distinct counts do
// not add up at all.
template <Unit U>
class Quantity
{
public:
    constexpr explicit Quantity(std::int64_t count) : count_(count) {}

    constexpr std::int64_t count() const { return count_; }
    static constexpr Unit unit() { return U; }
    std::string text() const { return std::to_string(count_) + " " + std::string(sign_of(U)); }

    constexpr Quantity& operator+=(Quantity other)
        requires(is_additive(U))
    {
        count_ += other.count_;
        return *this;
    }
    friend constexpr Quantity operator+(Quantity a, Quantity b)
        requires(is_additive(U))
    {
        return a += b;
    }
    friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;

private:
    std::int64_t count_;
};

}  // namespace beihui
