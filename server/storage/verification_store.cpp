#include "storage/verification_store.hpp"

#include "storage/columns.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view verification_types = "tiittttiiit";

std::string select_verification(std::string_view rest)
{
    return "SELECT id, begun_ms, finished_ms, actor, org_path, scope, next_before, cases, entries,"
           " broken, tip FROM verification" +
           std::string(rest);
}

Verification read_verification(Query& row)
{
    Verification found;
    found.id = row.text();
    found.begun_at = row.instant();
    found.finished_at = row.maybe_instant();
    found.actor = row.text();
    found.org_path = row.text();
    found.scope = row.text();
    found.next_before = row.text();
    found.cases = row.integer();
    found.entries = row.integer();
    found.broken = row.integer();
    found.tip = row.text();
    return found;
}

}  // namespace

void put_verification(WriteTxn& txn, const Verification& made)
{
    run(txn,
        "INSERT INTO verification (id, begun_ms, finished_ms, actor, org_path, scope, next_before,"
        " cases, entries, broken, tip) VALUES (:id, :begun, :finished, :actor, :org_path, :scope,"
        " :next_before, :cases, :entries, :broken, :tip)"
        " ON CONFLICT (id) DO UPDATE SET finished_ms = excluded.finished_ms,"
        " next_before = excluded.next_before, cases = excluded.cases, entries = excluded.entries,"
        " broken = excluded.broken, tip = excluded.tip",
        {made.id, made.begun_at, made.finished_at, made.actor, made.org_path, made.scope,
         made.next_before, made.cases, made.entries, made.broken, made.tip});
}

std::optional<Verification> find_verification(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = select_verification(" WHERE id = :id");
    Query row(txn, sql, verification_types, {id});
    return row.next() ? std::optional(read_verification(row)) : std::nullopt;
}

std::vector<Verification> list_verifications(
    ReadTxn& txn,
    std::string_view org_path,
    std::size_t most
)
{
    static const std::string sql =
        select_verification(" WHERE substr(org_path, 1, length(:path)) = :same_path"
                            " ORDER BY begun_ms DESC, id LIMIT :most");
    std::vector<Verification> runs;
    Query rows(txn, sql, verification_types, {org_path, org_path, most});
    while (rows.next())
        runs.push_back(read_verification(rows));
    return runs;
}

void put_case_check(WriteTxn& txn, const CaseCheck& check)
{
    run(txn,
        "INSERT INTO case_check (case_id, at_ms, actor, version, leaf, faults, first_fault)"
        " VALUES (:case_id, :at, :actor, :version, :leaf, :faults, :first)"
        " ON CONFLICT (case_id) DO UPDATE SET at_ms = excluded.at_ms, actor = excluded.actor,"
        " version = excluded.version, leaf = excluded.leaf, faults = excluded.faults,"
        " first_fault = excluded.first_fault",
        {check.case_id, check.at, check.actor, check.version, check.leaf, check.faults,
         check.first_fault});
}

std::optional<CaseCheck> find_case_check(ReadTxn& txn, std::string_view case_id)
{
    Query row(
        txn,
        "SELECT case_id, at_ms, actor, version, leaf, faults, first_fault FROM case_check"
        " WHERE case_id = :case_id",
        "tititit", {case_id}
    );
    if (!row.next())
        return std::nullopt;
    CaseCheck check;
    check.case_id = row.text();
    check.at = row.instant();
    check.actor = row.text();
    check.version = row.integer();
    check.leaf = row.text();
    check.faults = row.integer();
    check.first_fault = row.text();
    return check;
}

}  // namespace beihui::storage
