#include "storage/door_store.hpp"

#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view door_types = "ttttttiiii";

std::string select_door(std::string_view rest)
{
    return "SELECT d.id, d.case_id, d.account, d.actor, d.label, d.token_hash, d.made_ms,"
           " d.expires_ms, d.ended_ms, d.used_ms FROM door d" +
           std::string(rest);
}

Door read_door(Query& row)
{
    Door door;
    door.id = row.text();
    door.case_id = row.text();
    door.account = row.text();
    door.actor = row.text();
    door.label = row.text();
    door.token_hash = row.text();
    door.made_at = row.instant();
    door.expires_at = row.instant();
    door.ended_at = row.maybe_instant();
    door.used_at = row.maybe_instant();
    return door;
}

std::optional<Door> find_one_door(
    ReadTxn& txn,
    const std::string& sql,
    std::string_view value,
    Instant now
)
{
    Query row(txn, sql, door_types, {value, now});
    if (!row.next())
        return std::nullopt;
    return read_door(row);
}

}  // namespace

void put_door(WriteTxn& txn, const Door& door)
{
    run(txn,
        "INSERT INTO door (id, case_id, account, actor, label, token_hash, made_ms, expires_ms,"
        " ended_ms, used_ms)"
        " VALUES (:id, :case, :account, :actor, :label, :hash, :made, :expires, :ended, :used)",
        {door.id, door.case_id, door.account, door.actor, door.label, door.token_hash, door.made_at,
         door.expires_at, door.ended_at, door.used_at});
}

std::vector<Door> doors_of_case(ReadTxn& txn, std::string_view case_id)
{
    static const std::string sql =
        select_door(" WHERE d.case_id = :case ORDER BY d.made_ms DESC, d.id");
    std::vector<Door> doors;
    Query rows(txn, sql, door_types, {case_id});
    while (rows.next())
        doors.push_back(read_door(rows));
    return doors;
}

std::optional<Door> find_live_door(ReadTxn& txn, std::string_view token_hash, Instant now)
{
    static const std::string sql =
        select_door(" JOIN account a ON a.id = d.account AND a.locked = 0"
                    " WHERE d.token_hash = :hash AND d.ended_ms IS NULL AND d.expires_ms > :now");
    return find_one_door(txn, sql, token_hash, now);
}

std::optional<Door> find_live_door_by_id(ReadTxn& txn, std::string_view id, Instant now)
{
    static const std::string sql =
        select_door(" JOIN account a ON a.id = d.account AND a.locked = 0"
                    " WHERE d.id = :id AND d.ended_ms IS NULL AND d.expires_ms > :now");
    return find_one_door(txn, sql, id, now);
}

void touch_door(WriteTxn& txn, std::string_view id, Instant used_at)
{
    run(txn, "UPDATE door SET used_ms = :used WHERE id = :id", {used_at, id});
}

bool end_door(WriteTxn& txn, std::string_view id, std::string_view case_id, Instant ended_at)
{
    return run(txn,
               "UPDATE door SET ended_ms = :ended"
               " WHERE id = :id AND case_id = :case AND ended_ms IS NULL",
               {ended_at, id, case_id}) == 1;
}

std::optional<DoorBatch> find_door_batch(ReadTxn& txn, std::string_view door, std::string_view key)
{
    Query row(
        txn,
        "SELECT door, batch_key, request_hash, version, at_ms FROM door_batch"
        " WHERE door = :door AND batch_key = :key",
        "tttii", {door, key}
    );
    if (!row.next())
        return std::nullopt;
    DoorBatch batch;
    batch.door = row.text();
    batch.key = row.text();
    batch.request_hash = row.text();
    batch.version = row.integer();
    batch.at = row.instant();
    return batch;
}

bool keep_door_batch(WriteTxn& txn, const DoorBatch& batch)
{
    return run(txn,
               "INSERT INTO door_batch (door, batch_key, request_hash, version, at_ms)"
               " VALUES (:door, :key, :hash, :version, :at) ON CONFLICT DO NOTHING",
               {batch.door, batch.key, batch.request_hash, batch.version, batch.at}) == 1;
}

bool put_door_pass(WriteTxn& txn, const DoorPass& pass)
{
    return run(txn,
               "INSERT INTO door_pass (marker, door, step, identity, at_ms, booked)"
               " VALUES (:marker, :door, :step, :identity, :at, 0) ON CONFLICT DO NOTHING",
               {pass.marker, pass.door, pass.step, pass.identity, pass.at}) == 1;
}

std::int64_t passes_of_step(ReadTxn& txn, std::string_view door, std::int64_t step)
{
    Query row(
        txn, "SELECT COUNT(*) FROM door_pass WHERE door = :door AND step = :step", "i", {door, step}
    );
    return row.next() ? row.integer() : 0;
}

std::vector<WaitingPasses> waiting_passes(ReadTxn& txn, std::string_view door, Instant until)
{
    std::vector<WaitingPasses> waiting;
    Query rows(
        txn,
        "SELECT identity, COUNT(*), MIN(at_ms) FROM door_pass"
        " WHERE door = :door AND booked = 0 AND at_ms <= :until GROUP BY identity ORDER BY "
        "identity",
        "tii", {door, until}
    );
    while (rows.next()) {
        WaitingPasses some;
        some.identity = rows.text();
        some.count = rows.integer();
        some.oldest = rows.instant();
        waiting.push_back(std::move(some));
    }
    return waiting;
}

std::int64_t book_passes(
    WriteTxn& txn,
    std::string_view door,
    std::string_view identity,
    Instant until
)
{
    return run(
        txn,
        "UPDATE door_pass SET booked = 1"
        " WHERE door = :door AND identity = :identity AND booked = 0 AND at_ms <= :until",
        {door, identity, until}
    );
}

void drop_passes_before(WriteTxn& txn, Instant at)
{
    run(txn, "DELETE FROM door_pass WHERE booked = 1 AND at_ms < :at", {at});
}

}  // namespace beihui::storage
