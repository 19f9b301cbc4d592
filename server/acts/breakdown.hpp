#pragma once

// What the numbers of a table are made of: by the organisations below, by week, by case; and where
// two tables of a circular count the same kind of thing.

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "tables/fill_table.hpp"

#include <set>
#include <string>

namespace beihui::acts
{

struct BreakdownAsked
{
    tables::TableAsked table;  // its org_path is that of `organisation`
    std::string organisation;
    std::string column;  // by case: of this one column
};

// Each organisation directly below, with what it adds to each number, what it counts for itself and
// whether it has filed; then the organisation's own records. What they add sums up to the number.
// Schema BreakdownByOrganisation. Refuses as fill_table.
Result<json::object> breakdown_by_organisation(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked
);

// Each week, Monday to Sunday, that the days asked touch and that has begun: schema BreakdownByWeek.
Result<json::object> breakdown_by_week(
    const Context& context,
    storage::ReadTxn& txn,
    const BreakdownAsked& asked
);

// Each case with what it adds to one number, the largest first, at most `most` of them; what the
// reader may not see and what was left off are told as sums. Schema BreakdownByCase.
// Refuses as ask_column.
Result<json::object> breakdown_by_case(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked,
    std::size_t most
);

// The ids of all cases that add to any number of the table, whether the reader may open them or not.
// Refuses as fill_table.
Result<std::set<std::string>> cases_behind(
    const Context& context,
    storage::ReadTxn& txn,
    const BreakdownAsked& asked
);

// The columns of two tables that count the same kind of thing in the same unit, with the cases that
// make the difference, at most `most` for each pair. Schema TableComparison.
// Refuses as fill_table for either.
Result<json::object> compare_tables(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked,
    const std::string& other,
    std::size_t most
);

}  // namespace beihui::acts
