#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// Another system that is told over the web of what happened at an organisation and below it.
struct Webhook
{
    std::string id;
    std::string organisation;
    std::string name;
    std::string url;
    std::vector<std::string> events;     // "act.recorded", "duty.overdue" …
    std::vector<std::string> workflows;  // of act.recorded; empty: all that may be told
    std::string state = "on";            // "on"; "off"; "failed": off after the last try
    std::string secret;                  // sealed
    std::string old_secret;              // sealed; empty: none
    std::optional<Instant> old_until;
    Instant made_at;
    std::string made_by;  // key of the actor
    Instant changed_at;
    Instant looked_at;  // entries up to here were looked at
};

void put_webhook(WriteTxn& txn, const Webhook& webhook);
// Those that were not ended, by the time they were made.
std::vector<Webhook> live_webhooks(ReadTxn& txn);
std::optional<Webhook> find_live_webhook(ReadTxn& txn, std::string_view id);
// Name, address, events, workflows, state, secrets and changed_at; false when it was ended.
bool change_webhook(WriteTxn& txn, const Webhook& webhook);
// Its secrets and what waits for it go with it. False when there is none that is live.
bool end_webhook(WriteTxn& txn, std::string_view id, Instant now);
// Never backwards.
void note_looked(WriteTxn& txn, std::string_view id, Instant looked);

// One server at a time tells a receiver, so that it hears things in their order. True when `server`
// has the turn until `until`: nobody else had it at `now`, or this one did.
bool take_turn(
    WriteTxn& txn,
    std::string_view id,
    std::string_view server,
    Instant now,
    Instant until
);
// Switched off after the last try. False when it is not on any more.
bool fail_webhook(WriteTxn& txn, std::string_view id, Instant now);

// --- what is to be told, and how that went --------------------------------------------------------

struct Delivery
{
    std::string id;  // webhook-id
    std::string webhook;
    std::string about;  // what makes it one: uid of an entry, or duty/<case>/<key>/<due>
    std::string kind;
    std::string case_number;
    std::string act;
    Instant happened_at;
    std::string body;
    std::string state = "waiting";  // "delivered"
    std::int64_t attempts = 0;
    Instant next_at;
    std::optional<Instant> tried_at = {};
    std::int64_t took_ms = 0;
    std::int64_t status = 0;
    std::string error = {};
    bool by_hand = false;
};

// False when the webhook is told of the same thing already, whichever server put it there.
bool put_delivery(WriteTxn& txn, const Delivery& delivery);
// The `about` of those that happened at a moment or later.
std::set<std::string> told_since(ReadTxn& txn, std::string_view webhook, Instant since);
// The same of one kind of event.
std::set<std::string> told_since(
    ReadTxn& txn,
    std::string_view webhook,
    Instant since,
    std::string_view kind
);
// What is to go out next: what somebody sends again by hand first, then the earliest.
std::optional<Delivery> next_delivery(ReadTxn& txn, std::string_view webhook);
std::optional<Delivery> find_delivery(ReadTxn& txn, std::string_view webhook, std::string_view id);
// The latest first; `before`: what comes behind the one with this id, of which many have one moment.
std::vector<Delivery> deliveries_of(
    ReadTxn& txn,
    std::string_view webhook,
    const std::optional<std::string>& before,
    std::size_t most
);
std::int64_t count_waiting(ReadTxn& txn, std::string_view webhook);
// Writes how the latest try went, if `server` still has the turn; false otherwise.
bool note_try(WriteTxn& txn, const Delivery& delivery, std::string_view server);
// Puts it out again at once, under the same webhook-id.
bool send_again(WriteTxn& txn, std::string_view webhook, std::string_view id, Instant now);
// What waits may go out at once, with all its tries before it.
void forget_tries(WriteTxn& txn, std::string_view webhook, Instant now);
// Those that happened before; returns how many.
std::size_t drop_deliveries_before(WriteTxn& txn, Instant at);

// --- what happened --------------------------------------------------------------------------------

// An entry with the case that it stands in, as that is now.
struct ToldEntry
{
    std::string uid;
    Instant at;
    std::string act;
    std::int64_t position = 0;  // in the log of its organisation
    std::string number;
    std::string workflow;
    std::string stage;
    std::string organisation;
    std::string org_path;
    std::int64_t version = 0;  // of the case by this entry
    std::int64_t seen_levels = 0;
    std::int64_t mergers =
        0;  // organisations at the end of the path that are no levels of their own
};
// Entries with a position, behind (at, uid) and not after `until`, in that order.
std::vector<ToldEntry> entries_behind(
    ReadTxn& txn,
    Instant at,
    std::string_view uid,
    Instant until,
    std::size_t most
);
// The earliest entry that has no position yet.
std::optional<Instant> oldest_without_position(ReadTxn& txn);

struct OverdueDuty
{
    std::string case_id;
    std::string key;
    Instant due;
    std::string pack;
    std::string form;
    std::string number;
    std::string workflow;
    std::string organisation;
    std::string org_path;
};
// Open duties that fell due in (after, until], by that.
std::vector<OverdueDuty> duties_fallen_due(ReadTxn& txn, Instant after, Instant until);

}  // namespace beihui::storage
