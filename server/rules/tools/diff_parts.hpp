#pragma once

// The single parts of pack_diff.cpp.

#include "rules/tools/pack_diff.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace beihui::rules
{

// The older and the newer pack, and how the older one is called in a sentence: "2025 年".
struct DiffPair
{
    const Pack& older;
    const Pack& newer;
    const Interpreter& older_rules;
    const Interpreter& newer_rules;
    std::string older_name;
};

DifferencePart diff_clauses(const DiffPair& pair);
DifferencePart diff_phases(const DiffPair& pair);
DifferencePart diff_parameters(const DiffPair& pair);
DifferencePart diff_duties(const DiffPair& pair);
DifferencePart diff_tables(const DiffPair& pair);
DifferencePart diff_forms(const DiffPair& pair);
DifferencePart diff_items(const DiffPair& pair);
DifferencePart open_readings(const DiffPair& pair);

// Which of the older things is which of the newer ones, by index; none for one that is gone or
// added. `alike` gives 0 for two that are not the same thing and more the more alike they are.
struct Matches
{
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  // older, newer; in the newer's order
    std::vector<std::size_t> gone;
    std::vector<std::size_t> added;
};
Matches match(
    std::size_t older,
    std::size_t newer,
    const std::function<int(std::size_t older, std::size_t newer)>& alike
);

// The older pack's data with the newer one's ids of clauses, so that these alone are no difference.
json::value restated(const DiffPair& pair, const json::value& data);

// A text between Chinese ones: a blank stands where it begins or ends with a letter or digit.
std::string after_chinese(const std::string& text);
std::string within_chinese(const std::string& text);

// "3 个工作日", "中型、小型", "2026-04-01 至 2026-06-30"; in English without the unit.
Words value_words(const json::value& value, const std::string& unit);

}  // namespace beihui::rules
