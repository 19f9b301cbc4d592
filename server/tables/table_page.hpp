#pragma once

#include "base/json.hpp"
#include "plugin/table_format.hpp"
#include "tables/fill_table.hpp"

#include <string>

namespace beihui::tables
{

// Whose numbers stand in a table.
struct Filer
{
    std::string id;
    std::string name;
    std::string province;  // goes before the printed 省(区、市); may be empty
    bool is_whole = true;  // false: a school or another part of what the form is filed for
};

// The filer of a table as it was called on the last day counted, as far as was known at `as_of`.
Filer filer_on(
    storage::ReadTxn& txn,
    const std::string& id,
    const TableAnswer& answer,
    std::optional<Instant> as_of
);

// schema TableAnswer of docs/openapi.yaml.
json::object table_json(const TableAnswer& answer, const Filer& filer);

// The form as it goes onto paper.
plugin::PrintedTable printed_table(const TableAnswer& answer, const Filer& filer);

// "浙江省_附件1_2026第一阶段_20260630": name of the file, without what no file system likes.
std::string file_name(const TableAnswer& answer, const Filer& filer);

// SHA-256 over what was asked, by which pack, and every number: hex.
std::string table_hash(const TableAnswer& answer, const Filer& filer);

// Adds "csv": one heading line with the printed labels and one line of numbers, UTF-8 with a byte
// order mark and CRLF (RFC 4180), for spreadsheets and programs.
void add_csv_format(plugin::TableFormats& formats);

}  // namespace beihui::tables
