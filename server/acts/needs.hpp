#pragma once

#include "domain/case.hpp"
#include "domain/measure.hpp"
#include "rules/world.hpp"
#include "storage/database.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// A count that a rule needs for a case, ready for the functions of storage/measure_store.hpp: those
// that give its number, and those that list what it counted and what it left out.
struct NeedAsked
{
    Measure measure;
    CountAsked count;
};

using ParameterValues = std::function<std::optional<json::value>(std::string_view key)>;

// `measure` as the rule declares it, `place` for faults; parameters by `values` (as the overlays of
// a case have them), without it the pack's own on `today`.
// Refuses (invalid_input) a measure that is wrong.
Result<NeedAsked> ask_need(
    const rules::Pack& pack,
    const json::object& measure,
    std::string_view place,
    const Case& subject,
    Date today,
    std::optional<Instant> as_of,
    const ParameterValues& values = {}
);

// The number that a need asks for: an integer, or for a measure with `by` a map from value to
// integer. Refuses what count_groups refuses.
Result<json::value> count_need(storage::ReadTxn& txn, const NeedAsked& need);

// All that a need's count depends on beside the case, the day and the moment, as text: two needs with
// the same, of whatever rule or revision, have the same number.
std::string content_of(const rules::Pack& pack, const rules::Need& need);

// Numbers that were counted already, by content_of.
using NumbersByContent = std::map<std::string, json::value, std::less<>>;

// The counts that the rules of one pack need: an integer, or for a measure with `by` a map from
// value to integer. They count what was known before the act that is being decided. `counted`: of
// the same case on the same day and at the same moment; what is there is not counted again.
// Refuses (unavailable) a pack that is not loaded; what ask_need and count_groups refuse.
Result<json::object> fetch_needs(
    const rules::World& world,
    storage::ReadTxn& txn,
    const Case& subject,
    Date today,
    std::optional<Instant> as_of,
    const std::vector<rules::Need>& needs,
    NumbersByContent* counted = nullptr
);

}  // namespace beihui::acts
