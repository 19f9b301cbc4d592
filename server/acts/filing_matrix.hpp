#pragma once

// Who has filed what for which period: organisations down, periods across. What is late and what is
// missing stand apart.

#include "acts/completeness.hpp"

namespace beihui::acts
{

// The forms that the reader's organisations have to file: schema OwedForms.
json::object owed_forms(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor
);

// Schema FilingMatrix of docs/openapi.yaml. `asked.period` is not asked. What was returned and not
// filed again is told apart from what was never filed; with each that is missing stands when its
// ledger was last reminded of.
json::object filing_matrix(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CompletenessAsked& asked
);

}  // namespace beihui::acts
