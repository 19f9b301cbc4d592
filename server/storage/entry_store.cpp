#include "base/bytes.hpp"
#include "storage/appending.hpp"
#include "storage/columns.hpp"
#include "storage/effects.hpp"
#include "storage/hidden_store.hpp"
#include "storage/packed_text.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view select_entry =
    "SELECT tenant, seq, uid, case_id, case_seq, at_ms, actor, act, body, leaf, trace_hash"
    " FROM entry ";
constexpr std::string_view entry_columns = "tittiittttt";
constexpr std::size_t page = 500;

StoredEntry read_entry(Query& row)
{
    StoredEntry entry;
    entry.tenant = row.text();
    entry.seq = row.maybe_integer();
    entry.uid = row.text();
    entry.case_id = row.text();
    entry.case_seq = row.integer();
    entry.at = row.instant();
    entry.actor = row.text();
    entry.act = row.text();
    entry.body = row.text();
    entry.leaf = row.text();
    entry.trace_hash = row.text();
    return entry;
}

std::string entry_query(std::string_view rest)
{
    return std::string(select_entry) + std::string(rest);
}

Error stale(std::int64_t version)
{
    const std::string now = std::to_string(version);
    return refuse(
        Refusal::stale, "stale", "案卷已被他人更新（现为第 " + now + " 版），请重新打开后再办理",
        "the case has moved on to version " + now + " since it was read; read it again"
    );
}

// Locks the case on PostgreSQL; on SQLite there is one writer.
std::string_view version_sql(bool is_postgresql)
{
    return is_postgresql ? "SELECT version, changed_ms FROM cases WHERE id = :id FOR UPDATE"
                         : "SELECT version, changed_ms FROM cases WHERE id = :id";
}

Result<void> check_version(Query& row, const Entry& entry)
{
    std::int64_t version = 0;
    Instant changed = entry.at;
    if (row.next()) {
        version = row.integer();
        changed = row.instant();
    }
    if (version != entry.case_seq - 1)
        return stale(version);
    if (entry.at < changed)
        return refuse(
            Refusal::unavailable, "clock_behind",
            "服务器时钟早于本案卷上一条记录（" + changed.text() + "），请管理员校准时钟后再试",
            "the clock of the server is behind the last entry of this case (" + changed.text() +
                "); the administrator must set it"
        );
    return {};
}

// A code stands for one thing of its kind. On PostgreSQL two writers could both find it free, so
// they first take the same lock.
Result<void> check_codes(WriteTxn& txn, const Entry& entry)
{
    for (const RegisterChange& change : entry.effects.registers) {
        if (change.code.empty())
            continue;
        if (txn.is_postgresql())
            Query(
                txn, "SELECT pg_advisory_xact_lock(hashtextextended(:code, 1))", "t",
                {change.kind + ' ' + change.code}
            )
                .next();
        Query taken(
            txn,
            "SELECT name FROM register_record WHERE kind = :kind AND code = :code AND id <> :id",
            "t", {change.kind, change.code, change.id}
        );
        if (taken.next())
            return refuse(
                Refusal::conflict, "code_taken",
                "代码 " + change.code + " 已登记（" + taken.text() + "），请使用已有记录",
                "the code " + change.code + " is registered already; use the record that is there"
            );
    }
    return {};
}

Query insert_entry(WriteTxn& txn, const Entry& entry)
{
    return Query(
        txn,
        "INSERT INTO entry (uid, tenant, seq, case_id, case_seq, at_ms, valid_at_ms, actor,"
        " act, body, trace_hash, pack_hash, calendar_hash, leaf)"
        " VALUES (:uid, :tenant, NULL, :case_id, :case_seq, :at, :valid_at, :actor, :act,"
        " :body, :trace_hash, :pack_hash, :calendar_hash, :leaf) ON CONFLICT DO NOTHING",
        {},
        {entry.uid, entry.tenant, entry.case_id, entry.case_seq, entry.at, entry.valid_at,
         entry.actor, entry.act, entry.body, entry.trace_hash, pack_hashes(entry.packs),
         entry.calendar_hash, hex(entry.leaf)}
    );
}

}  // namespace

Result<void> append_entry(
    WriteTxn& txn,
    const Entry& entry,
    const std::vector<HiddenValue>& hidden,
    std::string_view trace
)
{
    AppendingLook look(txn, entry);
    return append_entry(txn, entry, hidden, trace, look);
}

Result<void> append_entry(
    WriteTxn& txn,
    const Entry& entry,
    const std::vector<HiddenValue>& hidden,
    std::string_view trace,
    AppendingLook& look
)
{
    if (auto passed = check_version(look.version, entry); !passed)
        return passed;
    if (auto passed = check_codes(txn, entry); !passed)
        return passed;
    Query inserted = insert_entry(txn, entry);
    // Two first entries of one case at once: neither could lock a row that was not there yet. Later
    // ones are locked out, so that their count is read with the answers of what follows.
    if (entry.case_seq == 1 && inserted.affected() != 1)
        return stale(entry.case_seq);
    keep_hidden(txn, entry, hidden);
    if (!entry.trace_hash.empty())
        send(
            txn,
            "INSERT INTO trace (hash, json) VALUES (:hash, :json) ON CONFLICT (hash) DO NOTHING",
            {entry.trace_hash, packed(trace)}
        );
    if (auto applied = apply_effects(txn, entry, look.place); !applied)
        return applied;
    if (entry.case_seq != 1 && inserted.affected() != 1)
        return stale(entry.case_seq);
    return {};
}

AppendingLook::AppendingLook(WriteTxn& txn, const Entry& entry)
    : version(txn, version_sql(txn.is_postgresql()), "ii", {entry.case_id}),
      place(txn, entry.effects.after, entry.at.date())
{}

std::vector<StoredEntry> entries_of_case(
    ReadTxn& txn,
    std::string_view case_id,
    std::int64_t after_seq,
    std::size_t most
)
{
    static const std::string sql =
        entry_query("WHERE case_id = :case AND case_seq > :after ORDER BY case_seq LIMIT :most");
    std::vector<StoredEntry> entries;
    Query rows(txn, sql, entry_columns, {case_id, after_seq, most});
    while (rows.next())
        entries.push_back(read_entry(rows));
    return entries;
}

std::optional<StoredEntry> find_entry(ReadTxn& txn, std::string_view uid)
{
    static const std::string sql = entry_query("WHERE uid = :uid");
    Query row(txn, sql, entry_columns, {uid});
    if (!row.next())
        return std::nullopt;
    StoredEntry entry = read_entry(row);
    if (txn.wall() && !find_case(txn, entry.case_id))
        return std::nullopt;
    return entry;
}

std::optional<std::string> find_trace(ReadTxn& txn, std::string_view hash)
{
    Query row(txn, "SELECT json FROM trace WHERE hash = :hash", "t", {hash});
    if (!row.next())
        return std::nullopt;
    return unpacked(row.text());
}

void for_each_entry(ReadTxn& txn, const std::function<void(const StoredEntry&)>& each)
{
    static const std::string sql =
        entry_query("WHERE (at_ms, uid) > (:at, :uid) ORDER BY at_ms, uid LIMIT :most");
    std::int64_t at_ms = std::numeric_limits<std::int64_t>::min();
    std::string uid;
    for (bool more = true; more;) {
        std::vector<StoredEntry> entries;
        {
            // PostgreSQL sends the whole answer at once: hence pages.
            Query rows(txn, sql, entry_columns, {at_ms, uid, page});
            while (rows.next())
                entries.push_back(read_entry(rows));
        }
        for (const StoredEntry& entry : entries)
            each(entry);
        more = entries.size() == page;
        if (more) {
            at_ms = entries.back().at.ms();
            uid = entries.back().uid;
        }
    }
}

}  // namespace beihui::storage
