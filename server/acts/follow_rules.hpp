#pragma once

#include "domain/decision.hpp"
#include "rules/world.hpp"

#include <vector>

namespace beihui::acts
{

// The live revision of each pinned pack; a pin whose pack is live no more stays as it is.
std::vector<PackPin> live_pins(const rules::World& world, const std::vector<PackPin>& pins);

// Takes the duties that follow the rules of the week (rules = "follow") from the decision of the
// live revisions into that of the pinned ones: what the pinned revision says of such a duty gives
// way. A rule of a live revision that fails is an incident here too when a followed duty may be
// missing for it. The trace then holds both traces, and `packs` both hashes.
void follow_live_rules(Decision& pinned, const Decision& live);
// The same of decisions without a trace. False: no duty follows, and nothing was taken.
bool take_followed(Decision& pinned, const Decision& live);

}  // namespace beihui::acts
