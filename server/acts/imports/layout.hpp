#pragma once

#include "acts/imports/list_kind.hpp"
#include "plugin/sheet_format.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// What a person said about a file; what they left out is found in it.
struct LayoutAsked
{
    std::optional<std::size_t> head;  // last row of the heading, from 1; 0: there is none
    // For each column of the file the id of a ListColumn, or empty: not brought in.
    std::optional<std::vector<std::string>> columns;
    std::map<std::string, std::string> fill;  // id of a ListColumn → text for where a cell is empty
};

// Row and column count from 0 here; people count from 1 and A.
struct Layout
{
    struct Ignored
    {
        std::size_t row = 0;
        Words why;
    };

    std::size_t head_from = 0;
    std::size_t head_to = 0;                          // the row behind the heading
    std::vector<std::string> headings;                // of each column of the file, as printed
    std::vector<std::optional<std::size_t>> columns;  // where each stands in kind.columns
    std::vector<std::size_t> rows;                    // with something to bring in
    std::vector<Ignored> ignored;                     // totals, notes, headings again
};

// More would hold up everybody else too long: one list is one transaction.
inline constexpr std::size_t most_list_rows = 5000;

// Finds the heading (also one of two rows with merged cells, below titles), the columns by their
// words, and what is no row of the list: 合计 lines, notes below, the heading of a second page.
// Refuses: invalid_input "list_empty", "list_too_long"; "unknown_column", "column_twice" for what was
// asked.
Result<Layout> read_layout(
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const LayoutAsked& asked
);

// Of a cell, trimmed and composed; empty where there is none.
std::string cell_text(const plugin::Sheet& sheet, std::size_t row, std::size_t column);

// "C37", as people find it in the sheet.
std::string cell_name(std::size_t row, std::size_t column);
std::string column_name(std::size_t column);  // "C"

}  // namespace beihui::acts
