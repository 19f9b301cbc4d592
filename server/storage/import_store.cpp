#include "storage/import_store.hpp"

#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/wall.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view run_types = "ttttttiiit";

std::string select_run(std::string_view rest)
{
    return "SELECT id, kind, org_path, actor, file_name, file_hash, row_count, at_ms, undone_ms,"
           " undone_by FROM import_run" +
           std::string(rest);
}

ImportRun read_run(Query& row)
{
    ImportRun run;
    run.id = row.text();
    run.kind = row.text();
    run.org_path = row.text();
    run.actor = row.text();
    run.file_name = row.text();
    run.file_hash = row.text();
    run.rows = row.integer();
    run.at = row.instant();
    run.undone_at = row.maybe_instant();
    run.undone_by = row.text();
    return run;
}

}  // namespace

void put_import(WriteTxn& txn, const ImportRun& made, const std::vector<ImportedCase>& cases)
{
    run(txn,
        "INSERT INTO import_run (id, kind, org_path, actor, file_name, file_hash, row_count, at_ms,"
        " undone_ms, undone_by) VALUES (:id, :kind, :org_path, :actor, :file_name, :file_hash,"
        " :row_count, :at, :undone, :undone_by)",
        {made.id, made.kind, made.org_path, made.actor, made.file_name, made.file_hash, made.rows,
         made.at, made.undone_at, made.undone_by});
    std::int64_t place = 0;
    for (const ImportedCase& one : cases)
        run(txn,
            "INSERT INTO import_case (run, place, case_id, version, row_key)"
            " VALUES (:run, :place, :case_id, :version, :row_key)",
            {made.id, ++place, one.case_id, one.version, one.row});
}

std::optional<ImportRun> find_import(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = select_run(" WHERE id = :id");
    Query row(txn, sql, run_types, {id});
    return row.next() ? std::optional(read_run(row)) : std::nullopt;
}

std::vector<ImportedCase> cases_of_import(ReadTxn& txn, std::string_view id)
{
    std::vector<ImportedCase> cases;
    Query rows(
        txn, "SELECT case_id, version, row_key FROM import_case WHERE run = :run ORDER BY place",
        "tit", {id}
    );
    while (rows.next()) {
        ImportedCase one;
        one.case_id = rows.text();
        one.version = rows.integer();
        one.row = rows.text();
        cases.push_back(std::move(one));
    }
    return cases;
}

std::vector<ImportRun> list_imports(
    ReadTxn& txn,
    std::string_view org_path,
    Instant since,
    std::size_t most
)
{
    static const std::string sql =
        select_run(" WHERE at_ms >= :since AND substr(org_path, 1, length(:path)) = :same_path"
                   " ORDER BY at_ms DESC, id LIMIT :most");
    std::vector<ImportRun> runs;
    Query rows(txn, sql, run_types, {since, org_path, org_path, most});
    while (rows.next())
        runs.push_back(read_run(rows));
    return runs;
}

void mark_undone(WriteTxn& txn, std::string_view id, std::string_view by, Instant at)
{
    run(txn, "UPDATE import_run SET undone_ms = :at, undone_by = :by WHERE id = :id", {at, by, id});
}

bool is_employer_named(ReadTxn& txn, std::string_view employer)
{
    const Unwalled all(txn);
    Query one(
        txn, "SELECT 1 FROM fact WHERE employer = :employer AND voided_by = '' LIMIT 1", "i",
        {employer}
    );
    return one.next();
}

}  // namespace beihui::storage
