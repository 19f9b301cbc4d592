#include "storage/feed_store.hpp"

#include "storage/columns.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view feed_types = "ttttttiii";

std::string select_feed(std::string_view rest)
{
    return "SELECT f.id, f.account, f.name, f.token_hash, f.layers, f.language, f.made_ms,"
           " f.revoked_ms, f.used_ms FROM calendar_feed f" +
           std::string(rest);
}

CalendarFeed read_feed(Query& row)
{
    CalendarFeed feed;
    feed.id = row.text();
    feed.account = row.text();
    feed.name = row.text();
    feed.token_hash = row.text();
    feed.layers = parted(row.text());
    feed.language = row.text();
    feed.made_at = row.instant();
    feed.revoked_at = row.maybe_instant();
    feed.used_at = row.maybe_instant();
    return feed;
}

}  // namespace

void put_calendar_feed(WriteTxn& txn, const CalendarFeed& feed)
{
    run(txn,
        "INSERT INTO calendar_feed (id, account, name, token_hash, layers, language, made_ms,"
        " revoked_ms, used_ms)"
        " VALUES (:id, :account, :name, :hash, :layers, :language, :made, :revoked, :used)",
        {feed.id, feed.account, feed.name, feed.token_hash, joined(feed.layers), feed.language,
         feed.made_at, feed.revoked_at, feed.used_at});
}

std::vector<CalendarFeed> live_calendar_feeds(ReadTxn& txn, std::string_view account)
{
    static const std::string sql = select_feed(
        " WHERE f.account = :account AND f.revoked_ms IS NULL ORDER BY f.made_ms DESC, f.id"
    );
    std::vector<CalendarFeed> feeds;
    Query rows(txn, sql, feed_types, {account});
    while (rows.next())
        feeds.push_back(read_feed(rows));
    return feeds;
}

std::optional<CalendarFeed> find_live_calendar_feed(ReadTxn& txn, std::string_view token_hash)
{
    static const std::string sql =
        select_feed(" JOIN account a ON a.id = f.account AND a.locked = 0"
                    " WHERE f.token_hash = :hash AND f.revoked_ms IS NULL");
    Query row(txn, sql, feed_types, {token_hash});
    if (!row.next())
        return std::nullopt;
    return read_feed(row);
}

void touch_calendar_feed(WriteTxn& txn, std::string_view id, Instant used_at)
{
    run(txn, "UPDATE calendar_feed SET used_ms = :used WHERE id = :id", {used_at, id});
}

bool revoke_calendar_feed(
    WriteTxn& txn,
    std::string_view id,
    std::string_view account,
    Instant revoked_at
)
{
    return run(txn,
               "UPDATE calendar_feed SET revoked_ms = :revoked"
               " WHERE id = :id AND account = :account AND revoked_ms IS NULL",
               {revoked_at, id, account}) == 1;
}

}  // namespace beihui::storage
