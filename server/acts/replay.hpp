#pragma once

#include "acts/rules_asked.hpp"

#include <string>

namespace beihui::acts
{

// The decision at each act of a case as it was stored, beside what `rules` say of the same state on
// the same day with what was known then. Writes nothing. Schema Replay; `text` is the whole for
// people, acts that differ first. Only the newest acts when there are more than 200.
Result<json::object> replay_case(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const RulesAsked& rules
);

std::string text_of_replay(const json::object& replay);

}  // namespace beihui::acts
