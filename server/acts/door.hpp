#pragma once

#include "accounts/doors.hpp"
#include "acts/case_state.hpp"
#include "acts/context.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// What devices do at the door of an event: 到场, firms that are on no list, students who were counted.
// Each is an act of the workflow, by the officer who opened the device, with the device in its entry.

// Opens a device at an event. Refuses: not_found "case_not_found"; conflict "no_door_here" for a case
// that has none or is not published yet or is closed, "event_over" half a day after its end; not_allowed;
// whatever make_door() refuses.
Result<accounts::DoorMade> open_door(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view label,
    std::string_view address
);

// The devices of an event: schema DoorList.
Result<json::object> door_list(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
);

// Ends a device; passes that still waited are put into the case first.
Result<void> close_door(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view id,
    std::string_view address
);

// What a device shows: schema DoorView. `list_tag`: of the list of firms that it has already.
Result<json::object> door_view(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::DoorHolder& holder,
    std::string_view list_tag
);

// What a device sends at once: exactly one of these is filled.
struct DoorSent
{
    struct Mark
    {
        std::string employer;
        bool attended = false;  // false: taken back, nothing is known again
    };
    struct Firm
    {
        std::string number;
        std::string name;
        std::string booth;
    };
    struct Count
    {
        std::string identity;
        std::int64_t count = 0;  // may be below zero, to take back
    };

    std::vector<Mark> marks;
    std::vector<Firm> firms;
    std::vector<Count> counts;
    std::string key;  // Idempotency-Key
    std::string request_hash;
};

struct DoorDone
{
    std::int64_t version = 0;  // of the case
    bool replayed = false;
};

// Refuses: not_found "unknown_participant"; invalid_input "idempotency_key_reused"; whatever plan_act
// refuses. That the case moved on is no reason: the act is decided again.
Result<DoorDone> do_at_door(
    const Context& context,
    const accounts::DoorHolder& holder,
    const DoorSent& sent
);

// Puts the passes of a device that wait into the case, when they are many or have waited long enough;
// with `all` whatever there is.
Result<void> book_waiting(const Context& context, const accounts::DoorHolder& holder, bool all);

// A student's phone scanned the code on a device.
struct PassSent
{
    std::string code;
    std::string number;  // random, of the browser
    std::string identity;
};
// What event a code is of: schema Pass. Refuses: not_found "pass_not_valid".
Result<json::object> look_at_pass(const Context& context, std::string_view code);
// Counts it: schema PassCounted. Refuses: the same; unavailable "too_many_passes" when more come by
// one code than can walk through a door; conflict "door_shut" before the day of the event.
Result<json::object> count_pass(const Context& context, const PassSent& sent);

}  // namespace beihui::acts
