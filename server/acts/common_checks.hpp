#pragma once

#include "accounts/grants.hpp"
#include "acts/plan_act.hpp"

#include <vector>

namespace beihui::acts
{

// Whether the act is open at the stage the case is at.
bool is_open(const workflows::Act& act, const Case& subject);

// Whether there is anything at this stage that somebody with these roles may do.
bool may_work(
    storage::ReadTxn& txn,
    const workflows::Workflow& workflow,
    const Case& subject,
    const std::vector<accounts::Grant>& grants
);

// The roles that may do something at this stage, by name.
Words who_may_work(storage::ReadTxn& txn, const workflows::Workflow& workflow, const Case& subject);

}  // namespace beihui::acts
