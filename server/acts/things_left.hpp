#pragma once

// What somebody who leaves has in cases, and how one case passes to a successor; plan_leaving.cpp decides.

#include "acts/plan_act.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// One thing that a leaver has in a case.
struct Left
{
    std::string kind;                       // "in_hand", "draft" or "in_charge"
    const workflows::Form* form = nullptr;  // in charge of: where it says so
    const workflows::Field* field = nullptr;
    std::string row = {};  // key; empty in a form without rows
};

// A case in which the leaver has something.
struct LeftCase
{
    CaseState state;
    std::shared_ptr<const workflows::Workflow> workflow;
    std::vector<Left> things;
};

// Every open case in which the person has something in hand, in charge or in draft.
std::vector<LeftCase> cases_left(
    const Context& context,
    storage::ReadTxn& txn,
    std::string_view person,
    Date last_day
);

// "认领在手 in hand", or the form and the field.
Words words_of(const Left& thing);

// The entry by which the successor takes over in one case. Refuses what the rules refuse.
Result<ActPlan> take_over_case(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    LeftCase left,
    const std::string& leaver,
    const std::string& successor,
    Date last_day
);

}  // namespace beihui::acts
