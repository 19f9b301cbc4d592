#pragma once

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "domain/case.hpp"
#include "storage/database.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// What happens between two days: recruitment events, duties that fall due, visits of leaders.

enum class Layer
{
    event,
    duty,
    visit,
};
std::string_view to_text(Layer layer);
std::optional<Layer> find_layer(std::string_view text);
inline constexpr Layer all_layers[] = {Layer::event, Layer::duty, Layer::visit};

inline constexpr int most_agenda_days = 62;

struct AgendaAsked
{
    Date from = Date::from_days(0);
    Date to = Date::from_days(0);
    std::vector<Layer> layers = {all_layers, all_layers + 3};
    std::string within = {};  // path of an organisation; empty: all that may be seen
    std::string owner = {};   // person in charge, or role that owes; empty: any
    std::size_t most = 2000;  // things of one layer
};

// One thing on the calendar.
struct AgendaItem
{
    Layer layer = Layer::event;
    std::string case_id;
    std::string number;
    std::string title;  // of the case
    std::string workflow;
    std::string organisation;
    std::string owner;  // id of the person in charge; of a duty the role that owes it
    Date from = Date::from_days(0);
    Date to = Date::from_days(0);
    std::optional<Instant> starts_at = {};  // of an event; none: the whole day
    std::optional<Instant> ends_at = {};
    std::string venue = {};
    std::string role = {};  // of a visit: as what its lead went, in Chinese
    std::string stage = {};
    Words stage_label = {};
    bool cancelled = false;
    std::int64_t open_items = 0;
    std::string duty = {};  // key
    Words what = {};        // title of the duty
    std::string clause = {};
    std::optional<Instant> due = {};
    std::string state = {};  // "open", "done"
    bool late = false;       // open and over, or done after it was due
    std::int64_t version = 0;
    Instant changed_at;
};

// Who has a case in hand; else whom its forms say is in charge; else who leads the visit; else who
// opened it: an id of the register of people.
std::string person_in_charge(const workflows::Workflow& workflow, const Case& subject);

// In the order of time. Refuses: invalid_input "agenda_too_full", when a layer holds more than `most`.
Result<std::vector<AgendaItem>> agenda_items(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const AgendaAsked& asked
);

// The same as a page, schema Agenda of docs/openapi.yaml. It is never larger than 60 KB: of each day
// as much as fits is listed, the days in turn, and of the rest the number is told.
// Refuses as agenda_items() does.
Result<json::object> agenda_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const AgendaAsked& asked
);

}  // namespace beihui::acts
