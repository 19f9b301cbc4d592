#pragma once

#include "plugin/table_format.hpp"

#include <string>
#include <string_view>

namespace beihui::tables
{

// A field of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front.
std::string csv_field(std::string_view text);

// Adds "csv" for lists: written as UTF-8 with a byte order mark; read as that, as UTF-8 without, or
// as GB18030.
void add_csv_sheet(plugin::TableFormats& formats);

}  // namespace beihui::tables
