#pragma once

#include "plugin/sheet_format.hpp"

#include <string_view>

namespace beihui::xlsx
{

// The first sheet of a workbook (ECMA-376), every cell as the text that stands in it: a formula as
// its last result, a number as its digits, a date as the number that Excel keeps for it.
Result<plugin::Sheet> read_sheet(std::string_view bytes);

}  // namespace beihui::xlsx
