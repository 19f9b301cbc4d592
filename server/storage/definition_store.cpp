#include "base/bytes.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{

void keep_definition(
    WriteTxn& txn,
    std::string_view hash,
    std::string_view kind,
    std::string_view id,
    std::int64_t revision,
    std::string_view bytes
)
{
    run(txn,
        "INSERT INTO definition (hash, kind, id, revision, bytes)"
        " VALUES (:hash, :kind, :id, :revision, :bytes) ON CONFLICT (hash) DO NOTHING",
        {hash, kind, id, revision, base64(bytes)});
}

std::optional<std::string> find_definition(ReadTxn& txn, std::string_view hash)
{
    Query row(txn, "SELECT bytes FROM definition WHERE hash = :hash", "t", {hash});
    if (!row.next())
        return std::nullopt;
    return from_base64(row.text());
}

}  // namespace beihui::storage
