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
        one_of,            // the attribute is one of `values` (booleans as true/false)
        at_least,          // integer ≥ bound
        at_most,           // integer ≤ bound
        not_before,        // date ≥ day
        not_after,         // date ≤ day
        by_cutoff,         // date ≤ last day of the window
        open_at_cutoff,    // date empty, or later than the last day of the window
        opened_in_window,  // date empty, or not before the first day of the window
    };

    std::string attribute;
    Kind kind = Kind::one_of;
    std::vector<json::value> values;
    std::int64_t bound = 0;
    Date day = Date::from_days(0);
    std::string
        parameter;  // key of the pack parameter `values` came from; empty: the measure itself
};

// Inclusive days, ascending, not overlapping.
using DaySpans = std::vector<std::pair<Date, Date>>;

// A way to count facts, as data in a pack. See docs/rules.md, "measures".
struct Measure
{
    // What is counted: the column of a table, or a number that a rule needs.
    enum class Use
    {
        column,
        need,
    };
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
        given,     // the days that the measure itself names, or a parameter it takes them from
    };
    enum class Within
    {
        organisation,  // facts of the subtree asked
        the_case,      // only those of the case itself
    };
    // "Only facts whose employer also appears in …": at most one.
    struct Among
    {
        std::string kind;
        std::string same = "employer";  // or person, item: what the two facts share
        std::vector<Condition> where;
        Window window = Window::circular;
        DaySpans days;  // of a window that is given
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
    DaySpans days;  // of a window that is given
    Within within = Within::organisation;
    // Counted apart for each value of this: employer, person, item, organisation, or a text
    // attribute of the kind. Empty: one number. A fact without a value is left out.
    std::string by;

    // Reads one from its data form. `parameter` gives the value of a pack parameter for
    // "where_param" and "window_param"; `place` is file:line for faults. Refuses an attribute that
    // its kind does not have, a count over a key that no fact has, every unknown key, and in a
    // column what only a need can have: by, within.
    static Result<Measure> read(
        const json::object& data,
        std::string_view place,
        const std::function<std::optional<json::value>(std::string_view)>& parameter,
        Use use
    );
    // The keys of the parameters that a measure takes values from, in its data form.
    static std::vector<std::string> parameters_in(const json::object& data);
};

// How many values `by` may tell apart; more is an incident of the rule.
constexpr std::size_t most_groups = 5'000;

// The days and the subtree that a count is asked for.
struct CountAsked
{
    std::string org_path;  // facts whose path begins with it
    std::string circular;  // pack id: only facts of cases it binds; empty: all
    std::string case_id;   // only facts of this case count (those of `among`: any); empty: all
    std::optional<std::string> group;  // of a measure with `by`: only facts of this value
    DaySpans window;
    DaySpans among_window;
    Date cutoff = Date::from_days(0);  // last day of the window: for by_cutoff and open_at_cutoff
    std::optional<Instant> as_of;      // facts made at or before and not voided at or before

    // Set by storage, which knows the tree: where the same subtree stands on other days, and whether
    // the tree known at `as_of` is another one than the tree known now.
    std::vector<std::string> elsewhere = {};
    bool other_tree = false;

    // Sets window, among_window and cutoff as the measure wants them, for a circular with these
    // phases and the days asked; a circular without phases counts all of the days asked.
    void set_days(
        const Measure& measure,
        const DaySpans& phases,
        const std::pair<Date, Date>& days_asked
    );
};

}  // namespace beihui
