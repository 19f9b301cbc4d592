#pragma once

#include "acts/plan_act.hpp"

#include <string_view>

namespace beihui::acts
{

// What an act would do to the tables of the case's own organisation, without doing it: schema
// ActCells. What is still missing for the act, or forbids it, is refused as the act itself would be.
// Refuses also: not_found for a case the actor does not see; conflict, "too_many_facts", an act that
// touches more facts than are counted along.
Result<json::object> act_cells(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const ActWanted& wanted
);

}  // namespace beihui::acts
