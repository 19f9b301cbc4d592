#pragma once

#include "acts/door.hpp"
#include "workflows/definition.hpp"

#include <memory>

namespace beihui::acts
{

// What the files about devices at the door share.

inline constexpr std::string_view attendance_act = "record_attendance";
inline constexpr std::string_view walk_in_act = "record_walk_ins";
inline constexpr std::string_view gate_act = "count_gates";

// The gate under which a device counts, by hand or by its code: a row of gate_counts each.
std::string gate_of(const storage::Door& door, std::string_view identity, bool by_code);

// Rows {"gate", "counted", "identity", "note"} that say what a device has counted once these are added.
struct Counted
{
    std::string identity;
    std::int64_t count = 0;
};
json::object counted_rows(
    const CaseState& state,
    const storage::Door& door,
    const std::vector<Counted>& added,
    bool by_code
);

// One act of a device, decided on the case as it stands until it can be written. `data_of` gives the
// data of the act for the case as it stands, null when there is nothing to do; `also` is written with it.
struct DoorAct
{
    std::string act;
    std::function<Result<json::value>(storage::ReadTxn&, const CaseState&)> data_of;
    std::function<Result<void>(storage::WriteTxn&)> also = {};
    std::string key = {};  // of the batch; empty: of none
    std::string request_hash = {};
};
Result<DoorDone> carry_out_at_door(
    const Context& context,
    const accounts::DoorHolder& holder,
    const DoorAct& wanted
);

// Whether devices may do something now: "open", "too_early" before the day, "closed" at another stage.
std::string_view door_state(const workflows::Workflow* workflow, const Case& subject, Date today);

}  // namespace beihui::acts
