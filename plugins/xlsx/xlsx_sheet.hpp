#pragma once

#include "plugin/table_format.hpp"

namespace beihui::xlsx
{

// Adds "xlsx" for lists: every cell a text, the heading frozen. Reads the first sheet of a workbook.
void add_sheet(plugin::TableFormats& formats);

}  // namespace beihui::xlsx
