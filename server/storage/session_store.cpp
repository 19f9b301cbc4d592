#include "base/bytes.hpp"
#include "storage/access_watch.hpp"
#include "storage/sign_in_stores.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view session_types = "ttiitttti";

std::string select_session(std::string_view rest)
{
    return "SELECT token_hash, account, opened_ms, seen_ms, id, host, device, address,"
           " confirmed_ms FROM session" +
           std::string(rest);
}

Session read_session(Query& row)
{
    Session session;
    session.token_hash = row.text();
    session.account = row.text();
    session.opened_at = row.instant();
    session.seen_at = row.instant();
    session.id = row.text();
    session.host = row.text();
    session.device = row.text();
    session.address = row.text();
    session.confirmed_at = row.maybe_instant();
    return session;
}

}  // namespace

void put_session(WriteTxn& txn, const Session& session)
{
    run(txn,
        "INSERT INTO session (token_hash, account, opened_ms, seen_ms, id, host, device, address,"
        " confirmed_ms)"
        " VALUES (:token_hash, :account, :opened, :seen, :id, :host, :device, :address, "
        ":confirmed)",
        {session.token_hash, session.account, session.opened_at, session.seen_at,
         session.id.empty() ? random_id() : session.id, session.host, session.device,
         session.address, session.confirmed_at});
}

std::optional<Session> find_session(ReadTxn& txn, std::string_view token_hash)
{
    static const std::string sql = select_session(" WHERE token_hash = :hash");
    Query row(txn, sql, session_types, {token_hash});
    if (!row.next())
        return std::nullopt;
    return read_session(row);
}

std::vector<Session> sessions_of(ReadTxn& txn, std::string_view account, Instant opened_after)
{
    static const std::string sql =
        select_session(" WHERE account = :account AND opened_ms > :after ORDER BY opened_ms DESC");
    std::vector<Session> sessions;
    Query rows(txn, sql, session_types, {account, opened_after});
    while (rows.next())
        sessions.push_back(read_session(rows));
    return sessions;
}

void touch_session(WriteTxn& txn, std::string_view token_hash, Instant seen_at)
{
    run(txn, "UPDATE session SET seen_ms = :seen WHERE token_hash = :hash", {seen_at, token_hash});
}

bool renew_session(
    WriteTxn& txn,
    std::string_view token_hash,
    std::string_view new_hash,
    Instant now
)
{
    note_access_change();
    return run(txn,
               "UPDATE session SET token_hash = :new_hash, confirmed_ms = :confirmed,"
               " seen_ms = :seen WHERE token_hash = :hash",
               {new_hash, now, now, token_hash}) == 1;
}

void drop_session(WriteTxn& txn, std::string_view token_hash)
{
    note_access_change();
    run(txn, "DELETE FROM session WHERE token_hash = :hash", {token_hash});
}

bool drop_session_of(WriteTxn& txn, std::string_view account, std::string_view id)
{
    note_access_change();
    return run(txn, "DELETE FROM session WHERE id = :id AND (account = :account OR :anybody = 1)",
               {id, account, account.empty() ? 1 : 0}) == 1;
}

std::size_t drop_sessions_of(WriteTxn& txn, std::string_view account, std::string_view but)
{
    note_access_change();
    return static_cast<std::size_t>(run(
        txn, "DELETE FROM session WHERE account = :account AND token_hash <> :but", {account, but}
    ));
}

void drop_sessions_before(WriteTxn& txn, Instant opened_before)
{
    run(txn, "DELETE FROM session WHERE opened_ms < :before", {opened_before});
}

std::string find_device(ReadTxn& txn, std::string_view token_hash)
{
    Query row(txn, "SELECT account FROM device WHERE token_hash = :hash", "t", {token_hash});
    return row.next() ? row.text() : std::string();
}

void put_device(
    WriteTxn& txn,
    std::string_view token_hash,
    std::string_view account,
    Instant seen_at
)
{
    run(txn,
        "INSERT INTO device (token_hash, account, seen_ms) VALUES (:hash, :account, :seen)"
        " ON CONFLICT (token_hash) DO UPDATE SET seen_ms = excluded.seen_ms",
        {token_hash, account, seen_at});
}

void drop_devices(WriteTxn& txn, std::string_view account, std::size_t most, Instant before)
{
    run(txn,
        "DELETE FROM device WHERE account = :account AND (seen_ms < :before OR token_hash NOT IN"
        " (SELECT token_hash FROM device WHERE account = :same ORDER BY seen_ms DESC LIMIT :most))",
        {account, before, account, most});
}

}  // namespace beihui::storage
