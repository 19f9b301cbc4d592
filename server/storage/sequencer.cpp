#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

// Held to the end of the transaction, so that the next one sees what this one gave.
bool holds_lock(WriteTxn& txn)
{
    if (!txn.is_postgresql())
        return true;  // there is one writer
    Query row(
        txn,
        "SELECT CASE WHEN pg_try_advisory_xact_lock(hashtextextended('beihui sequencer', 2))"
        " THEN 1 ELSE 0 END",
        "i"
    );
    return row.next() && row.flag();
}

std::int64_t size_of_log(ReadTxn& txn, const std::string& tenant)
{
    Query row(txn, "SELECT COALESCE(MAX(seq) + 1, 0) FROM entry WHERE tenant = :t", "i", {tenant});
    return row.next() ? row.integer() : 0;
}

}  // namespace

std::size_t sequence_entries(WriteTxn& txn, std::size_t most)
{
    if (!holds_lock(txn))
        return 0;
    std::vector<std::pair<std::string, std::string>> waiting;
    {
        Query rows(
            txn,
            "SELECT tenant, uid FROM entry WHERE seq IS NULL ORDER BY tenant, at_ms, uid"
            " LIMIT :most",
            "tt", {most}
        );
        while (rows.next()) {
            std::string tenant = rows.text();
            waiting.emplace_back(std::move(tenant), rows.text());
        }
    }
    std::map<std::string, std::int64_t> next;
    for (const auto& [tenant, uid] : waiting) {
        auto place = next.find(tenant);
        if (place == next.end())
            place = next.emplace(tenant, size_of_log(txn, tenant)).first;
        run(txn,
            "UPDATE entry SET seq = :seq WHERE tenant = :tenant AND uid = :uid AND seq IS NULL",
            {place->second, tenant, uid});
        ++place->second;
    }
    return waiting.size();
}

}  // namespace beihui::storage
