#pragma once

#include "acts/plan_act.hpp"

#include <vector>

namespace beihui::acts
{

// The packs by which a new case is decided: those it names, or all that bind such cases in the season
// in which it starts. Refuses: invalid_input "unknown_circular", "circular_not_binding".
Result<std::vector<PackPin>> choose_packs(
    const Context& context,
    const CaseWanted& wanted,
    const ActWanted& first
);

}  // namespace beihui::acts
