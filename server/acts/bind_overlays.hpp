#pragma once

#include "acts/look_up.hpp"
#include "domain/case.hpp"
#include "rules/world.hpp"

namespace beihui::acts
{

// Adds to the packs of a new case the overlays of them in whose scope its organisation is, itself
// or by one above it, and overlays of those. The case must have its place in the tree.
// Says whether there were any.
bool bind_overlays(const rules::World& world, LookUp& look_up, Case& opened);

}  // namespace beihui::acts
