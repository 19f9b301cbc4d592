#include "acts/replay.hpp"

#include "acts/answers.hpp"
#include "acts/case_page.hpp"
#include "acts/needs.hpp"
#include "acts/past_state.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr std::int64_t most_acts = 200;

json::array packs_json(const std::vector<PackPin>& pins)
{
    json::array packs;
    for (const PackPin& pin : pins)
        packs.emplace_back(
            json::object{{"pack", pin.pack}, {"revision", pin.revision}, {"hash", pin.hash}}
        );
    return packs;
}

// One act: both sides of it.
json::object replayed_act(
    const Context& context,
    storage::ReadTxn& txn,
    const RulesAsked& rules,
    const storage::StoredEntry& stored,
    const Entry& entry,
    CaseState state
)
{
    json::object line{
        {"version", stored.case_seq},       {"uid", stored.uid},
        {"at", stored.at.text()},           {"act", stored.act},
        {"packs", packs_json(entry.packs)},
    };
    const auto recorded = workflow_of(context, entry.effects.after);
    const workflows::Act* const act = recorded ? recorded->act(entry.act) : nullptr;
    line["label"] = words_json(act ? act->label : Words{stored.act, stored.act});
    Answers before;
    if (const auto trace = storage::find_trace(txn, stored.trace_hash))
        before = answers_of(read_json(*trace).value());

    state.subject.packs = pins_asked(rules, state.subject.packs);
    const auto workflow = workflow_asked(rules, state.subject);
    Decision decision;
    if (workflow) {
        // Facts of this act itself were not there yet when the rules counted.
        const Instant before_act = stored.at.plus_ms(-1);
        LookUp look_up(txn, stored.at);
        decision = ask_rules(
            rules, *workflow, state, look_up, {stored.at.date(), stored.at},
            [&](const std::vector<rules::Need>& needs) {
                return fetch_needs(
                    *rules.world, txn, state.subject, stored.at.date(), before_act, needs
                );
            }
        );
    }
    Answers after = answers_of(decision);
    if (rules.draft)
        after = renamed(std::move(after), rules.draft->id, rules.replaced);

    json::array different;
    std::set<std::string> names;
    for (const Difference& difference : differences(before, after)) {
        different.emplace_back(difference_json(difference));
        names.insert(difference.of.kind + "/" + difference.of.pack + "/" + difference.of.key);
    }
    json::array same;
    for (const auto& [name, answer] : after)
        if (!names.contains(name))
            same.emplace_back(answer_json(answer));
    line["differs"] = !different.empty();
    line["same_trace"] = decision.trace_hash == stored.trace_hash;
    line["differences"] = std::move(different);
    line["same"] = std::move(same);
    return line;
}

void add_act(std::string& text, const json::value& act)
{
    const json::value* const label = member(act, "label");
    text += "\n第 " + std::to_string(integer_of(act, "version")) + " 版 " +
            std::string(text_of(act, "at")) + " " +
            (label ? std::string(text_of(*label, "zh")) : std::string());
    const json::array& different = member(act, "differences")->as_array();
    const json::array& same = member(act, "same")->as_array();
    text += different.empty() ? "：相同" : "：" + std::to_string(different.size()) + " 处不同";
    text += "，另 " + std::to_string(same.size()) + " 项相同" +
            (bool_of(act, "same_trace") ? "（依据逐字节相同）" : "") + "\n";
    for (const json::value& each : different) {
        const auto side = [&](std::string_view name) {
            const json::value* const words = member(each, name);
            return words && words->is_object() ? std::string(text_of(*words, "zh")) : "（无）";
        };
        text += "  " + words_of_kind(text_of(each, "kind")).zh + " " +
                one_line(text_of(each, "key"), 200) + " " + std::string(text_of(each, "title")) +
                "（" + words_of_change(text_of(each, "change")).zh + "，" +
                std::string(text_of(each, "clause")) + "）\n    当时 then： " + side("before") +
                "\n    现判 now：  " + side("after") + "\n";
    }
}

}  // namespace

Result<json::object> replay_case(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const RulesAsked& rules
)
{
    json::array acts;
    std::int64_t differing = 0;
    const std::int64_t first = std::max<std::int64_t>(0, subject.version - most_acts);
    const auto replay_act = [&](const storage::StoredEntry& stored, const Entry& entry,
                                CaseState state) {
        if (stored.case_seq <= first)
            return;
        json::object line = replayed_act(context, txn, rules, stored, entry, std::move(state));
        differing += bool_of(line, "differs") ? 1 : 0;
        acts.emplace_back(std::move(line));
    };
    for_each_past_act(txn, subject.id, std::nullopt, replay_act);
    json::object replay{
        {"case", json::object{{"number", subject.number}, {"title", subject.title}}},
        {"rules", rules.draft ? rules.draft->folder : std::string("now")},
        {"packs", packs_json(pins_asked(rules, subject.packs))},
        {"differing", differing},
        {"left_out", first},
        {"acts", std::move(acts)},
    };
    replay["text"] = text_of_replay(replay);
    return replay;
}

std::string text_of_replay(const json::object& replay)
{
    const json::value& subject = replay.at("case");
    const json::array& acts = replay.at("acts").as_array();
    std::string text = "案卷 " + std::string(text_of(subject, "number")) + " " +
                       std::string(text_of(subject, "title")) +
                       "\n  另一方 the other rules: " + std::string(text_of(replay, "rules"));
    for (const json::value& pin : replay.at("packs").as_array())
        text += "  " + std::string(text_of(pin, "pack")) + " 第 " +
                std::to_string(integer_of(pin, "revision")) + " 版";
    text += "\n" + std::to_string(acts.size()) + " 次操作有判定，" +
            std::to_string(integer_of(replay, "differing")) +
            " 次与当时不同；没有写入任何内容\n  " + std::to_string(acts.size()) +
            " acts were judged, " + std::to_string(integer_of(replay, "differing")) +
            " differ from then; nothing was written\n";
    for (const bool differs : {true, false})
        for (const json::value& act : acts)
            if (bool_of(act, "differs") == differs)
                add_act(text, act);
    return text;
}

}  // namespace beihui::acts
