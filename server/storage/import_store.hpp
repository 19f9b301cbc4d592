#pragma once

#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A list that was brought in. It says which cases belong together, so that they can be taken back
// together; what was done to them stands in their histories.
struct ImportRun
{
    std::string id;
    std::string kind;  // "employers"
    std::string org_path;
    std::string actor;      // pseudonym
    std::string file_name;  // as it was sent
    std::string file_hash;  // SHA-256, hex
    std::int64_t rows = 0;
    Instant at;
    std::optional<Instant> undone_at;
    std::string undone_by;  // pseudonym; empty: not undone
};
struct ImportedCase
{
    std::string case_id;
    std::int64_t version = 0;  // of the case after the last act on it
    std::string row;  // key of the row that was written into it; empty: the case was opened
};

void put_import(WriteTxn& txn, const ImportRun& run, const std::vector<ImportedCase>& cases);
std::optional<ImportRun> find_import(ReadTxn& txn, std::string_view id);
// In the order in which they were written.
std::vector<ImportedCase> cases_of_import(ReadTxn& txn, std::string_view id);
// Since a moment, of the organisations at or below `org_path`, newest first.
std::vector<ImportRun> list_imports(
    ReadTxn& txn,
    std::string_view org_path,
    Instant since,
    std::size_t most
);
void mark_undone(WriteTxn& txn, std::string_view id, std::string_view by, Instant at);

// Whether a live fact of any case names the employer.
bool is_employer_named(ReadTxn& txn, std::string_view employer);

}  // namespace beihui::storage
