#include "storage/sign_in_stores.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

TriesFound tries_where(ReadTxn& txn, std::string_view sql, std::string_view value, Period within)
{
    Query row(txn, sql, "ii", {value, within.after, within.until});
    TriesFound found;
    if (row.next()) {
        found.count = row.integer();
        found.last = row.maybe_instant();
    }
    return found;
}

}  // namespace

void hold_counter(WriteTxn& txn, std::string_view counter, Instant now)
{
    run(txn,
        "INSERT INTO sign_in_counter (counter, at_ms) VALUES (:counter, :at)"
        " ON CONFLICT (counter) DO UPDATE SET at_ms = excluded.at_ms",
        {counter, now});
}

void put_try(WriteTxn& txn, const Try& made)
{
    run(txn,
        "INSERT INTO sign_in_try (id, counter, login, address, network, at_ms)"
        " VALUES (:id, :counter, :login, :address, :network, :at)",
        {made.id, made.counter, made.login, made.address, made.network, made.at});
}

TriesFound tries_for(ReadTxn& txn, std::string_view counter, Period within)
{
    return tries_where(
        txn,
        "SELECT COUNT(*), MAX(at_ms) FROM sign_in_try WHERE counter = :counter AND at_ms > :after"
        " AND at_ms <= :until",
        counter, within
    );
}

TriesFound tries_from_address(ReadTxn& txn, std::string_view address, Period within)
{
    return tries_where(
        txn,
        "SELECT COUNT(*), MAX(at_ms) FROM sign_in_try WHERE address = :address AND at_ms > :after"
        " AND at_ms <= :until",
        address, within
    );
}

TriesFound tries_from_network(ReadTxn& txn, std::string_view network, Period within)
{
    return tries_where(
        txn,
        "SELECT COUNT(*), MAX(at_ms) FROM sign_in_try WHERE network = :network AND at_ms > :after"
        " AND at_ms <= :until",
        network, within
    );
}

std::int64_t logins_tried_from(ReadTxn& txn, std::string_view network, Period within)
{
    Query row(
        txn,
        "SELECT COUNT(DISTINCT login) FROM sign_in_try WHERE network = :network AND at_ms > :after"
        " AND at_ms <= :until",
        "i", {network, within.after, within.until}
    );
    return row.next() ? row.integer() : 0;
}

void forget_tries(WriteTxn& txn, std::string_view counter)
{
    run(txn, "DELETE FROM sign_in_try WHERE counter = :counter", {counter});
}

void drop_tries_before(WriteTxn& txn, Instant at)
{
    run(txn, "DELETE FROM sign_in_try WHERE at_ms < :at", {at});
    run(txn, "DELETE FROM sign_in_counter WHERE at_ms < :at", {at});
}

}  // namespace beihui::storage
