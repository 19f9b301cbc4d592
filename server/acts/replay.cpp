#include "acts/replay.hpp"

#include "acts/answers.hpp"
#include "acts/case_page.hpp"
#include "acts/needs.hpp"
#include "base/text.hpp"
#include "history/sealing.hpp"

#include <algorithm>
#include <set>

namespace beihui::acts
{
namespace
{

constexpr std::size_t entries_at_once = 100;
constexpr std::int64_t most_acts = 200;

template <class Key, class Item>
std::vector<Item> values_of(const std::map<Key, Item>& items)
{
    std::vector<Item> values;
    values.reserve(items.size());
    for (const auto& [key, item] : items)
        values.push_back(item);
    return values;
}

// What was written comes where it stood, what is new at the end: as the act left it.
void write_rows(std::vector<CaseRow>& rows, const Effects& effects)
{
    for (const CaseRow& written : effects.rows) {
        const auto known = std::ranges::find_if(rows, [&](const CaseRow& row) {
            return row.form == written.form && row.key == written.key;
        });
        if (known == rows.end())
            rows.push_back(written);
        else
            *known = written;
    }
    for (const auto& [form, key] : effects.removed_rows)
        std::erase_if(rows, [&](const CaseRow& row) { return row.form == form && row.key == key; });
}

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

CaseState PastState::before_decision(const Entry& entry)
{
    const Effects& effects = entry.effects;
    CaseState state;
    state.subject = effects.after;
    if (entry.case_seq == 1)
        state.subject.number.clear();  // it was given when the act was written
    state.rows = values_of(rows_);
    write_rows(state.rows, effects);
    state.documents = values_of(documents_);
    for (const Document& document : effects.documents)
        state.documents.push_back(document);
    state.duties = values_of(duties_);
    std::ranges::stable_sort(state.duties, [](const Duty& a, const Duty& b) {
        return a.due && (!b.due || *a.due < *b.due);
    });

    for (const CaseRow& row : effects.rows)
        rows_.insert_or_assign({row.form, row.key}, row);
    for (const auto& removed : effects.removed_rows)
        rows_.erase(removed);
    for (const Document& document : effects.documents)
        documents_.insert_or_assign(document.id, document);
    for (const Duty& duty : effects.duties)
        duties_.insert_or_assign(duty.key, duty);
    return state;
}

Result<json::object> replay_case(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const RulesAsked& rules
)
{
    json::array acts;
    PastState past;
    std::int64_t differing = 0;
    const std::int64_t first = std::max<std::int64_t>(0, subject.version - most_acts);
    for (std::int64_t after = 0; after < subject.version;) {
        const auto entries = storage::entries_of_case(txn, subject.id, after, entries_at_once);
        if (entries.empty())
            break;
        for (const storage::StoredEntry& stored : entries) {
            const Entry entry = history::read_body(stored.body);
            CaseState state = past.before_decision(entry);
            if (stored.trace_hash.empty() || stored.case_seq <= first)
                continue;
            json::object line = replayed_act(context, txn, rules, stored, entry, std::move(state));
            differing += bool_of(line, "differs") ? 1 : 0;
            acts.emplace_back(std::move(line));
        }
        after = entries.back().case_seq;
    }
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
