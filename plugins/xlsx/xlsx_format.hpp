#pragma once

#include "plugin/table_format.hpp"

namespace beihui::xlsx
{

// Adds "xlsx": the form as it is printed, on A4 landscape, and a second sheet 口径说明 with what the
// numbers rest on.
void add_format(plugin::TableFormats& formats);

}  // namespace beihui::xlsx
