#pragma once

#include "acts/plan_act.hpp"
#include "domain/entry.hpp"

#include <string>
#include <string_view>

namespace beihui::acts
{

// A refusal of one field of a common act's form.
Error bad_field(std::string_view field, std::string code, Words detail);

// To whom a reminder goes: who was named in `given` (to), who has the case in hand, or whose turn it is;
// of a duty or a requirement, who owes it.
// Refuses: invalid_input "unknown_duty", "unknown_requirement"; conflict "nothing_missing",
// "nobody_to_remind".
Result<Notice> whom_to_remind(
    const Context& context,
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    const json::object& given,
    Instant now
);

}  // namespace beihui::acts
