#pragma once

#include "rules/scenario.hpp"
#include "rules/world.hpp"
#include "storage/database.hpp"
#include "workflows/library.hpp"

#include <string>
#include <vector>

namespace beihui::acts
{

// What came of one scenario.
struct ScenarioResult
{
    std::string name;
    Place place;
    std::vector<rules::Mismatch> mismatches;  // empty: it passed
    std::string
        trace;  // the trace of the rules, or the numbers of the cells: compared byte for byte
};

// The question that a scenario asks of the rules: the case as the same code shows it to them that
// does so for a real one. Employers and the organisation are what the scenario says they are.
// Refuses (invalid_input) with every form, field or value that the workflow does not have, and
// every pack in `with` that the world does not have.
Result<rules::Question> question_of(
    const rules::Scenario& scenario,
    const rules::World& world,
    const rules::Pack& pack,
    const workflows::Library& workflows,
    storage::ReadTxn& txn
);

// Runs every scenario of a pack: rules on a case, tables on facts in a database of their own.
// Refuses (invalid_input) with every fault of the scenarios; nothing was run then.
// Throws std::runtime_error when there is no room for a temporary database.
Result<std::vector<ScenarioResult>> run_scenarios(
    const rules::World& world,
    const rules::Pack& pack,
    const workflows::Library& workflows,
    const std::vector<rules::Scenario>& scenarios
);

}  // namespace beihui::acts
