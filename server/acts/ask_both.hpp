#pragma once

// One question about one case, put to two sets of rules to see what differs.

#include "acts/rules_asked.hpp"

#include <cstddef>

namespace beihui::acts
{

// One side: the packs as the case would be pinned to them, and the workflow with what they add.
struct RulesOfCase
{
    const rules::World& world;
    std::shared_ptr<const workflows::Workflow> workflow;  // null: not loaded, and nothing is said
    std::vector<PackPin> pins;
    FetchNeeds fetch;
};

struct BothSaid
{
    Decision before;  // neither has a trace
    Decision after;
    std::size_t run = 0;    // rules of the later side that were run
    std::size_t taken = 0;  // those whose answers the earlier side had given already
};

// A rule of the later side is run only when it can answer anything else than that of the earlier
// side, or when `runs_everything`.
BothSaid ask_both(
    const RulesOfCase& before,
    const RulesOfCase& after,
    CaseState& state,
    LookUp& look_up,
    const AskedAt& at,
    bool runs_everything = false
);

}  // namespace beihui::acts
