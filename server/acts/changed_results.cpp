#include "acts/publication.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr std::size_t most_entries = 1'000'000;
constexpr std::size_t most_told = 20;

// What a person would call the result: whether, when, how much. The words of a clause may be
// mended without changing it.
json::array results_in(const json::object& decision)
{
    static const std::set<std::string_view> words = {
        "basis", "title", "way_out", "evidence", "words", "people", "people_count",
    };
    json::array lines;
    for (const std::string_view part : {"requirements", "duties", "quotas", "findings"}) {
        const json::value* const list = decision.if_contains(part);
        if (!list)
            continue;
        for (const json::value& item : list->as_array()) {
            json::object line{{"part", part}};
            for (const auto& [name, value] : item.as_object())
                if (!words.contains(name))
                    line[name] = value;
            lines.emplace_back(std::move(line));
        }
    }
    const json::value* const incidents = decision.if_contains("incidents");
    for (const json::value& item : incidents->as_array())
        lines.emplace_back(json::object{{"part", "incidents"}, {"rule", text_of(item, "rule")}});
    return lines;
}

// The keys of the results that differ, for the message.
std::string differing(const json::array& before, const json::array& after)
{
    std::set<std::string> keys;
    const auto gather = [&](const json::array& some, const json::array& others) {
        for (const json::value& line : some)
            if (std::ranges::find(others, line) == others.end()) {
                const std::string_view key = text_of(line, "key");
                keys.emplace(key.empty() ? text_of(line, "part") : key);
            }
    };
    gather(before, after);
    gather(after, before);
    std::string text;
    for (const std::string& key : keys)
        text += (text.empty() ? "" : "、") + key;
    return text;
}

json::array judged(
    const Context& context,
    storage::ReadTxn& txn,
    CaseState state,
    const PackPin& pin,
    Instant at
)
{
    for (PackPin& own : state.subject.packs)
        if (own.pack == pin.pack)
            own = pin;
    const auto workflow = workflow_of(context, state.subject);
    if (!workflow)
        return {json::object{{"part", "incidents"}, {"rule", "workflow"}}};
    LookUp look_up(txn, at);
    return results_in(to_json(evaluate(context, txn, *workflow, state, look_up, at, at)));
}

Fault changed_fault(const Case& subject, Instant at, const std::string& what)
{
    Fault fault;
    fault.where = subject.number;
    fault.code = "RP3014";
    fault.detail = {
        subject.number + " 在 " + at.text() + " 的判定会改变：" + what,
        "the result of " + subject.number + " at " + at.text() + " would change: " + what
    };
    fault.way_out = {
        "给改动的参数写上自生效日起的新值，不改旧值",
        "give the parameter a new value from the day it takes effect and leave the old one"
    };
    return fault;
}

}  // namespace

std::vector<Fault> changed_results(
    const Context& context,
    storage::ReadTxn& txn,
    const PackPin& live,
    const PackPin& draft,
    const std::shared_ptr<const Rulebook>& with_draft,
    Date effective
)
{
    Context now = context.holding_rules();
    Context then = now;
    then.held = with_draft;
    const Instant end = start_of(effective);
    std::vector<Fault> faults;
    std::size_t untold = 0;
    for (const std::string& id : storage::cases_of_pack(txn, live.pack))
        for (const storage::StoredEntry& entry :
             storage::entries_of_case(txn, id, 0, most_entries)) {
            if (entry.at >= end)
                break;
            auto subject = storage::find_case_as_of(txn, id, entry.at);
            if (!subject)
                continue;
            const CaseState state = read_state_as_of(txn, std::move(*subject), entry.at);
            const json::array before = judged(now, txn, state, live, entry.at);
            const json::array after = judged(then, txn, state, draft, entry.at);
            if (before == after)
                continue;
            if (faults.size() < most_told)
                faults.push_back(changed_fault(state.subject, entry.at, differing(before, after)));
            else
                ++untold;
        }
    if (untold > 0) {
        Fault rest;
        rest.where = live.pack;
        rest.code = "RP3014";
        rest.detail = {
            "另有 " + std::to_string(untold) + " 处判定会改变",
            std::to_string(untold) + " more results would change"
        };
        faults.push_back(std::move(rest));
    }
    return faults;
}

}  // namespace beihui::acts
