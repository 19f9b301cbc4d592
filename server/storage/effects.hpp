#pragma once

#include "base/result.hpp"
#include "domain/entry.hpp"
#include "storage/database.hpp"

namespace beihui::storage
{

class PlaceAsked;

// Writes what an entry changes into the projections. The only function that does, called when the
// entry is appended and again when the projections are rebuilt, so that both come out the same.
// Refuses (conflict, "fact_not_live") when a fact to be voided is not a live one of this case.
Result<void> apply_effects(WriteTxn& txn, const Entry& entry);
// With what it asks about places asked for already.
Result<void> apply_effects(WriteTxn& txn, const Entry& entry, PlaceAsked& place);

// The same for a replay, which places cases and facts in the tree afterwards, once for all.
Result<void> replay_effects(WriteTxn& txn, const Entry& entry);

}  // namespace beihui::storage
