#pragma once

#include "acts/look_up.hpp"
#include "domain/case.hpp"
#include "domain/entry.hpp"
#include "workflows/definition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// A case with everything that hangs on it, as it stands or as it would stand after an act.
struct CaseState
{
    Case subject;
    std::vector<CaseRow> rows;
    std::vector<Document> documents;
    std::vector<Duty> duties;

    const CaseRow* row(std::string_view form, std::string_view key) const;
    const json::object& form(std::string_view id) const;  // an object form; empty when unset
};

CaseState read_state(storage::ReadTxn& txn, Case subject);
CaseState read_state_as_of(storage::ReadTxn& txn, Case subject, Instant at);

// Where a side stage was entered from; empty on the line.
std::string stage_before(const Case& subject);
void set_stage_before(Case& subject, std::string_view stage);
// Whether the case has come to `stage` on the line. A case on a side stage counts from where it
// left the line; a cancelled one has reached nothing.
bool has_reached(const workflows::Workflow& workflow, const Case& subject, std::string_view stage);

// The day on which registers are read for a case: the day it starts, or the day it was opened.
Date day_of(const Case& subject);

// What the rules see: {"case": {…}, "org": {…}}; see docs/rules.md. Personal values are replaced:
// a graduate by the person key, any other by "（已填写）", so that no rule can read one.
json::object snapshot(const workflows::Workflow& workflow, const CaseState& state, LookUp& look_up);

// Whether snapshot() gives the same for any case under two workflows of the same kind.
bool show_the_same(const workflows::Workflow& a, const workflows::Workflow& b);

// The facts that a case yields as it stands, without ids. `live`: those that stand for it now, from
// which it keeps what was found in the history once and for all.
std::vector<Fact> derive_facts(
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    const std::vector<Fact>& live
);

}  // namespace beihui::acts
