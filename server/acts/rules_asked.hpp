#pragma once

#include "acts/case_state.hpp"
#include "acts/context.hpp"
#include "domain/decision.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::acts
{

// Rules that a question is put to: those that decide now, or the same with a draft in the place of
// one pack. The tools that only ask (explain, replay, what-if) reach packs and workflows here.
struct RulesAsked
{
    std::shared_ptr<const rules::World> world;
    std::shared_ptr<const workflows::Library> workflows;
    std::shared_ptr<const rules::Pack> draft;  // none: nothing was replaced
    std::string replaced;                      // id of the pack in whose place the draft stands
};

RulesAsked live_rules(const Context& context);

// The live rules with `draft` in the place of the pack `replaced`; empty: of the pack that has the
// draft's own id. The other packs and the calendar stay as they are.
// Refuses: RP3070, no such pack is live; the faults of the draft as file:line:column.
Result<RulesAsked> rules_with_draft(
    const Context& context,
    std::shared_ptr<const rules::Pack> draft,
    std::string_view replaced
);

// The pack that answers for a pin; null when none does.
const rules::Pack* pack_asked(const RulesAsked& rules, std::string_view pack);
// The pins of a case as these rules have them: the revision that is live, the draft for the pack it
// stands for. A pack that is not there keeps its pin and becomes an incident.
std::vector<PackPin> pins_asked(const RulesAsked& rules, const std::vector<PackPin>& pins);
// Null when it is not loaded.
std::shared_ptr<const workflows::Workflow> workflow_asked(
    const RulesAsked& rules,
    const Case& subject
);

// Fetches the counts that rules need.
using FetchNeeds = std::function<Result<json::object>(const std::vector<rules::Need>&)>;

// When a question is put, and what was known then.
struct AskedAt
{
    Date today = Date::from_days(0);
    Instant known_at;
};

// What these rules say of a case, whose pins must be those of pins_asked.
Decision ask_rules(
    const RulesAsked& rules,
    const workflows::Workflow& workflow,
    const CaseState& state,
    LookUp& look_up,
    const AskedAt& at,
    FetchNeeds fetch
);

}  // namespace beihui::acts
