#pragma once

#include "base/civil.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace beihui
{

// A place that reports to the ministry for itself: a province, a city with separate planning
// (计划单列市) or 兵团; and the three that have a code and do not report.
struct ReportingUnit
{
    std::string_view code;      // "33"; "3302" of a city; "66" of 兵团
    std::string_view area;      // GB/T 2260, six digits; empty for 兵团, which that standard lacks
    std::string_view province;  // code of the province it lies in
    std::string_view zh;
    std::string_view en;
    bool reports = true;
    std::string_view from = {};   // first day of the code; empty: older than any record here
    std::string_view until = {};  // first day on which it is no more; empty: it still is

    bool holds_on(Date day) const;
};

// Every one there is or was, by code.
const std::vector<ReportingUnit>& reporting_units();
// The unit on a day that two, four or six digits name: "33", "330000" and "3302", "330200"; other
// six digits are those of their province. None: no such code on that day.
const ReportingUnit* find_reporting_unit(std::string_view digits, Date day);

}  // namespace beihui
