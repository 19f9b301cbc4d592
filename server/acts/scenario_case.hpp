#pragma once

// The case of a scenario: used by scenario_question.cpp only.

#include "acts/case_state.hpp"
#include "base/yaml.hpp"

#include <string>
#include <vector>

namespace beihui::acts
{

// A record beside a field that names an employer or a person, to be laid over what the registers
// (empty here) say.
struct RecordBeside
{
    std::string form;
    std::string row;     // key of the row; empty for an object form
    std::string member;  // "employer_record"
    json::object values;
};

struct ScenarioCase
{
    CaseState state;
    std::vector<RecordBeside> records;
};

// `case:` by the forms of its workflow, as it stands on `today`. `employers`: the workflow of the
// register; may be null. `pins`: of the packs that the scenario asks.
ScenarioCase read_scenario_case(
    const Yaml& node,
    Date today,
    const workflows::Workflow& workflow,
    const workflows::Workflow* employers,
    const std::vector<PackPin>& pins,
    Faults& faults
);

}  // namespace beihui::acts
