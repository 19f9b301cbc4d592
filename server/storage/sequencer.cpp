#include "storage/kept_numbers.hpp"
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

struct Waiting
{
    std::string tenant;
    std::string uid;
    std::string case_id;
};

// One order over the logs of all organisations: what was given its position later stands later. Only
// the end of it is kept, see kept_numbers.hpp.
void put_in_order(WriteTxn& txn, const std::vector<Waiting>& given)
{
    std::int64_t last = 0;
    {
        Query row(txn, "SELECT COALESCE(MAX(pos), 0) FROM entry_order", "i");
        last = row.next() ? row.integer() : 0;
    }
    // Two sizes of one statement: each is kept prepared.
    constexpr std::size_t many = 32;
    for (std::size_t at = 0; at < given.size();) {
        const std::size_t rows = given.size() - at >= many ? many : 1;
        std::string sql = "INSERT INTO entry_order (pos, uid, case_id) VALUES ";
        std::vector<Parameter> values;
        for (std::size_t i = 0; i < rows; ++i) {
            const std::string n = std::to_string(i);
            sql += (i > 0 ? ", (:p" : "(:p") + n + ", :u" + n + ", :c" + n + ")";
            values.emplace_back(++last);
            values.emplace_back(given[at + i].uid);
            values.emplace_back(given[at + i].case_id);
        }
        send(txn, sql, values);
        at += rows;
    }
    send(txn, "DELETE FROM entry_order WHERE pos <= :last", {last - entries_kept_in_order});
}

}  // namespace

std::size_t sequence_entries(WriteTxn& txn, std::size_t most)
{
    if (!holds_lock(txn))
        return 0;
    std::vector<Waiting> waiting;
    {
        Query rows(
            txn,
            "SELECT tenant, uid, case_id FROM entry WHERE seq IS NULL ORDER BY tenant, at_ms, uid"
            " LIMIT :most",
            "ttt", {most}
        );
        while (rows.next()) {
            Waiting& one = waiting.emplace_back();
            one.tenant = rows.text();
            one.uid = rows.text();
            one.case_id = rows.text();
        }
    }
    std::map<std::string, std::int64_t> next;
    for (const auto& [tenant, uid, case_id] : waiting) {
        auto place = next.find(tenant);
        if (place == next.end())
            place = next.emplace(tenant, size_of_log(txn, tenant)).first;
        send(
            txn,
            "UPDATE entry SET seq = :seq WHERE tenant = :tenant AND uid = :uid AND seq IS NULL",
            {place->second, tenant, uid}
        );
        ++place->second;
    }
    if (!waiting.empty())
        put_in_order(txn, waiting);
    return waiting.size();
}

}  // namespace beihui::storage
