#pragma once

// What a draft would do to the totals of the annexes: the same facts, counted by the columns and the
// parameters of the pack that runs and by those of the draft.

#include "base/json.hpp"
#include "rules/pack.hpp"
#include "storage/database.hpp"
#include "tables/pack_tables.hpp"

#include <string>

namespace beihui::acts
{

struct WhatIfTables
{
    const rules::Pack& replaced;
    const rules::Pack& draft;
    std::string org_path;
    tables::Span span;
};

// Every table of either pack, with each column before and after; null where one of them has none. A
// draft under another id has no facts of its own: it counts those of the pack it stands for, in the
// phases of that one. Refuses: invalid_input, "bad_measure".
Result<json::array> what_if_tables(storage::ReadTxn& txn, const WhatIfTables& asked);

}  // namespace beihui::acts
