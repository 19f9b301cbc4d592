#pragma once

#include "rules/pack.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::rules
{

// Something that whoever copied a pack must decide again, because the new circular may say another
// thing, and where it stands in the copy.
struct ToDecide
{
    std::string about;  // "原文", "阶段", "条款", "参数", "口径", "统计表", "情景"
    std::string place;  // "clauses.yaml:4"
    Words words;
};

struct PackCopy
{
    std::vector<std::pair<std::string, std::string>> files;  // path → bytes
    std::vector<ToDecide> to_decide;
};

// A pack under another id: its own id, the ids of its clauses and tables and the names of its files
// follow; it begins at revision 1, nobody has reviewed, signed or confirmed anything. All else is
// as it was, so that the copy passes lint and its tests until somebody changes it.
//
// Refuses (invalid_input, RP3051) an id that is no name of a folder: small letters, digits, - and _.
Result<PackCopy> copy_pack(const Pack& old, std::string_view new_id);

}  // namespace beihui::rules
