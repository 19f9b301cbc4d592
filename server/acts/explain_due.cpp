#include "acts/case_page.hpp"
#include "acts/explain_parts.hpp"
#include "base/text.hpp"
#include "history/sealing.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view set_by_hand = "set:";  // prefix of due_source when a person set the date
constexpr std::size_t entries_at_once = 100;

// Who set the date of a duty by hand: the earliest entry that left it so.
json::value who_set(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const Duty& duty
)
{
    for (std::int64_t after = 0; after < subject.version;) {
        const auto entries = storage::entries_of_case(txn, subject.id, after, entries_at_once);
        if (entries.empty())
            break;
        for (const storage::StoredEntry& stored : entries) {
            const Entry entry = history::read_body(stored.body);
            for (const Duty& left : entry.effects.duties)
                if (left.key == duty.key && left.due == duty.due &&
                    left.due_source == duty.due_source) {
                    Names names(context, txn);
                    return json::object{
                        {"basis", duty.due_source.substr(set_by_hand.size())},
                        {"by", names.person(stored.actor)},
                        {"at", stored.at.text()},
                        {"version", stored.case_seq},
                        {"act", stored.act},
                    };
                }
        }
        after = entries.back().case_seq;
    }
    return nullptr;
}

const Answer* answer_for(const FoundTrace& found, std::string_view key)
{
    for (const auto& [name, answer] : found.answers)
        if (answer.key == key && (answer.kind == "duty" || answer.kind == "requirement"))
            return &answer;
    return nullptr;
}

Error no_such_duty(const std::vector<Duty>& duties, const Answers& answers, std::string_view key)
{
    std::vector<std::string> known;
    for (const Duty& duty : duties)
        known.push_back(duty.key);
    for (const auto& [name, answer] : answers)
        if (answer.kind == "requirement" && answer.said.contains("due"))
            known.push_back(answer.key);
    std::string all;
    for (const std::string& each : known)
        all += (all.empty() ? "" : "、") + each;
    const auto near = nearest_name(key, known);
    return refuse(
        Refusal::not_found, "RP3073",
        "案卷没有应报事项“" + one_line(key, 80) + "”" + (near ? "，是不是 " + *near + "？" : "") +
            " 有：" + (all.empty() ? "无" : all),
        "the case has no duty \"" + one_line(key, 80) + "\"" +
            (near ? "; did you mean " + *near + "?" : "")
    );
}

}  // namespace

Result<json::object> why_due(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    std::string_view key
)
{
    const std::vector<Duty> duties = storage::duties_of_case(txn, subject.id);
    const auto kept = std::ranges::find(duties, key, &Duty::key);
    FoundTrace found = trace_of_now(context, txn, subject);
    const Answer* answer = answer_for(found, key);
    if (kept == duties.end() && !answer)
        return no_such_duty(duties, found.answers, key);
    // One that is done, or that no rule asks for any more, keeps the time of the act that gave it.
    const auto is_of_now = [&] {
        if (!answer || kept == duties.end() || kept->due_source.starts_with(set_by_hand))
            return answer != nullptr;
        return text_of(answer->said, "due") == (kept->due ? kept->due->text() : std::string());
    };
    if (!is_of_now())
        each_stored_trace(txn, subject, std::nullopt, [&](const FoundTrace& stored) {
            const Answer* const said = answer_for(stored, key);
            if (!said || (kept != duties.end() && kept->due &&
                          text_of(said->said, "due") != kept->due->text()))
                return false;
            found = stored;
            return true;
        });
    answer = answer_for(found, key);

    json::object explained;
    if (const json::value* const rule = answer ? rule_in(found.trace, answer->rule) : nullptr)
        explained = explained_rule(context, found, *rule);
    explained["case"] = json::object{{"number", subject.number}, {"title", subject.title}};
    explained["key"] = key;
    std::string due = answer ? std::string(text_of(answer->said, "due")) : std::string();
    explained["title"] = answer ? answer->title : std::string();
    const bool applies =
        !answer || answer->kind != "requirement" || bool_of(answer->said, "applicable");
    explained["applies"] = applies;
    explained["state"] = json::value();
    explained["set_by"] = json::value();
    if (kept != duties.end()) {
        due = kept->due ? kept->due->text() : std::string();
        explained["title"] = kept->title.zh;
        explained["state"] = kept->state;
        if (kept->due_source.starts_with(set_by_hand))
            explained["set_by"] = who_set(context, txn, subject, *kept);
        explained["pack"] = kept->pack;
        explained["clause"] = kept->clause;
    } else {
        explained["clause"] = answer->clause;
    }
    const rules::Pack* const pack = pack_asked(live_rules(context), text_of(explained, "pack"));
    explained["clause_text"] = clause_text(pack, text_of(explained, "clause"));
    explained["due"] = due.empty() ? json::value() : json::value(due);
    const json::value* const steps = explained.if_contains("steps");
    explained["steps"] = steps && !due.empty() ? steps_to(steps->as_array(), due) : json::array();
    // What no loaded pack can tell is empty, not missing.
    for (const char* const name : {"rule", "pack", "as_of", "known_at", "calendar", "incident"})
        explained.emplace(name, "");
    explained.emplace("parameters", json::array());
    explained.emplace("stored", false);
    explained.emplace("entry", nullptr);
    explained.emplace("version", subject.version);
    explained.emplace("other_revision", false);
    explained["text"] = text_of_duty(explained);
    return explained;
}

}  // namespace beihui::acts
