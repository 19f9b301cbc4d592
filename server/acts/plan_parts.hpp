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

// Whether the day the case starts on has come, for an act that waits for it (not_before).
Result<void> check_started(const workflows::Act& act, const Case& subject, Date today);

// The roles that may do an act on a case: those of its organisation's own kind among them.
std::vector<std::string> roles_for(
    const workflows::Act& act,
    LookUp& look_up,
    std::string_view organisation
);

// Decides the act on another case that goes along with one that is planned, if there is one.
// Refuses as plan_act does, naming the other case.
Result<void> plan_also(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    LookUp& look_up,
    ActPlan& plan
);

// Finds the organisation of a new case and its path in the tree of today.
// Refuses: invalid_input "unknown_organisation"; conflict "organisation_ended", naming the successor.
Result<void> place_in_tree(
    storage::ReadTxn& txn,
    const CaseWanted& wanted,
    Date today,
    const workflows::Workflow& workflow,
    Case& opened
);

// What the line of the register of a case holds: each form as an object or its rows.
json::object register_data(const workflows::Workflow& workflow, const CaseState& state);

// For the register of organisations: completes what the act says about names, parents and ending,
// and looks whether the tree is still one on every day. Other workflows pass.
// Refuses: invalid_input "organisation_faults" with each fault at its field; not_allowed (the new
// parent or successor is not in the actor's scope); conflict "organisation_busy" (it still owes, or
// has others below it, and no successor takes them over), "not_ended_yet".
Result<void> settle_tree(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CaseState& before,
    Date today,
    ActPlan& plan
);

// What the data of one act is applied with; everything outlives the call.
struct Applying
{
    storage::ReadTxn& txn;
    const Context& context;
    const accounts::Actor& actor;
    const ActWanted& wanted;
    const CaseState& before;
    LookUp& look_up;
    Hider& hider;
    ActPlan& plan;
};

// A fault for each field of `values` that names something which does not exist: an employer, a
// person, an organisation, a document of this case, a circular, a case that the actor may see.
std::vector<Fault> check_references(
    const Applying& applying,
    const workflows::Form& form,
    const json::object& values,
    const std::string& pointer
);

// Every field that differs, as {"field": {"from": …, "to": …}}; an unset side is left out.
json::object changes_between(const json::object& stored, const json::object& merged);
// Takes out the fields that are null: stored objects hold only what is set.
void drop_nulls(json::object& values);

// The data of an act with a rows form: checks and merges the rows, hides personal values.
Result<void> apply_rows(const Applying& applying, const workflows::Form& form);

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
