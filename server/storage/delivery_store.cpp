// What receivers of webhooks are to be told, and how that went.
#include "storage/statement.hpp"
#include "storage/webhook_store.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view delivery_types = "ttttttittiiiiiti";
constexpr std::string_view delivery_columns =
    "d.id, d.webhook, d.about, d.kind, d.case_number, d.act, d.happened_ms, d.body, d.state,"
    " d.attempts, d.next_ms, d.tried_ms, d.took_ms, d.status, d.error, d.by_hand";

std::string select_delivery(std::string_view rest)
{
    return "SELECT " + std::string(delivery_columns) + " FROM webhook_delivery d" +
           std::string(rest);
}

Delivery read_delivery(Query& row)
{
    Delivery delivery;
    delivery.id = row.text();
    delivery.webhook = row.text();
    delivery.about = row.text();
    delivery.kind = row.text();
    delivery.case_number = row.text();
    delivery.act = row.text();
    delivery.happened_at = row.instant();
    delivery.body = row.text();
    delivery.state = row.text();
    delivery.attempts = row.integer();
    delivery.next_at = row.instant();
    delivery.tried_at = row.maybe_instant();
    delivery.took_ms = row.integer();
    delivery.status = row.integer();
    delivery.error = row.text();
    delivery.by_hand = row.flag();
    return delivery;
}

std::set<std::string> read_abouts(Query& rows)
{
    std::set<std::string> abouts;
    while (rows.next())
        abouts.insert(rows.text());
    return abouts;
}

}  // namespace

bool put_delivery(WriteTxn& txn, const Delivery& delivery)
{
    return run(txn,
               "INSERT INTO webhook_delivery (id, webhook, about, kind, case_number, act,"
               " happened_ms, body, state, attempts, next_ms, took_ms, status, error, by_hand)"
               " VALUES (:id, :webhook, :about, :kind, :number, :act, :happened, :body, 'waiting',"
               " 0, :next, 0, 0, '', 0) ON CONFLICT (webhook, about) DO NOTHING",
               {delivery.id, delivery.webhook, delivery.about, delivery.kind, delivery.case_number,
                delivery.act, delivery.happened_at, delivery.body, delivery.next_at}) == 1;
}

std::set<std::string> told_since(ReadTxn& txn, std::string_view webhook, Instant since)
{
    Query rows(
        txn,
        "SELECT d.about FROM webhook_delivery d WHERE d.webhook = :webhook"
        " AND d.happened_ms >= :since",
        "t", {webhook, since}
    );
    return read_abouts(rows);
}

std::set<std::string> told_since(
    ReadTxn& txn,
    std::string_view webhook,
    Instant since,
    std::string_view kind
)
{
    Query rows(
        txn,
        "SELECT d.about FROM webhook_delivery d WHERE d.webhook = :webhook"
        " AND d.happened_ms >= :since AND d.kind = :kind",
        "t", {webhook, since, kind}
    );
    return read_abouts(rows);
}

std::optional<Delivery> next_delivery(ReadTxn& txn, std::string_view webhook)
{
    static const std::string sql =
        select_delivery(" WHERE d.webhook = :webhook AND d.state = 'waiting'"
                        " ORDER BY d.by_hand DESC, d.happened_ms, d.about LIMIT 1");
    Query row(txn, sql, delivery_types, {webhook});
    return row.next() ? std::optional(read_delivery(row)) : std::nullopt;
}

std::optional<Delivery> find_delivery(ReadTxn& txn, std::string_view webhook, std::string_view id)
{
    static const std::string sql = select_delivery(" WHERE d.webhook = :webhook AND d.id = :id");
    Query row(txn, sql, delivery_types, {webhook, id});
    return row.next() ? std::optional(read_delivery(row)) : std::nullopt;
}

std::vector<Delivery> deliveries_of(
    ReadTxn& txn,
    std::string_view webhook,
    const std::optional<std::string>& before,
    std::size_t most
)
{
    constexpr std::string_view latest_first =
        " ORDER BY d.happened_ms DESC, d.about DESC LIMIT :most";
    static const std::string from_the_latest =
        select_delivery(" WHERE d.webhook = :webhook" + std::string(latest_first));
    static const std::string from_there_on = select_delivery(
        " WHERE d.webhook = :webhook AND (d.happened_ms, d.about) <"
        " (SELECT b.happened_ms, b.about FROM webhook_delivery b WHERE b.id = :before)" +
        std::string(latest_first)
    );
    std::vector<Delivery> deliveries;
    Query rows = before ? Query(txn, from_there_on, delivery_types, {webhook, *before, most})
                        : Query(txn, from_the_latest, delivery_types, {webhook, most});
    while (rows.next())
        deliveries.push_back(read_delivery(rows));
    return deliveries;
}

std::int64_t count_waiting(ReadTxn& txn, std::string_view webhook)
{
    Query row(
        txn,
        "SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook = :webhook"
        " AND d.state = 'waiting'",
        "i", {webhook}
    );
    return row.next() ? row.integer() : 0;
}

bool note_try(WriteTxn& txn, const Delivery& delivery, std::string_view server)
{
    return run(txn,
               "UPDATE webhook_delivery SET state = :state, attempts = :attempts, next_ms = :next,"
               " tried_ms = :tried, took_ms = :took, status = :status, error = :error,"
               " by_hand = :by_hand WHERE id = :id AND EXISTS (SELECT 1 FROM webhook w"
               " WHERE w.id = webhook_delivery.webhook AND w.lease_by = :server)",
               {delivery.state, delivery.attempts, delivery.next_at, delivery.tried_at,
                delivery.took_ms, delivery.status, delivery.error, delivery.by_hand ? 1 : 0,
                delivery.id, server}) == 1;
}

bool send_again(WriteTxn& txn, std::string_view webhook, std::string_view id, Instant now)
{
    return run(txn,
               "UPDATE webhook_delivery SET state = 'waiting', attempts = 0, next_ms = :now,"
               " by_hand = 1 WHERE id = :id AND webhook = :webhook",
               {now, id, webhook}) == 1;
}

void forget_tries(WriteTxn& txn, std::string_view webhook, Instant now)
{
    run(txn,
        "UPDATE webhook_delivery SET attempts = 0, next_ms = :now WHERE webhook = :webhook"
        " AND state = 'waiting'",
        {now, webhook});
}

std::size_t drop_deliveries_before(WriteTxn& txn, Instant at)
{
    return static_cast<std::size_t>(
        run(txn, "DELETE FROM webhook_delivery WHERE happened_ms < :at", {at})
    );
}

}  // namespace beihui::storage
