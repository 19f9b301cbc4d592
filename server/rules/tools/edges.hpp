#pragma once

#include "domain/calendar.hpp"
#include "rules/tools/boundaries.hpp"

#include <string>
#include <vector>

namespace beihui::rules
{

// A scenario that should be there: right below, at or right above a number, or on a day where the
// calendar changes.
struct Edge
{
    std::string rule;
    std::string what;      // "readiness.light_max_expected 300", "劳动节 2026-05-01"
    std::string side;      // "below", "at", "above", "before", "on", "after"
    std::string value;     // "299", "2026-04-30", "2026-05-07T11:59:59+08:00"
    std::string existing;  // the scenario that is there already, with its place; else empty
    std::string yaml;      // the proposed scenario, to be pasted; empty when there is one
    std::string advice;    // what to write when it is more than one value: rows, or a count
};

// Proposes scenarios from those that the pack has: the nearest one, with one value changed and what
// is expected left open, since nobody but a person can know it.
std::vector<Edge> edges_of(
    const Pack& pack,
    const std::vector<ScenarioRun>& runs,
    const CalendarView& calendar
);

}  // namespace beihui::rules
