#pragma once

// The single steps of planning an act; plan_act.cpp calls them in order.

#include "acts/plan_act.hpp"

namespace beihui::acts
{

// Whether the four-eyes rule of the act lets this actor do it (not_by).
Result<void> check_four_eyes(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const accounts::Actor& actor
);

// Finds the organisation of a new case and its path in the tree of today.
Result<void> place_in_tree(
    storage::ReadTxn& txn,
    const CaseWanted& wanted,
    const workflows::Workflow& workflow,
    Case& opened
);

// Checks what was sent, merges it, hides personal values, moves the stage, reopens the filing.
Result<void> apply_data(
    storage::ReadTxn& txn,
    const Context& context,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    const CaseState& before,
    LookUp& look_up,
    ActPlan& plan
);

// Duties as they stand after the act: those the rules found, those it fulfils, closes or dates.
// Refuses: invalid_input, for a duty that the case does not have.
Result<void> settle_duties(const workflows::Act& act, const Decision& decision, ActPlan& plan);

// Voids the facts that no longer hold and makes those that hold now.
void settle_facts(storage::ReadTxn& txn, LookUp& look_up, ActPlan& plan);

// The line of the register that a register case keeps.
void settle_register(ActPlan& plan);

}  // namespace beihui::acts
