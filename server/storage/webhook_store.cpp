#include "storage/webhook_store.hpp"

#include "storage/columns.hpp"
#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

constexpr std::string_view webhook_types = "tttttttttitiii";
constexpr std::string_view webhook_columns =
    "w.id, w.organisation, w.name, w.url, w.events, w.workflows, w.state, w.secret, w.old_secret,"
    " w.old_until_ms, w.made_by, w.made_ms, w.changed_ms, w.looked_ms";

Webhook read_webhook(Query& row)
{
    Webhook webhook;
    webhook.id = row.text();
    webhook.organisation = row.text();
    webhook.name = row.text();
    webhook.url = row.text();
    webhook.events = parted(row.text());
    webhook.workflows = parted(row.text());
    webhook.state = row.text();
    webhook.secret = row.text();
    webhook.old_secret = row.text();
    webhook.old_until = row.maybe_instant();
    webhook.made_by = row.text();
    webhook.made_at = row.instant();
    webhook.changed_at = row.instant();
    webhook.looked_at = row.instant();
    return webhook;
}

}  // namespace

void put_webhook(WriteTxn& txn, const Webhook& webhook)
{
    const std::string events = joined(webhook.events);
    const std::string workflows = joined(webhook.workflows);
    run(txn,
        "INSERT INTO webhook (id, organisation, name, url, events, workflows, state, secret,"
        " old_secret, old_until_ms, made_ms, made_by, changed_ms, looked_ms, lease_by, lease_ms)"
        " VALUES (:id, :organisation, :name, :url, :events, :workflows, :state, :secret, :old,"
        " :old_until, :made, :by, :changed, :looked, '', 0)",
        {webhook.id, webhook.organisation, webhook.name, webhook.url, events, workflows,
         webhook.state, webhook.secret, webhook.old_secret, webhook.old_until, webhook.made_at,
         webhook.made_by, webhook.changed_at, webhook.looked_at});
}

std::vector<Webhook> live_webhooks(ReadTxn& txn)
{
    static const std::string sql = "SELECT " + std::string(webhook_columns) +
                                   " FROM webhook w WHERE w.ended_ms IS NULL"
                                   " ORDER BY w.made_ms, w.id";
    std::vector<Webhook> webhooks;
    Query rows(txn, sql, webhook_types);
    while (rows.next())
        webhooks.push_back(read_webhook(rows));
    return webhooks;
}

std::optional<Webhook> find_live_webhook(ReadTxn& txn, std::string_view id)
{
    static const std::string sql = "SELECT " + std::string(webhook_columns) +
                                   " FROM webhook w WHERE w.id = :id AND w.ended_ms IS NULL";
    Query row(txn, sql, webhook_types, {id});
    return row.next() ? std::optional(read_webhook(row)) : std::nullopt;
}

bool change_webhook(WriteTxn& txn, const Webhook& webhook)
{
    const std::string events = joined(webhook.events);
    const std::string workflows = joined(webhook.workflows);
    return run(txn,
               "UPDATE webhook SET name = :name, url = :url, events = :events,"
               " workflows = :workflows, state = :state, secret = :secret, old_secret = :old,"
               " old_until_ms = :old_until, changed_ms = :changed"
               " WHERE id = :id AND ended_ms IS NULL",
               {webhook.name, webhook.url, events, workflows, webhook.state, webhook.secret,
                webhook.old_secret, webhook.old_until, webhook.changed_at, webhook.id}) == 1;
}

bool end_webhook(WriteTxn& txn, std::string_view id, Instant now)
{
    const bool ended = run(txn,
                           "UPDATE webhook SET ended_ms = :now, state = 'off', secret = '',"
                           " old_secret = '' WHERE id = :id AND ended_ms IS NULL",
                           {now, id}) == 1;
    if (ended)
        run(txn, "DELETE FROM webhook_delivery WHERE webhook = :id", {id});
    return ended;
}

void note_looked(WriteTxn& txn, std::string_view id, Instant looked)
{
    run(txn, "UPDATE webhook SET looked_ms = :looked WHERE id = :id AND looked_ms < :before",
        {looked, id, looked});
}

bool take_turn(
    WriteTxn& txn,
    std::string_view id,
    std::string_view server,
    Instant now,
    Instant until
)
{
    return run(txn,
               "UPDATE webhook SET lease_by = :server, lease_ms = :until WHERE id = :id"
               " AND ended_ms IS NULL AND state = 'on' AND (lease_ms <= :now OR lease_by = :same)",
               {server, until, id, now, server}) == 1;
}

bool fail_webhook(WriteTxn& txn, std::string_view id, Instant now)
{
    return run(txn,
               "UPDATE webhook SET state = 'failed', changed_ms = :now WHERE id = :id"
               " AND state = 'on' AND ended_ms IS NULL",
               {now, id}) == 1;
}

std::vector<ToldEntry> entries_behind(
    ReadTxn& txn,
    Instant at,
    std::string_view uid,
    Instant until,
    std::size_t most
)
{
    // Mergers are counted as the levels of a scope count them: see scope_sql.cpp.
    std::vector<ToldEntry> entries;
    Query rows(
        txn,
        "SELECT e.uid, e.at_ms, e.act, e.seq, e.case_seq, c.number, c.workflow, c.stage,"
        " c.organisation, c.org_path, c.seen_levels,"
        " (SELECT COUNT(*) FROM organisation_day m WHERE m.what = 'end' AND m.value <> ''"
        " AND m.from_day <= (SELECT day FROM tree_at WHERE id = 1)"
        " AND c.org_path LIKE '%/' || m.value || '/' || m.organisation || '/%')"
        " FROM entry e JOIN cases c ON c.id = e.case_id"
        " WHERE (e.at_ms, e.uid) > (:at, :uid) AND e.at_ms <= :until AND e.seq IS NOT NULL"
        " ORDER BY e.at_ms, e.uid LIMIT :most",
        "titiitttttii", {at, uid, until, most}
    );
    while (rows.next()) {
        ToldEntry& entry = entries.emplace_back();
        entry.uid = rows.text();
        entry.at = rows.instant();
        entry.act = rows.text();
        entry.position = rows.integer();
        entry.version = rows.integer();
        entry.number = rows.text();
        entry.workflow = rows.text();
        entry.stage = rows.text();
        entry.organisation = rows.text();
        entry.org_path = rows.text();
        entry.seen_levels = rows.integer();
        entry.mergers = rows.integer();
    }
    return entries;
}

std::optional<Instant> oldest_without_position(ReadTxn& txn)
{
    Query row(txn, "SELECT MIN(at_ms) FROM entry WHERE seq IS NULL", "i");
    return row.next() ? row.maybe_instant() : std::nullopt;
}

std::vector<OverdueDuty> duties_fallen_due(ReadTxn& txn, Instant after, Instant until)
{
    std::vector<OverdueDuty> duties;
    Query rows(
        txn,
        "SELECT d.case_id, d.duty_key, d.due_ms, d.pack, d.form, c.number, c.workflow,"
        " c.organisation, c.org_path FROM duty d JOIN cases c ON c.id = d.case_id"
        " WHERE d.state = 'open' AND d.due_ms > :after AND d.due_ms <= :until"
        " ORDER BY d.due_ms, d.case_id, d.duty_key",
        "ttitttttt", {after, until}
    );
    while (rows.next()) {
        OverdueDuty& duty = duties.emplace_back();
        duty.case_id = rows.text();
        duty.key = rows.text();
        duty.due = rows.instant();
        duty.pack = rows.text();
        duty.form = rows.text();
        duty.number = rows.text();
        duty.workflow = rows.text();
        duty.organisation = rows.text();
        duty.org_path = rows.text();
    }
    return duties;
}

}  // namespace beihui::storage
