#include "acts/ask_both.hpp"
#include "acts/follow_rules.hpp"
#include "acts/needs.hpp"
#include "acts/past_state.hpp"
#include "acts/publication.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

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

// The rules of one side, with the pin that a case would have on it.
struct Judge
{
    const Rulebook& rulebook;
    PackPin pin;
};

// What both sides say of a case as it stood at an act, on what was known then.
class PastAct
{
public:
    PastAct(storage::ReadTxn& txn, CaseState state, Instant at)
        : txn_(txn), state_(std::move(state)), at_(at), look_up_(txn, at)
    {}

    BothSaid judged_by(const Judge& live, const Judge& draft)
    {
        const std::vector<PackPin> before = pins(live);
        const std::vector<PackPin> after = pins(draft);
        BothSaid said = ask(live, before, draft, after);
        const std::vector<PackPin> before_now = live_pins(*live.rulebook.world, before);
        const std::vector<PackPin> after_now = live_pins(*draft.rulebook.world, after);
        if (before_now != before || after_now != after) {
            const BothSaid followed = ask(live, before_now, draft, after_now);
            take_followed(said.before, followed.before);
            take_followed(said.after, followed.after);
        }
        return said;
    }

private:
    std::vector<PackPin> pins(const Judge& judge) const
    {
        std::vector<PackPin> pins = state_.subject.packs;
        for (PackPin& own : pins)
            if (own.pack == judge.pin.pack)
                own = judge.pin;
        return pins;
    }

    RulesOfCase side(const Judge& judge, const std::vector<PackPin>& asked)
    {
        const rules::World& world = *judge.rulebook.world;
        const auto fetch = [this, &world](const std::vector<rules::Need>& needs) {
            // Facts of the act itself were not there yet when the rules counted.
            return fetch_needs(
                world, txn_, state_.subject, at_.date(), at_.plus_ms(-1), needs, &counted_
            );
        };
        return {
            world, judge.rulebook.workflows->with_packs(state_.subject.workflow, pins(judge)),
            asked, fetch
        };
    }

    BothSaid ask(
        const Judge& live,
        const std::vector<PackPin>& before,
        const Judge& draft,
        const std::vector<PackPin>& after
    )
    {
        const RulesOfCase first = side(live, before);
        const RulesOfCase second = side(draft, after);
        BothSaid said = ask_both(first, second, state_, look_up_, {at_.date(), at_});
        const auto not_loaded = [](const RulesOfCase& asked, Decision& decision) {
            if (!asked.workflow)
                decision.incidents.push_back({"", "workflow", {}});
        };
        not_loaded(first, said.before);
        not_loaded(second, said.after);
        return said;
    }

    storage::ReadTxn& txn_;
    CaseState state_;
    Instant at_;
    LookUp look_up_;
    NumbersByContent counted_;
};

Fault changed_fault(const std::string& number, Instant at, const std::string& what)
{
    Fault fault;
    fault.where = number;
    fault.code = "RP3014";
    fault.detail = {
        number + " 在 " + at.text() + " 的判定会改变：" + what,
        "the result of " + number + " at " + at.text() + " would change: " + what
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
    const Context now = context.holding_rules();
    const Judge judges{*now.held, live};
    const Judge would_judge{*with_draft, draft};
    const Instant end = start_of(effective);
    std::vector<Fault> faults;
    std::size_t untold = 0;
    const auto compare = [&](const storage::StoredEntry& stored, const Entry& entry,
                             CaseState state) {
        const std::vector<PackPin>& pins = state.subject.packs;
        if (std::ranges::find(pins, live.pack, &PackPin::pack) == pins.end())
            return;
        PastAct act(txn, std::move(state), stored.at);
        const BothSaid said = act.judged_by(judges, would_judge);
        const json::array before = results_in(to_json(said.before));
        const json::array after = results_in(to_json(said.after));
        if (before == after)
            return;
        if (faults.size() < most_told)
            faults.push_back(
                changed_fault(entry.effects.after.number, stored.at, differing(before, after))
            );
        else
            ++untold;
    };
    for (const std::string& id : storage::cases_of_pack(txn, live.pack))
        for_each_past_act(txn, id, end, compare);
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
