#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A calendar that somebody subscribed to.
struct CalendarFeed
{
    std::string id;
    std::string account;
    std::string name;
    std::string token_hash;  // SHA-256 of the secret, hex
    std::vector<std::string> layers;
    std::string language;  // "zh", "en"
    Instant made_at;
    std::optional<Instant> revoked_at = {};
    std::optional<Instant> used_at = {};
};

void put_calendar_feed(WriteTxn& txn, const CalendarFeed& feed);
// Those of an account that were not ended, the latest first.
std::vector<CalendarFeed> live_calendar_feeds(ReadTxn& txn, std::string_view account);
// The one whose secret has this hash, unless it was ended or its owner is locked: one statement
// whatever the answer, so that no answer comes sooner than another.
std::optional<CalendarFeed> find_live_calendar_feed(ReadTxn& txn, std::string_view token_hash);
void touch_calendar_feed(WriteTxn& txn, std::string_view id, Instant used_at);
// False when that account has none with this id that goes on.
bool revoke_calendar_feed(
    WriteTxn& txn,
    std::string_view id,
    std::string_view account,
    Instant revoked_at
);

}  // namespace beihui::storage
