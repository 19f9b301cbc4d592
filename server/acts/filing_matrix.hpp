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
// filed again is told apart from what was never filed; with each organisation stand when and by whom it
// was last reminded, and its contact, masked as on the page of the ledger.
json::object filing_matrix(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CompletenessAsked& asked
);

}  // namespace beihui::acts
