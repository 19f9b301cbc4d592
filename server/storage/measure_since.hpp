#pragma once

#include "domain/measure.hpp"
#include "storage/database.hpp"

#include <cstdint>

namespace beihui::storage
{

// By how much the entries behind the position `pos` of entry_order, and those without a position,
// changed the number that count_measure gives. Looks at the facts that they made and voided and at
// those that are the same thing; exact for every measure that can_keep(). `asked` has the paths of
// its subtree. One statement.
std::int64_t number_since(
    ReadTxn& txn,
    const Measure& measure,
    const CountAsked& asked,
    std::int64_t pos
);

}  // namespace beihui::storage
