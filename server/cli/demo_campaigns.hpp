#pragma once

#include "cli/demo_firms.hpp"

namespace beihui::cli::demo
{

// Plans one campaign ledger for each school and for the two departments: checklist items, guidance
// sessions, policy talks, mobilised enterprises, demand fed back; and the one due date that the SME
// department sets for annex 1, which the circular leaves open.
void plan_campaigns(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms
);

}  // namespace beihui::cli::demo
