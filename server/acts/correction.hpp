#pragma once

#include "base/json.hpp"

namespace beihui::acts
{

// Whether an entry is a correction (更正), by what it recorded about itself: it wrote over, or took
// away, what had been written before. Ticking an item of readiness on is the progress of the work
// and no correction, nor is a device at the door that counts on; of a personal value that was written again nobody can tell whether it differs.
bool is_correction(const json::object& data);

}  // namespace beihui::acts
