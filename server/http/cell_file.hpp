#pragma once

#include "accounts/actor.hpp"
#include "http/api.hpp"
#include "plugin/sheet_format.hpp"
#include "tables/fill_table.hpp"

namespace beihui::http
{

// The facts behind a number as a list for a spreadsheet: those that count, then those that were left
// out, as far as the reader may see them. Refuses: invalid_input, "sheet_too_large".
Result<plugin::Sheet> cell_sheet(
    const Api& api,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::ColumnAsked& asked
);

}  // namespace beihui::http
