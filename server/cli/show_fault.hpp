#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <iosfwd>
#include <string_view>

namespace beihui::cli
{

// "rules/x/rules/a.lua:9:24" taken apart; line and column are 0 when they are not given.
struct FaultPlace
{
    std::string file;
    int line = 0;
    int column = 0;
};
FaultPlace place_of(std::string_view where);

// Prints a fault with its line and a mark below the place, as an author of a pack wants it:
//
//   RP2041 没有名为 weekly.if_holyday 的参数
//     rules/2026-x/rules/report.lua:9:24
//       9 |     if p "weekly.if_holyday" then
//         |           ^
//     条款 2026/五(三)b：“…”
//     怎么改：把名称改为 weekly.if_holiday
//
// `folder` holds the pack's files; a place in another file is printed without its line.
void show_fault(const Fault& fault, const std::filesystem::path& folder, std::ostream& out);

// The same for editors: {where, file, line, column, code, detail, way_out, clause}.
json::object fault_as_json(const Fault& fault);

}  // namespace beihui::cli
