#pragma once

#include "rules/interpreter.hpp"

#include <string>
#include <vector>

namespace beihui::rules
{

// One thing that differs between two packs, in words that a school understands.
struct Difference
{
    std::string kind;     // "added", "gone", "changed"; "open" for a reading nobody confirmed
    std::string subject;  // id in the newer pack, or in the older one when it is gone
    Words words;          // "通知不再规定活动结束后的报送天数（2025 年为 3 个工作日）"
    std::string before;
    std::string after;
    std::string clause;
};

struct DifferencePart
{
    std::string id;  // "clauses"
    Words title;     // 条款
    std::size_t same = 0;
    std::vector<Difference> differences;
};

struct PackDiff
{
    Words older;  // titles
    Words newer;
    std::string older_id;
    std::string newer_id;
    std::vector<DifferencePart> parts;

    bool equal() const;
};

// What a newer pack says otherwise than an older one: clauses by their words, phases, parameters,
// duties, tables with their columns, forms and acts of steps.yaml, lists of items, and the readings
// that nobody has confirmed. Both interpreters have their packs loaded.
PackDiff diff_packs(
    const Pack& older,
    const Interpreter& older_rules,
    const Pack& newer,
    const Interpreter& newer_rules
);

// As words on a terminal; as {"older", "newer", "parts": […]}; as one page that needs no other file.
std::string diff_as_text(const PackDiff& diff);
json::object diff_as_json(const PackDiff& diff);
std::string diff_as_html(const PackDiff& diff);

}  // namespace beihui::rules
