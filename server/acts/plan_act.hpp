#pragma once

#include "accounts/actor.hpp"
#include "acts/case_state.hpp"
#include "acts/context.hpp"
#include "acts/hide.hpp"
#include "domain/decision.hpp"
#include "domain/entry.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// A file that comes with an act.
struct Upload
{
    std::string name;
    std::string media;  // as found in the bytes, not as claimed
    std::string kind;   // what it is evidence of
    std::string sha256;
    std::int64_t size = 0;
};

// The act by which a successor gets what a leaver had; no workflow names it.
inline constexpr std::string_view take_over_act = "take_over";

// What somebody wants to do.
struct ActWanted
{
    std::string act;   // empty when opening: the workflow's first opening act
    json::value data;  // by the act's form; null when it has none
    std::string reason;
    std::optional<Upload> upload;
    bool goes_along = false;  // with an act on another case, see workflows::AlsoDone
    bool only_shown = false;  // asked for a preview
};

// A case as it would be opened.
struct CaseWanted
{
    std::string workflow;
    std::string organisation;
    std::vector<std::string> circulars;  // pack ids; empty: every live pack in season that binds it
};

// What an act would do, decided on one snapshot and not yet written. Nothing in it depends on
// anything but that snapshot, so it may be committed as it is or thrown away.
struct ActPlan
{
    std::shared_ptr<const workflows::Workflow> workflow;
    const workflows::Act* act = nullptr;
    Entry entry;  // not sealed: the number of a new case is given at the commit
    std::vector<HiddenValue> hidden;
    Decision decision;  // on the case as it stands after the act
    CaseState after;
    std::string stage_before;
    bool reopened = false;           // an approved filing was reopened by a change
    storage::Doer doer;              // who does it, and for whom as a substitute
    std::vector<ActPlan> also = {};  // acts on other cases that go along: all are written, or none
    json::array left = {};           // what a leaver has, for the preview
};

// Decides an act on a case.
// Refuses: conflict (the act is not open at this stage: names those that are), not_allowed,
// invalid_input (faults by field), rule_refused (every unmet requirement with its clause, owner and
// way out; or the four-eyes rule).
Result<ActPlan> plan_act(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    const ActWanted& wanted
);

// Decides the opening of a case.
Result<ActPlan> plan_opening(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CaseWanted& wanted,
    const ActWanted& first
);

// What the packs of a case say about it as it stands, or as it stood at `as_of`: then only facts
// known at that moment are counted.
Decision evaluate(
    const Context& context,
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    Instant now,
    std::optional<Instant> as_of = {}
);

class WhoCan;

// Why an actor may not do an act on a case now, and who can; none when they may. What the act's own data would
// change is not known here, so a requirement that is open now is given as it stands.
std::vector<Fault> why_not(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const workflows::Workflow& workflow,
    const workflows::Act& act,
    const Case& subject,
    const Decision& decision,
    Date today,
    LookUp& look_up,
    WhoCan& who_can
);

// The workflow of a case with the additions of its packs; null when it is not loaded.
std::shared_ptr<const workflows::Workflow> workflow_of(const Context& context, const Case& subject);

}  // namespace beihui::acts
