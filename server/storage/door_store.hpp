#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// A device at the door of an event (签到设备).
struct Door
{
    std::string id;
    std::string case_id;
    std::string account;     // of the officer who opened it
    std::string actor;       // their key in the history
    std::string label;       // where it stands: "东门"
    std::string token_hash;  // hex SHA-256 of the secret in its link
    Instant made_at;
    Instant expires_at;
    std::optional<Instant> ended_at;
    std::optional<Instant> used_at;

    bool is_live(Instant now) const { return !ended_at && now < expires_at; }
};

void put_door(WriteTxn& txn, const Door& door);
// All that were ever opened, the latest first.
std::vector<Door> doors_of_case(ReadTxn& txn, std::string_view case_id);
// The one whose secret has this hash while it is live and its officer is not locked: one statement
// whatever the answer, so that no answer comes sooner than another.
std::optional<Door> find_live_door(ReadTxn& txn, std::string_view token_hash, Instant now);
std::optional<Door> find_live_door_by_id(ReadTxn& txn, std::string_view id, Instant now);
void touch_door(WriteTxn& txn, std::string_view id, Instant used_at);
// False when the case has none with this id that goes on.
bool end_door(WriteTxn& txn, std::string_view id, std::string_view case_id, Instant ended_at);

// What a device sent, once it was written.
struct DoorBatch
{
    std::string door;
    std::string key;
    std::string request_hash;
    std::int64_t version = 0;  // of the case, after it
    Instant at;
};
std::optional<DoorBatch> find_door_batch(ReadTxn& txn, std::string_view door, std::string_view key);
// False when it is there already.
bool keep_door_batch(WriteTxn& txn, const DoorBatch& batch);

// A phone that was counted by the code on a device.
struct DoorPass
{
    std::string marker;  // of browser and event; nobody can tell either from it
    std::string door;
    std::int64_t step = 0;  // of the code that was scanned
    std::string identity;
    Instant at;
};
// False when this browser was counted at this event before.
bool put_door_pass(WriteTxn& txn, const DoorPass& pass);
std::int64_t passes_of_step(ReadTxn& txn, std::string_view door, std::int64_t step);

// Passes that do not stand in the case yet.
struct WaitingPasses
{
    std::string identity;
    std::int64_t count = 0;
    Instant oldest;
};
std::vector<WaitingPasses> waiting_passes(ReadTxn& txn, std::string_view door, Instant until);
// Marks them as standing in the case; how many there were.
std::int64_t book_passes(
    WriteTxn& txn,
    std::string_view door,
    std::string_view identity,
    Instant until
);
// Booked ones only.
void drop_passes_before(WriteTxn& txn, Instant at);

}  // namespace beihui::storage
