#pragma once

#include "base/json.hpp"
#include "tables/table_page.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::tables
{

// A number of a form that was filed.
struct FrozenCell
{
    std::string column;
    std::string label;
    std::string unit;
    std::int64_t value = 0;                  // what was filed
    std::int64_t counted = 0;                // what was counted at that moment
    std::string reason;                      // why they differ; empty when they do not
    std::vector<std::string> evidence = {};  // ids of the documents that show it
};

// A form as it was filed: the numbers of a moment, with what they were counted by. It stays as it is
// whatever is recorded or published later.
struct FrozenTable
{
    std::string table;         // "2026.annex1"
    std::string organisation;  // whose numbers they are: id
    Span span;
    Instant as_of;
    std::string pack;
    std::int64_t revision = 0;
    std::string pack_hash;
    std::string hash;  // of all this, hex; see table_hash
    std::vector<FrozenCell> cells;

    bool same_numbers(const FrozenTable& other) const;
};

// What somebody files instead of what was counted.
struct TypedNumber
{
    std::string column;
    std::int64_t value = 0;
    std::string reason;
    std::vector<std::string> evidence = {};  // ids of documents
};

// Refuses (invalid_input): "column_not_found" for a number of no column, "reason_required" for one
// under four characters of reason, "evidence_required" for one without a document, "bad_number" for
// one below 0 or above 10^9.
Result<FrozenTable> freeze_table(
    const TableAnswer& answer,
    const Filer& filer,
    const std::vector<TypedNumber>& typed
);

// The filed form as it is printed: by the revision it was counted by. Points into the world.
// Refuses: not_found, "table_not_found", when the world does not hold that revision.
Result<TableAnswer> thaw_table(const rules::World& world, const FrozenTable& frozen);

// Whether the numbers are those whose hash was kept.
bool is_intact(const TableAnswer& thawed, const Filer& filer, const FrozenTable& frozen);

}  // namespace beihui::tables
