#pragma once

#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

// One condition on an attribute of a fact. The first that fails is why a fact was left out.
struct Condition
{
    enum class Kind
    {
        one_of,          // the attribute is one of `values` (booleans as true/false)
        at_least,        // integer ≥ bound
        at_most,         // integer ≤ bound
        by_cutoff,       // date ≤ last day of the window
        open_at_cutoff,  // date empty, or later than the last day of the window
    };

    std::string attribute;
    Kind kind = Kind::one_of;
    std::vector<json::value> values;
    std::int64_t bound = 0;
    std::string
        parameter;  // key of the pack parameter `values` came from; empty: the measure itself
};

// A way to count facts, as data in a pack. See docs/rules.md, "measures".
struct Measure
{
    enum class Count
    {
        rows,
        distinct,
        sum,
    };
    enum class Window
    {
        phase,     // the days asked that lie in a phase of the circular
        circular,  // from the first day of its first phase to the last of its last
        asked,     // the days asked
    };
    // "Only facts whose employer also appears in …": at most one.
    struct Among
    {
        std::string kind;
        std::string same = "employer";  // or person, item: what the two facts share
        std::vector<Condition> where;
        Window window = Window::circular;
    };

    std::string kind;  // fact kind
    Count count = Count::rows;
    // Of: occasion, employer, person, item, organisation. A fact that lacks one of them is not
    // counted, since nobody could tell whether it repeats another.
    std::vector<std::string> distinct;
    // With sum: the largest quantity of each item, once. Two employers never share an item, and a
    // fact without an item is one of its own.
    bool once_per_item = false;
    std::vector<Condition> where;
    std::optional<Among> among;
    Window window = Window::phase;

    // Reads one from its data form. `parameter` gives the value of a pack parameter for
    // "where_param"; `place` is file:line for faults. Refuses an attribute that its kind does not
    // have, a count over a key that no fact has, and every unknown key.
    static Result<Measure> read(
        const json::object& data,
        std::string_view place,
        const std::function<std::optional<json::value>(std::string_view)>& parameter
    );
};

// The days and the subtree that a count is asked for.
struct CountAsked
{
    std::string org_path;                       // facts whose path begins with it
    std::string circular;                       // pack id: only facts of cases it binds; empty: all
    std::vector<std::pair<Date, Date>> window;  // inclusive days, ascending, not overlapping
    std::vector<std::pair<Date, Date>> among_window;
    Date cutoff = Date::from_days(0);  // last day of the window: for by_cutoff and open_at_cutoff
    std::optional<Instant> as_of;      // facts made at or before and not voided at or before
};

}  // namespace beihui
