#pragma once

// The single steps of planning an act; plan_act.cpp calls them in order.

#include "acts/desk.hpp"
#include "acts/levels.hpp"
#include "acts/plan_act.hpp"
#include "workflows/form_check.hpp"

namespace beihui::acts
{

// Who does an act, and for whom: a substitute whose own roles do not suffice stands in for somebody.
storage::Doer doer_of(
    storage::ReadTxn& txn,
    const workflows::Act& act,
    const Case& subject,
    const accounts::Actor& actor
);

// Whether the four-eyes rule of the act lets this doer do it (not_by). The natural person counts, and
// so does the one stood in for: a substitute is no second pair of eyes of either.
Result<void> check_four_eyes(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const storage::Doer& doer
);

// Says in the entry for whom a substitute acted.
void note_stand_in(ActPlan& plan);

// Puts into the inbox of whoever did the act before that is named by `tells`; what a level above hands
// back to the level below goes to those who had accepted it there.
void tell_of(storage::ReadTxn& txn, const Case& before, ActPlan& plan);

// An act of common.yaml: it changes nothing that a rule, a form or a duty could depend on.
Result<ActPlan> plan_common(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    const ActWanted& wanted,
    ActPlan plan
);

// Whether somebody may do an act of common.yaml on the case now, as far as its data do not matter.
Result<void> check_common(
    storage::ReadTxn& txn,
    const workflows::Act& act,
    const workflows::Workflow& workflow,
    const Case& subject,
    const accounts::Actor& actor
);

// Hands over what the person of this record has in hand, in charge or in draft; ends their roles.
// Refuses: rule_refused "left_without_owner", with a fault for everything that would be.
Result<void> plan_leaving(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    ActPlan& plan
);

// What is unmet at a gate, each requirement with its clause and its way out, and every rule that could
// not be evaluated.
std::vector<Fault> unmet_faults(const Decision& decision, std::string_view gate);

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

// The roles of a person: who stands in for somebody does so until a day, for a role that this other
// person holds then. A fault for each row that does not fit.
std::vector<Fault> check_role_rows(const Applying& applying, const workflows::CheckedRows& checked);

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

// Judges the case as it stands after the changes of a plan, and settles its duties by that.
// Refuses: rule_refused, when the gate of the act is not met.
Result<void> settle_decision(
    const Context& context,
    storage::ReadTxn& txn,
    LookUp& look_up,
    ActPlan& plan
);
// Then, when what goes along on other cases is decided: facts, the register, and what the entry says
// of the rules.
void settle_rest(storage::ReadTxn& txn, LookUp& look_up, ActPlan& plan);

// Duties as they stand after the act: those the rules found, those it fulfils, closes or dates.
// Refuses: invalid_input, for a duty that the case does not have.
Result<void> settle_duties(const workflows::Act& act, const Decision& decision, ActPlan& plan);

// Voids the facts that no longer hold and makes those that hold now.
void settle_facts(storage::ReadTxn& txn, LookUp& look_up, ActPlan& plan);

// The line of the register that a register case keeps.
void settle_register(ActPlan& plan);

}  // namespace beihui::acts
