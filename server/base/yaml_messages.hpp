#pragma once

#include "base/yaml.hpp"

#include <string>

namespace beihui
{

// The fault RP1006: an anchor, alias or tag stands at `place`.
void add_reference(Faults& faults, const Place& place);

// What the parser complained about, in Chinese with the original words in English: RP1001, or
// RP1006 when it is about anchors, aliases or tags.
void add_parser_message(Faults& faults, const Place& place, const std::string& message);

}  // namespace beihui
