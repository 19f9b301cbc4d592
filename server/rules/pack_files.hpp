#pragma once

#include "rules/pack.hpp"

namespace beihui::rules
{

// Whether these, sorted by path, can be the files of a pack in the folder "rules/<name>": their
// paths, number, size and lines; what they say is not looked at.
// Refuses (invalid_input): RP3002, RP3003, RP3015 as read_pack_files does.
Result<void> check_pack_files(std::string_view name, const PackFiles& files);

}  // namespace beihui::rules
