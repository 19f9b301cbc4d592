#pragma once

#include "base/result.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A file of migrations/, as it was when the program was built. Its name is "0001_what.sql", or
// "0002_what.sqlite.sql" and "0002_what.postgresql.sql" where the two databases need their own.
struct MigrationFile
{
    std::string_view name;
    std::string_view sql;
};

const std::vector<MigrationFile>& migration_files();  // by name

// One numbered change of the schema, for one of the two databases.
struct Migration
{
    int version = 0;
    std::string name;
    std::string sql;     // ready to run
    std::string sha256;  // hex, of the file
};

// In a file, these stand for what differs between the databases:
//   {integer}  a 64-bit integer       INTEGER | BIGINT
//   {flag}     0 or 1                 INTEGER | SMALLINT
//   {text}     text in byte order     TEXT    | TEXT COLLATE "C"
//   {strict}   behind a table         STRICT  | (nothing)
std::vector<Migration> migrations_for(bool is_postgresql, const std::vector<MigrationFile>& files);

// Applies those that are missing, each in one transaction. `execute` runs SQL text of several
// statements on the connection of `txn`, which has no transaction open.
// Refuses (unavailable): "schema_newer" when the database has a version that `migrations` has not,
// "schema_changed" when one that was applied was another text then.
Result<void> migrate(
    WriteTxn& txn,
    const std::vector<Migration>& migrations,
    const std::function<void(const std::string&)>& execute,
    Instant now
);

}  // namespace beihui::storage
