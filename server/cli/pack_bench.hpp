#pragma once

#include "acts/scenario.hpp"
#include "rules/interpreter.hpp"
#include "rules/lua/line_log.hpp"
#include "rules/story.hpp"

#include <filesystem>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace beihui::cli
{

// One pack with the calendar and the workflows of the folder it lies in, or of the installation.
struct PackBench
{
    std::shared_ptr<const rules::Pack> pack;
    std::shared_ptr<const rules::World> world;
    std::shared_ptr<const workflows::Library> workflows;
};

// The folder whose rules/ and workflows/ go with a pack: the one it lies in, or the installation.
std::filesystem::path home_of(const std::filesystem::path& folder);

// `beside`: ids of packs in force together with it; besides those that this one stands over or
// changes, and those that its scenarios ask with it. With `lines`, every line of Lua that runs is
// noted there.
Result<PackBench> open_bench(
    const std::filesystem::path& folder,
    const std::vector<std::string>& beside = {},
    const std::shared_ptr<rules::lua::LineLog>& lines = nullptr
);

// A pack whose tests have run: what came of the scenarios, and behind them of the stories.
struct TestedPack
{
    PackBench bench;
    std::vector<rules::Scenario> scenarios;
    std::vector<rules::Story> stories;
    std::vector<acts::ScenarioResult> results;
};
// Refuses tests that are wrong, and (RP1305) a pack that has none.
Result<TestedPack> run_tests(
    const std::filesystem::path& folder,
    const std::shared_ptr<rules::lua::LineLog>& lines = nullptr
);

// A refusal without faults is a fault of the whole.
std::vector<Fault> faults_of(const Error& error);

// Prints each fault with its line, see show_fault.
void show_faults(
    const std::vector<Fault>& faults,
    const std::filesystem::path& folder,
    std::ostream& out
);

}  // namespace beihui::cli
