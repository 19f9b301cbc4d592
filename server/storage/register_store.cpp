#include "history/sealing.hpp"
#include "storage/columns.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view record_columns = "kind, id, organisation, code, name, status, data";
constexpr std::string_view record_types = "ttttttt";

RegisterChange read_record(Query& row)
{
    RegisterChange record;
    record.kind = row.text();
    record.id = row.text();
    record.organisation = row.text();
    record.code = row.text();
    record.name = row.text();
    record.status = row.text();
    record.data = stored_object(row.text());
    return record;
}

std::string select_record(std::string_view rest)
{
    return "SELECT " + std::string(record_columns) + " FROM register_record WHERE kind = :kind" +
           std::string(rest);
}

std::optional<RegisterChange> find_one(
    ReadTxn& txn,
    const std::string& sql,
    std::string_view kind,
    std::string_view value
)
{
    Query row(txn, sql, record_types, {kind, value});
    if (!row.next())
        return std::nullopt;
    return read_record(row);
}

}  // namespace

std::optional<RegisterChange> find_registered(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view id
)
{
    static const std::string sql = select_record(" AND id = :id");
    return find_one(txn, sql, kind, id);
}

std::optional<RegisterChange> find_registered_as_of(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view id,
    Instant at
)
{
    {
        // What has not changed since is as it stands, without reading its entries.
        Query unchanged(
            txn, "SELECT 1 FROM cases WHERE id = :id AND changed_ms <= :at", "i", {id, at}
        );
        if (unchanged.next())
            return find_registered(txn, kind, id);
    }
    Query bodies(
        txn, "SELECT body FROM entry WHERE case_id = :id AND at_ms <= :at ORDER BY case_seq DESC",
        "t", {id, at}
    );
    while (bodies.next()) {
        Effects effects = history::read_body(bodies.text()).effects;
        for (RegisterChange& change : effects.registers)
            if (change.kind == kind && change.id == id)
                return std::move(change);
    }
    return std::nullopt;
}

std::optional<RegisterChange> find_registered_by_code(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view code
)
{
    // The second condition says nothing new: it lets SQLite use the partial index.
    static const std::string sql = select_record(" AND code = :code AND code <> ''");
    return find_one(txn, sql, kind, code);
}

std::vector<RegisterChange> list_registered(
    ReadTxn& txn,
    std::string_view kind,
    std::string_view text,
    std::string_view after_id,
    std::size_t most
)
{
    static const std::string sql =
        select_record(" AND id > :after AND search LIKE :text ESCAPE '!' ORDER BY id LIMIT :most");
    std::vector<RegisterChange> records;
    Query rows(txn, sql, record_types, {kind, after_id, like_pattern(text), most});
    while (rows.next())
        records.push_back(read_record(rows));
    return records;
}

}  // namespace beihui::storage
