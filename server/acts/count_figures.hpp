#pragma once

// The numbers of a filing are counted by the server at the moment they are frozen: whatever whoever
// files says was counted, when and by what, is not looked at.

#include "accounts/actor.hpp"
#include "acts/plan_act.hpp"
#include "tables/frozen_table.hpp"

namespace beihui::acts
{

// What an act on a filing is planned with in place of what was sent: entered figures lose what they
// say was counted; a table to be frozen is counted now, within the transaction of the plan. `rows`
// are the figures as they are kept then, for put_counted(). Acts of other kinds pass as they are.
// Refuses: as fill_table and freeze_table; rule_refused "table_has_errors"; not_found
// "organisation_not_found"; invalid_input "not_its_table", of an organisation that the filing is not
// within.
struct CountedAct
{
    ActWanted wanted;
    std::optional<json::object> rows;
};
Result<CountedAct> count_figures(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ActWanted& wanted,
    const CaseState& before,
    const ActPlan& plan
);

// Puts the counted figures beside what the act itself changed, when there are any.
Result<void> put_counted(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CountedAct& counted,
    const CaseState& before,
    LookUp& look_up,
    ActPlan& plan
);

// Refuses (rule_refused, "table_has_errors") while a check of the table fails.
Result<void> refuse_table_errors(const tables::TableAnswer& answer);

}  // namespace beihui::acts
