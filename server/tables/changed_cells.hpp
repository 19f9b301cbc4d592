#pragma once

#include "storage/measure_changed.hpp"
#include "tables/pack_tables.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace beihui::tables
{

struct ChangedCell
{
    const rules::Column* column = nullptr;
    std::int64_t before = 0;
    std::int64_t after = 0;
};

// A table over the days of one phase, as it stands and as it would stand.
struct ChangedTable
{
    TableFound found;
    Span span;
    std::vector<ChangedCell> cells;  // every column, as printed
};

// What an act that is not done yet would do to the tables that look at the facts it makes or voids:
// those of the circulars that bind the case, in each phase that one of the facts lies in. `voided`
// are the facts that changed.voided names. A fact outside all phases of its circular is reported in
// none of its tables, so it brings none here. Refuses: invalid_input, "bad_measure".
Result<std::vector<ChangedTable>> changed_tables(
    storage::ReadTxn& txn,
    const rules::World& world,
    const std::string& org_path,
    const storage::FactsChanged& changed,
    const std::vector<Fact>& voided
);

}  // namespace beihui::tables
