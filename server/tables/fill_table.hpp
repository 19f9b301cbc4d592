#pragma once

#include "storage/kept_numbers.hpp"
#include "storage/measure_store.hpp"
#include "tables/pack_tables.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::tables
{

// What somebody asks of a table.
struct TableAsked
{
    std::string table;         // "2026.annex1"
    std::string org_path;      // subtree whose facts count
    std::optional<Date> from;  // inclusive days; see span_asked
    std::optional<Date> to;
    std::optional<Instant> as_of;  // none: as it stands now
};

struct Cell
{
    const rules::Column* column = nullptr;
    std::int64_t value = 0;
    std::vector<const rules::Interpretation*> readings;
    SourceMark mark = SourceMark::clause;
    std::string kind;  // of the facts that are counted: "attendance"
    Words formula;     // how they are counted, in a sentence
};

struct TableFinding
{
    std::string level;  // "info", "warning", "error"
    std::string message;
    std::string at;  // column, or what the pack's own check says
};

// A form with its numbers. Points into the world it was filled from.
struct TableAnswer
{
    TableFound found;
    Span span;
    Instant as_of;
    std::vector<Cell> cells;
    std::vector<TableFinding> findings;
    std::optional<std::string> overlap;  // which of the days asked lie in no phase
    // What makes the next answer cheap. Not of a transaction that writes.
    std::vector<storage::KeptNumber> to_keep = {};
};

// Counts every column and checks the row: the checks written in the table, then the pack's own.
// Refuses: not_found, "table_not_found"; invalid_input, "bad_span", and "as_of_in_future".
Result<TableAnswer> fill_table(
    storage::ReadTxn& txn,
    const rules::World& world,
    const TableAsked& asked,
    Instant now
);

// One column, ready to be counted or listed.
struct ColumnAsked
{
    TableFound found;
    const rules::Column* column = nullptr;
    Measure measure;
    CountAsked count;
};

// Refuses as fill_table, and not_found, "column_not_found".
Result<ColumnAsked> ask_column(
    const rules::World& world,
    const TableAsked& asked,
    std::string_view column,
    Instant now
);

// Whether each fact of a case that the column looks at counts, and if not, why. Each is judged in
// the phase that holds its day, where it would be reported; one outside of all in the whole circular.
// `facts` are the facts of that case that are live, or were at `as_of`.
// Refuses: invalid_input, "bad_measure".
Result<std::vector<storage::JudgedFact>> judge_for_column(
    storage::ReadTxn& txn,
    const TableFound& found,
    const rules::Column& column,
    const std::string& org_path,
    std::string_view case_id,
    const std::vector<Fact>& facts,
    const std::optional<Instant>& as_of = {}
);

}  // namespace beihui::tables
