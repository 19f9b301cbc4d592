#pragma once

#include "storage/stores.hpp"

namespace beihui::storage
{

// As list_cases(), for lines of a list: `data` and `packs` of the cases are not read and stay empty.
// They are most of a case's bytes, and a list of fifty shows none of them.
Result<CasePage> list_case_heads(ReadTxn& txn, const Scope& scope, const CaseQuery& query);

}  // namespace beihui::storage
