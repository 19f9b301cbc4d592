#pragma once

// Reminders that nobody has to think of: a circular's pack names the weekday and the hour before a
// form is due (parameter "filing.reminders"), and the server sends them then.

#include "acts/context.hpp"
#include "rules/pack.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// One of "filing.reminders": { form: 2025.annex3, weekday: 5, time: "16:00" }.
struct ReminderTime
{
    std::string form;
    int weekday = 1;   // 1 Monday … 7 Sunday
    std::string time;  // "16:00", in Beijing
};

// Those of a pack as in force on a day, in the order written; what names no weekday is left out.
std::vector<ReminderTime> reminder_times(const rules::Pack& pack, Date day);

// The last such moment before something is due; none, when `time` is no time of day.
std::optional<Instant> moment_before(const ReminderTime& time, Instant due);

// Sends every reminder whose moment has come today and that was not sent yet, as an act `remind` of
// the program on the ledger that owes. Each is sent once however often, and by however many servers
// of one database, this is called; what somebody was reminded of by a person today is not said again.
// Returns how many were sent. Blocks.
std::size_t send_due_reminders(const Context& context);

}  // namespace beihui::acts
