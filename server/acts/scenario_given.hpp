#pragma once

// The parts of a scenario that are no case: used by scenario_question.cpp only.

#include "base/yaml.hpp"
#include "rules/world.hpp"
#include "workflows/definition.hpp"

#include <functional>
#include <vector>

namespace beihui::acts
{

// `org:` as the register would show it to rules: its fields, the rows of placement and programmes,
// and its parent. `organisations`: the workflow of the register; may be null.
json::object read_own_organisation(
    const Yaml& node,
    const workflows::Workflow* organisations,
    Faults& faults
);

// What a rule declared it needs, as the scenario gives it: input: { <rule>: { <need>: 3 } }, with a
// map from value to number for a need that is counted by something.
std::function<Result<json::object>(const std::vector<rules::Need>&)> given_input(const Yaml& node);

}  // namespace beihui::acts
