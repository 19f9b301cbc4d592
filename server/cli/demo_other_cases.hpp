#pragma once

#include "cli/demo_firms.hpp"

#include <vector>

namespace beihui::cli::demo
{

// Plans one case of every kind beside events, visits and ledgers: a file of a graduate, a posting
// that two people pass on, a filing, a base, a project, plans, a survey, a contest project, a group
// visit and a complaint. `cast` and `firms` must stay where they are until the timeline has run.
void plan_other_cases(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms
);

}  // namespace beihui::cli::demo
