#include "acts/filing_matrix.hpp"

#include "acts/case_page.hpp"
#include "acts/due_reminders.hpp"
#include "acts/visible.hpp"
#include "storage/filing_store.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace beihui::acts
{
namespace
{

storage::FiledQuery query_of(const accounts::Actor& actor, const CompletenessAsked& asked)
{
    storage::FiledQuery query;
    query.pack = asked.circular;
    query.form = asked.form;
    query.own = actor.organisation;
    query.without = departments_not_shown(actor);
    return query;
}

// What a ledger says besides its duties: what was returned, whom to reach, and when somebody was last
// reminded.
struct Ledger
{
    std::map<std::string, std::string> returned_on;  // by key of the duty
    std::optional<Instant> reminded;
    std::string reminded_by;  // key of an actor
    json::value contact;      // null: none was recorded
};

class Ledgers
{
public:
    Ledgers(const Context& context, storage::ReadTxn& txn, const accounts::Actor& actor)
        : context_(context), txn_(txn), actor_(actor)
    {}

    const Ledger& of(const std::string& number)
    {
        const auto known = ledgers_.find(number);
        return known == ledgers_.end() ? ledgers_.emplace(number, read(number)).first->second
                                       : known->second;
    }

private:
    Ledger read(const std::string& number)
    {
        Ledger ledger;
        const auto subject = storage::find_case(txn_, number);
        if (!subject)
            return ledger;
        for (const CaseRow& row : storage::rows_of_case(txn_, subject->id)) {
            if (row.form == "contacts" && ledger.contact.is_null())
                ledger.contact = contact_json(*subject, row);
            const std::string_view on = text_of(row.data, "returned_on");
            std::string& latest = ledger.returned_on[std::string(text_of(row.data, "duty"))];
            latest = std::max(latest, std::string(on));
        }
        for (const storage::StoredNotice& notice :
             storage::notices_of_case(txn_, subject->id, "reminder", Instant()))
            if (!ledger.reminded || *ledger.reminded <= notice.at) {
                ledger.reminded = notice.at;
                ledger.reminded_by = notice.by;
            }
        return ledger;
    }

    // The first contact of a ledger. Names and telephones are shown as on the page of the case: to
    // whoever has stated a reason.
    json::value contact_json(const Case& subject, const CaseRow& row)
    {
        const bool may = accounts::opens_contacts(actor_, subject.org_path, subject.workflow);
        const bool shown =
            may && storage::find_opening(txn_, actor_.key, subject.id, context_.clock.now());
        const auto text = [&](std::string_view field) -> json::value {
            const json::value* const kept = row.data.if_contains(field);
            json::value value = kept && shown ? *kept : json::value();
            storage::reveal(txn_, context_.database, value, false);
            return value;
        };
        const bool office = row.data.contains("phone");
        json::object contact{
            {"shown", shown},
            {"name", text("name")},
            {"phone", text(office ? "phone" : "mobile")},
            {"has_phone", office || row.data.contains("mobile")},
        };
        contact["may_open"] = may;
        return contact;
    }

    const Context& context_;
    storage::ReadTxn& txn_;
    const accounts::Actor& actor_;
    std::map<std::string, Ledger> ledgers_;
};

json::object filing_json(const storage::FiledLine& line, Ledgers& ledgers, Instant now)
{
    const Duty& duty = line.duty;
    const bool done = duty.state == "done";
    json::object filing{
        {"number", line.case_number},
        {"duty", duty.key},
        {"title", words_json(duty.title)},
        {"period_end", duty.period_end ? json::value(duty.period_end->text()) : json::value()},
        {"due", instant_json(duty.due)},
        {"done_at", instant_json(duty.done_at)},
        {"late", done && duty.due && duty.late()},
        {"overdue", !done && duty.due && *duty.due <= now},
        {"returned_on", nullptr},
        {"reminded_at", nullptr},
    };
    std::string_view state = done ? "filed" : "missing";
    if (!done) {
        const Ledger& ledger = ledgers.of(line.case_number);
        const auto returned = ledger.returned_on.find(duty.key);
        if (returned != ledger.returned_on.end() && !returned->second.empty()) {
            state = "returned";
            filing["returned_on"] = returned->second;
        }
        filing["reminded_at"] = instant_json(ledger.reminded);
    }
    filing["state"] = state;
    return filing;
}

json::value last_contact_json(const Ledger& ledger, Names& names)
{
    if (!ledger.reminded)
        return nullptr;
    return json::object{{"at", ledger.reminded->text()}, {"by", names.person(ledger.reminded_by)}};
}

// When the pack has reminders sent by themselves before the form is due.
json::array reminders_json(const Context& context, const CompletenessAsked& asked, Instant now)
{
    json::array times;
    const auto rules = context.rules();
    const rules::Pack* const pack = rules->world->find(asked.circular);
    if (!pack)
        return times;
    for (const ReminderTime& time : reminder_times(*pack, now.date()))
        if (time.form == asked.form)
            times.emplace_back(json::object{{"weekday", time.weekday}, {"time", time.time}});
    return times;
}

}  // namespace

json::object owed_forms(const Context& context, storage::ReadTxn& txn, const accounts::Actor& actor)
{
    const auto rules = context.rules();
    json::array items;
    for (const storage::OwedForm& form : storage::list_owed_forms(
             txn, accounts::scope_of(actor, accounts::Action::read_duties), query_of(actor, {})
         )) {
        const rules::Pack* const pack = rules->world->find(form.pack);
        items.emplace_back(json::object{
            {"circular", form.pack},
            {"circular_title", words_json(pack ? pack->title : Words{form.pack, form.pack})},
            {"form", form.form},
            {"title", words_json(form.title)},
            {"had_to_file", form.had_to_file},
            {"filed", form.filed},
        });
    }
    return {{"items", std::move(items)}};
}

json::object filing_matrix(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const CompletenessAsked& asked
)
{
    const Instant now = context.clock.now();
    Names names(context, txn);
    Ledgers ledgers(context, txn, actor);
    std::set<std::string> periods;  // "" for what is reported once
    std::map<std::string, json::array> by_organisation;
    std::map<std::string, std::string> ledgers_of;  // the latest of each organisation
    std::vector<std::string> order;
    for (const storage::FiledLine& line : storage::list_filed(
             txn, accounts::scope_of(actor, accounts::Action::read_duties), query_of(actor, asked)
         )) {
        const auto& end = line.duty.period_end;
        periods.insert(end ? end->text() : std::string());
        const auto [row, added] = by_organisation.try_emplace(line.organisation);
        if (added)
            order.push_back(line.organisation);
        ledgers_of[line.organisation] = line.case_number;
        row->second.emplace_back(filing_json(line, ledgers, now));
    }
    json::array columns;
    for (const std::string& period : periods)
        columns.emplace_back(period.empty() ? json::value() : json::value(period));
    json::array items;
    for (const std::string& id : order)
        items.emplace_back(json::object{
            {"organisation", json::object{{"id", id}, {"name", names.organisation(id)}}},
            {"ledger", ledgers_of[id]},
            {"contact", ledgers.of(ledgers_of[id]).contact},
            {"last_contact", last_contact_json(ledgers.of(ledgers_of[id]), names)},
            {"filings", std::move(by_organisation[id])},
        });
    return {
        {"circular", asked.circular}, {"form", asked.form},
        {"as_of", now.text()},        {"periods", std::move(columns)},
        {"items", std::move(items)},  {"reminders", reminders_json(context, asked, now)},
    };
}

}  // namespace beihui::acts
