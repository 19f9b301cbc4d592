#pragma once

#include "accounts/sessions.hpp"
#include "storage/door_store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace beihui::accounts
{

// Devices at the door of an event (签到设备), each opened by an officer with a link that holds a
// secret: bh_door_<43 characters>. Whoever has the link counts at that one event, in the officer's
// name and as far as the officer may on that day, and does nothing else.

constexpr std::size_t most_doors = 20;                // of one event, at a time
constexpr std::int64_t door_after_ms = 12 * hour_ms;  // that a device goes on after the event

struct DoorAsked
{
    std::string case_id;
    std::string number;  // of the case, for the access log
    std::string label;   // where it stands
    Instant expires_at;
};

struct DoorMade
{
    std::string token;  // shown once
    storage::Door kept;
};

// `address`: where the wish comes from, for the access log.
// Refuses: conflict, "too_many_doors"; conflict, "door_label_taken" while another goes on by it.
Result<DoorMade> make_door(
    storage::Database& database,
    const Actor& officer,
    const DoorAsked& asked,
    std::string_view address,
    Instant now
);

// Ends one of the case. Refuses: not_found, "door_not_found".
Result<void> end_door(
    storage::Database& database,
    const Actor& officer,
    const storage::Door& door,
    std::string_view address,
    Instant now
);

struct DoorHolder
{
    Actor actor;  // the officer as they stand today
    storage::Door door;
};
// Whom a secret lets count now. None for one that was ended, that is over, that nobody was given,
// whose officer is locked or may not work on cases any more; the same work is done whichever it is.
// Notes its use.
std::optional<DoorHolder> holder_of_door(
    storage::Database& database,
    std::string_view token,
    Instant now
);
// The same of a device that is known by its id.
std::optional<DoorHolder> holder_of_door_id(
    storage::Database& database,
    std::string_view id,
    Instant now
);

// The codes that a device shows and students scan: good for a short time, and made from nothing but
// the device and the time, so that it can be given those of the next minutes at once.
constexpr std::int64_t pass_step_ms = 30'000;   // how long a code is shown
constexpr std::int64_t pass_good_ms = 120'000;  // how long it is taken, from when it is first shown

std::string pass_code(const storage::Database& database, std::string_view door, std::int64_t step);

struct PassRead
{
    std::string door;  // id
    std::int64_t step = 0;
};
// None for a code that we did not make, or that is not good at this time.
std::optional<PassRead> read_pass_code(
    const storage::Database& database,
    std::string_view code,
    Instant now
);

// What tells two browsers apart at an event, from the random number that one of them keeps.
std::string pass_marker(
    const storage::Database& database,
    std::string_view case_id,
    std::string_view number
);

}  // namespace beihui::accounts
