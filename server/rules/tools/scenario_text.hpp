#pragma once

#include "rules/scenario.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace beihui::rules
{

// The words of a scenario in its file, as a draft for another one.
class ScenarioText
{
public:
    explicit ScenarioText(const Pack& pack) : pack_(pack) {}

    // A copy of the scenario under another name, with what it expects left open. `path` is as in
    // traces, "case.plan.expected" or "today"; none when the scenario does not write it down as one
    // value of its own, so that a person must change it.
    std::optional<std::string> with(
        const Scenario& scenario,
        std::string_view name,
        std::string_view path,
        std::string_view value
    ) const;

private:
    const Pack& pack_;
};

}  // namespace beihui::rules
