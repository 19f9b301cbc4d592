#pragma once

#include "rules/pack.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::rules
{

// The one layout of a pack's YAML: two spaces for each level, keys that the host knows in the order
// of the handbook, clock times in quotes, at most one blank line. Comments stay with what they stand
// above or beside. Formatting twice changes nothing, and the file means the same as before:
// refused (RP3050) where that cannot be kept, and then nothing is changed.
//
// `path` is the file's path in its pack, by which the known keys are found; `shown_as` names it in
// messages. Refuses also whatever Yaml::read refuses.
Result<std::string> format_yaml(
    std::string_view path,
    std::string_view shown_as,
    std::string_view text
);

// The files of a pack whose layout is another, with the right one: path → bytes.
Result<std::vector<std::pair<std::string, std::string>>> format_pack(const Pack& pack);

}  // namespace beihui::rules
