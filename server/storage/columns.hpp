#pragma once

// How values of the domain stand in columns: used by the stores only.

#include "domain/case.hpp"
#include "domain/fact.hpp"
#include "storage/statement.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// What a search compares: NFC, half width, ASCII letters in lower case.
std::string search_text(std::string_view text);
// A LIKE pattern for rows that hold `text` anywhere; the statement says ESCAPE '!'.
std::string like_pattern(std::string_view text);

// Rows of a subtree have org_path >= path and < end_of_subtree(path): a range of the index.
// Throws std::logic_error unless `path` begins and ends with a slash: no list is without a scope.
std::string end_of_subtree(std::string_view path);

// The list as ",a,b," so that one member can be found with its commas; "" when it is empty.
std::string joined(const std::vector<std::string>& list);
std::vector<std::string> parted(std::string_view text);

// The hashes of the packs, separated by spaces.
std::string pack_hashes(const std::vector<PackPin>& packs);

// A column of the table `fact` for each attribute a fact may carry: "a_" and the name.
std::string fact_column(std::string_view attribute);

// A day that storage wrote itself; none when it is empty.
std::optional<Date> stored_day(const std::string& text);

// An object that storage wrote itself.
json::object stored_object(std::string_view text);

}  // namespace beihui::storage
