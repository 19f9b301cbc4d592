#include "acts/case_page.hpp"
#include "acts/correction.hpp"
#include "acts/migrate_case.hpp"
#include "history/sealing.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

void add_change(
    json::array& changes,
    std::string_view form,
    std::string_view key,
    std::string_view field,
    const json::value& sides
)
{
    const json::value* const from = member(sides, "from");
    const json::value* const to = member(sides, "to");
    json::object change{
        {"form", form},
        {"field", field},
        {"before", from ? *from : json::value()},
        {"after", to ? *to : json::value()},
    };
    if (!key.empty())
        change["key"] = key;
    changes.emplace_back(std::move(change));
}

// The fields an entry changed, before and after, from what it recorded about itself.
json::array changes_of(const json::object& data)
{
    json::array changes;
    const std::string form(text_of(data, "form"));
    if (const json::value* const changed = data.if_contains("changed");
        changed && changed->is_object())
        for (const auto& [field, sides] : changed->as_object())
            add_change(changes, form, "", field, sides);
    if (const json::value* const written = data.if_contains("written");
        written && written->is_array())
        for (const json::value& row : written->as_array())
            if (const json::value* const changed = member(row, "changed");
                changed && changed->is_object())
                for (const auto& [field, sides] : changed->as_object())
                    add_change(changes, form, text_of(row, "key"), field, sides);
    return changes;
}

json::object summary_of(const std::string& trace)
{
    std::int64_t requirements = 0;
    std::int64_t open = 0;
    std::int64_t incidents = 0;
    const auto read = read_json(trace);
    const json::value* const rules = read ? member(*read, "rules") : nullptr;
    if (rules && rules->is_array())
        for (const json::value& rule : rules->as_array()) {
            incidents += member(rule, "incident") != nullptr;
            const json::value* const out = member(rule, "out");
            if (!out || !out->is_array())
                continue;
            for (const json::value& line : out->as_array())
                if (member(line, "gate")) {
                    ++requirements;
                    open += bool_of(line, "applicable") && bool_of(line, "blocking") &&
                            !bool_of(line, "met");
                }
        }
    return {{"requirements", requirements}, {"open", open}, {"incidents", incidents}};
}

// Acts of the program itself, that no workflow names.
Words label_of_program(std::string_view act)
{
    if (act == take_over_act)
        return {"接手", "Take over"};
    return migration_label(act).value_or(Words{std::string(act), std::string(act)});
}

// When it happened, when that was before the day it was recorded on: the moment that was stated, or
// else the days of the facts that the entry made. What is only planned has not happened.
json::value happened_json(const Entry& entry)
{
    const Date recorded = entry.at.date();
    std::set<Date> days;
    if (entry.valid_at)
        days.insert(entry.valid_at->date());
    else
        for (const Fact& fact : entry.effects.facts_made)
            if (fact.on <= recorded)
                days.insert(fact.on);
    if (days.empty() || *days.begin() == recorded)
        return nullptr;
    return json::object{{"from", days.begin()->text()}, {"to", days.rbegin()->text()}};
}

// Who did it; a substitute with whom they stood in for: 李四（代理 张三）.
json::object actor_json(Names& names, const std::string& key, const json::value& data)
{
    const std::string name = names.person(key);
    json::object actor{{"key", key}, {"name", name}};
    if (const json::value* const other = member(data, "acting_for")) {
        const std::string whom(text_of(*other, "person"));
        actor["acting_for"] = json::object{{"key", whom}, {"name", names.person(whom)}};
        actor["shown"] = name + "（代理 " + names.person(whom) + "）";
    }
    // What a device at the door counted, in the name of whoever opened it: 李四（签到设备 东门）.
    if (const json::value* const door = member(data, "door")) {
        const std::string_view label = text_of(*door, "label");
        actor["door"] = label;
        actor["shown"] = name + "（签到设备 " + std::string(label) + "）";
    }
    return actor;
}

json::object entry_json(
    const Context& context,
    storage::ReadTxn& txn,
    Names& names,
    const storage::StoredEntry& stored,
    std::string_view stage_before,
    Sight sight
)
{
    const Entry entry = history::read_body(stored.body);
    const auto workflow = workflow_of(context, entry.effects.after);
    const workflows::Act* const act = workflow ? workflow->act(entry.act) : nullptr;
    const bool corrects = is_correction(entry.data);
    json::value data(entry.data);
    json::value reason = data.as_object().contains("reason") ? data.at("reason") : json::value("");
    storage::reveal(txn, context.database, reason, sight == Sight::masked);
    storage::reveal(txn, context.database, data, sight != Sight::open);
    json::array packs;
    for (const PackPin& pin : entry.packs)
        packs.emplace_back(
            json::object{{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}}
        );
    json::array changes = changes_of(data.as_object());
    json::object line{
        {"seq", stored.seq ? json::value(*stored.seq) : json::value()},
        {"uid", stored.uid},
        {"version", stored.case_seq},
        {"at", stored.at.text()},
        {"happened", happened_json(entry)},
        {"corrects", corrects},
        {"actor", actor_json(names, stored.actor, data)},
        {"act", stored.act},
        {"label", words_json(act ? act->label : label_of_program(stored.act))},
        {"stage_before", stage_before},
        {"stage_after", entry.effects.after.stage},
        {"reason", std::move(reason)},
        {"data", std::move(data)},
        {"changes", std::move(changes)},
        {"packs", std::move(packs)},
        {"calendar_hash", entry.calendar_hash},
        {"trace_hash", entry.trace_hash},
        {"leaf", stored.leaf},
    };
    if (!entry.trace_hash.empty())
        if (const auto trace = storage::find_trace(txn, entry.trace_hash))
            line["decision_summary"] = summary_of(*trace);
    return line;
}

}  // namespace

Result<json::object> history_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    std::int64_t cursor,
    std::size_t limit
)
{
    const auto seen = seen_case(txn, actor, number);
    if (!seen)
        return seen.error();
    const Case* const subject = &seen->subject;
    // Entries of a case are numbered without gaps, so a page is a range of numbers. One more is read
    // below the page, for the stage its oldest entry began at.
    const std::int64_t newest =
        cursor > 0 ? std::min(cursor - 1, subject->version) : subject->version;
    const std::int64_t oldest =
        std::max<std::int64_t>(1, newest - static_cast<std::int64_t>(limit) + 1);
    const auto entries = storage::entries_of_case(
        txn, subject->id, std::max<std::int64_t>(0, oldest - 2),
        static_cast<std::size_t>(newest - std::max<std::int64_t>(0, oldest - 2))
    );
    const Sight sight = sight_of(txn, actor, *subject, context.clock.now());
    Names names(context, txn);
    json::array items;
    for (std::size_t i = entries.size(); i-- > 0;) {
        if (entries[i].case_seq < oldest)
            break;
        const std::string before =
            i > 0 ? history::read_body(entries[i - 1].body).effects.after.stage : std::string();
        items.emplace_back(entry_json(context, txn, names, entries[i], before, sight));
    }
    return json::object{
        {"items", std::move(items)},
        {"next_cursor", oldest > 1 ? std::to_string(oldest) : std::string()},
    };
}

}  // namespace beihui::acts
