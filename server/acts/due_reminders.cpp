#include "acts/due_reminders.hpp"

#include "accounts/actor.hpp"
#include "acts/program.hpp"
#include "acts/submit_act.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "rules/program_parameters.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

struct DueReminder
{
    std::string number;  // of the ledger
    std::string duty;
    Instant moment;
    Instant due;
};

// The latest moment of a form that has come and is of today; none: nothing is to be sent now.
std::optional<Instant> moment_now(
    const std::vector<ReminderTime>& times,
    std::string_view form,
    Instant due,
    Instant now
)
{
    std::optional<Instant> latest;
    for (const ReminderTime& time : times) {
        const auto moment = moment_before(time, due);
        if (time.form == form && moment && *moment <= now && moment->date() == now.date())
            latest = std::max(latest, moment);
    }
    return latest;
}

// Whether the program has reminded of it since the moment came.
bool was_sent(storage::ReadTxn& txn, const DueReminder& reminder, const std::string& program)
{
    const auto subject = storage::find_case(txn, reminder.number);
    if (!subject)
        return true;
    return std::ranges::any_of(
        storage::notices_of_case(txn, subject->id, "reminder", reminder.moment),
        [&](const storage::StoredNotice& notice) {
            return notice.by == program && notice.notice.about == reminder.duty;
        }
    );
}

std::set<std::string> forms_of(const std::vector<ReminderTime>& times)
{
    std::set<std::string> forms;
    for (const ReminderTime& time : times)
        forms.insert(time.form);
    return forms;
}

// A form of a pack, with the times of all its forms.
struct TimedForm
{
    const rules::Pack& pack;
    const std::string& form;
    const std::vector<ReminderTime>& times;
};

void add_due(
    storage::ReadTxn& txn,
    const accounts::Actor& program,
    const TimedForm& timed,
    Instant now,
    std::vector<DueReminder>& due
)
{
    storage::FiledQuery query;
    query.pack = timed.pack.id;
    query.form = timed.form;
    const Scope scope = accounts::scope_of(program, accounts::Action::read_duties);
    for (const storage::FiledLine& line : storage::list_filed(txn, scope, query)) {
        const Duty& duty = line.duty;
        if (duty.state != "open" || !duty.due || *duty.due <= now)
            continue;
        const auto moment = moment_now(timed.times, timed.form, *duty.due, now);
        if (!moment)
            continue;
        DueReminder reminder{line.case_number, duty.key, *moment, *duty.due};
        if (!was_sent(txn, reminder, program.key))
            due.push_back(std::move(reminder));
    }
}

std::vector<DueReminder> due_now(const Context& context, const accounts::Actor& program)
{
    const Instant now = context.clock.now();
    const auto rules = context.rules();
    std::vector<DueReminder> due;
    context.database.read([&](storage::ReadTxn& txn) {
        for (const auto& pack : rules->world->packs()) {
            const auto times = reminder_times(*pack, now.date());
            if (times.empty())
                continue;
            for (const std::string& form : forms_of(times))
                add_due(txn, program, {*pack, form, times}, now, due);
        }
    });
    return due;
}

}  // namespace

std::vector<ReminderTime> reminder_times(const rules::Pack& pack, Date day)
{
    std::vector<ReminderTime> times;
    const rules::Parameter* const parameter = pack.parameter(rules::reminders_parameter);
    const rules::ParameterValue* const value = parameter ? parameter->on(day) : nullptr;
    if (!value || !value->value.is_array())
        return times;
    for (const json::value& one : value->value.as_array()) {
        const std::int64_t weekday = integer_of(one, "weekday");
        if (weekday >= 1 && weekday <= 7)
            times.push_back(
                {std::string(text_of(one, "form")), static_cast<int>(weekday),
                 std::string(text_of(one, "time"))}
            );
    }
    return times;
}

std::optional<Instant> moment_before(const ReminderTime& time, Instant due)
{
    constexpr int days_of_a_week = 7;
    for (int back = 0; back <= days_of_a_week; ++back) {
        const Date day = due.date() - back;
        const auto moment = at_time(day, time.time);
        if (!moment)
            return std::nullopt;
        if (day.weekday() == time.weekday && *moment < due)
            return *moment;
    }
    return std::nullopt;
}

std::size_t send_due_reminders(const Context& live)
{
    const Context context = live.holding_rules();
    const accounts::Actor program = the_program();
    std::size_t sent = 0;
    for (const DueReminder& reminder : due_now(context, program)) {
        SubmitAct wanted;
        wanted.number = reminder.number;
        wanted.wanted.act = "remind";
        wanted.wanted.data = json::object{
            {"duty", reminder.duty},
            {"note", "系统按规则包定的时间自动催办，截止 " + reminder.due.text()},
        };
        // Two servers that come to it at once: the second gets the answer of the first.
        wanted.once.key =
            "reminder/" + reminder.number + "/" + reminder.duty + "/" + reminder.moment.text();
        wanted.once.request_hash = hex(sha256(wanted.once.key));
        const auto done = submit_act(context, program, wanted);
        sent += done && !done->replayed;
    }
    return sent;
}

}  // namespace beihui::acts
