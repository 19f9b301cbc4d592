#pragma once

#include "acts/imports/check_list.hpp"
#include "plugin/marked_sheet.hpp"

namespace beihui::acts
{

// The list as it was sent, every fault marked at its cell, and one column more at the end that says
// for each row what is wrong with it.
plugin::MarkedSheet marked_list(const plugin::Sheet& sheet, const CheckedList& checked);

// What the page of an import shows: docs/openapi.yaml, schema ImportCheck. At most 500 faults.
json::object check_json(
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const CheckedList& checked
);

}  // namespace beihui::acts
