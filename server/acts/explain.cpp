#include "acts/explain.hpp"

#include "acts/answers.hpp"
#include "acts/case_page.hpp"
#include "acts/needs.hpp"
#include "base/text.hpp"
#include "history/sealing.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

constexpr std::string_view set_by_hand = "set:";  // prefix of due_source when a person set the date
constexpr std::size_t entries_at_once = 100;

// One trace.v1, and where it comes from.
struct FoundTrace
{
    json::value trace;
    std::string entry;  // uid; empty: asked now
    std::int64_t version = 0;
    Instant at;
    Answers answers;
};

FoundTrace stored_trace(storage::ReadTxn& txn, const storage::StoredEntry& entry)
{
    FoundTrace found;
    found.entry = entry.uid;
    found.version = entry.case_seq;
    found.at = entry.at;
    if (const auto text = storage::find_trace(txn, entry.trace_hash))
        found.trace = read_json(*text).value();
    found.answers = answers_of(found.trace);
    return found;
}

FoundTrace trace_of_now(const Context& context, storage::ReadTxn& txn, const Case& subject)
{
    const RulesAsked rules = live_rules(context);
    FoundTrace found;
    found.version = subject.version;
    found.at = context.clock.now();
    const CaseState state = read_state(txn, subject);
    const auto workflow = workflow_asked(rules, state.subject);
    if (!workflow || state.subject.packs.empty())
        return found;
    LookUp look_up(txn);
    const Decision decision = ask_rules(
        rules, *workflow, state, look_up, {found.at.date(), found.at},
        [&](const std::vector<rules::Need>& needs) {
            return fetch_needs(*rules.world, txn, subject, found.at.date(), {}, needs);
        }
    );
    found.trace = read_json(decision.trace).value();
    found.answers = answers_of(decision);
    return found;
}

// Calls `use` with every stored trace up to a moment, the newest first, until it returns true.
void each_stored_trace(
    storage::ReadTxn& txn,
    const Case& subject,
    std::optional<Instant> as_of,
    const std::function<bool(const FoundTrace&)>& use
)
{
    for (std::int64_t end = subject.version; end > 0;) {
        const std::int64_t begin =
            std::max<std::int64_t>(0, end - static_cast<std::int64_t>(entries_at_once));
        const auto entries =
            storage::entries_of_case(txn, subject.id, begin, static_cast<std::size_t>(end - begin));
        for (std::size_t i = entries.size(); i-- > 0;) {
            const bool asked = !as_of || entries[i].at <= *as_of;
            if (asked && !entries[i].trace_hash.empty() && use(stored_trace(txn, entries[i])))
                return;
        }
        end = begin;
    }
}

const json::value* rule_in(const json::value& trace, std::string_view rule)
{
    const json::value* const rules = member(trace, "rules");
    if (rules && rules->is_array())
        for (const json::value& each : rules->as_array())
            if (text_of(each, "rule") == rule)
                return &each;
    return nullptr;
}

Error no_such_rule(const json::value& trace, std::string_view rule)
{
    std::vector<std::string> known;
    const json::value* const rules = member(trace, "rules");
    if (rules && rules->is_array())
        for (const json::value& each : rules->as_array())
            known.emplace_back(text_of(each, "rule"));
    std::string all;
    for (const std::string& each : known)
        all += (all.empty() ? "" : "、") + each;
    const auto near = nearest_name(rule, known);
    return refuse(
        Refusal::not_found, "RP3071",
        "没有规则“" + one_line(rule, 80) + "”判定过这个案卷" +
            (near ? "，是不是 " + *near + "？" : "") + " 有：" + (all.empty() ? "无" : all),
        "no rule \"" + one_line(rule, 80) + "\" was asked about this case" +
            (near ? "; did you mean " + *near + "?" : "")
    );
}

json::object reading_json(const rules::Pack* pack, const std::string& id)
{
    const rules::Interpretation* const reading = pack ? pack->interpretation(id) : nullptr;
    if (!reading)
        return {{"id", id}};
    return {
        {"id", id},
        {"question", reading->question},
        {"answer", reading->answer},
        {"decided_by", reading->decided_by},
        {"decided_on", reading->decided_on},
    };
}

SourceMark mark_of(const rules::Pack* pack, const std::string& interpretation)
{
    if (interpretation.empty())
        return SourceMark::clause;
    const rules::Interpretation* const reading =
        pack ? pack->interpretation(interpretation) : nullptr;
    return reading && !reading->decided_by.empty() ? SourceMark::interpretation
                                                   : SourceMark::unconfirmed;
}

std::string clause_text(const rules::Pack* pack, std::string_view id)
{
    const rules::Clause* const clause = pack ? pack->clause(id) : nullptr;
    return clause ? clause->text : std::string();
}

// The parameters in a trace with what they are called and what they rest on.
json::array explained_parameters(const json::value& rule, const rules::Pack* pack)
{
    json::array explained;
    const json::value* const parameters = member(rule, "params");
    if (!parameters || !parameters->is_array())
        return explained;
    for (const json::value& each : parameters->as_array()) {
        const std::string key(text_of(each, "k"));
        const std::string clause(text_of(each, "clause"));
        const std::string interpretation(text_of(each, "interpretation"));
        const rules::Parameter* const known = pack ? pack->parameter(key) : nullptr;
        const SourceMark mark = mark_of(pack, interpretation);
        const json::value* const value = member(each, "v");
        json::object line{
            {"key", key},
            {"title", words_json(known ? known->title : Words{})},
            {"unit", known ? known->unit : std::string()},
            {"value", value ? *value : json::value()},
            {"from", text_of(each, "from")},
            {"clause", clause},
            {"clause_text", clause_text(pack, clause)},
            {"mark", to_text(mark)},
            {"mark_words", words_json(words_of(mark))},
        };
        line["interpretation"] = interpretation.empty()
                                     ? json::value()
                                     : json::value(reading_json(pack, interpretation));
        explained.emplace_back(std::move(line));
    }
    return explained;
}

json::array list_in(const json::value& rule, std::string_view name)
{
    const json::value* const list = member(rule, name);
    return list && list->is_array() ? list->as_array() : json::array();
}

// What to do about an item that a rule asks for, or why it does not apply, as the rule says it.
std::string way_out_of(const json::value& rule, const std::string& key)
{
    for (const json::value& line : list_in(rule, "out"))
        if (member(line, "gate") && text_of(line, "key") == key)
            return std::string(text_of(line, "way_out"));
    return {};
}

// What the rule concluded, and why it does not apply where it says so.
json::array conclusions(const Answers& answers, const json::value& rule)
{
    json::array lines;
    for (const auto& [name, answer] : answers)
        if (answer.rule == text_of(rule, "rule")) {
            json::object line = answer_json(answer);
            if (answer.kind == "requirement" && !bool_of(answer.said, "met"))
                line["way_out"] = way_out_of(rule, answer.key);
            lines.emplace_back(std::move(line));
        }
    for (const json::value& line : list_in(rule, "out"))
        if (const std::string_view why = text_of(line, "not_applicable"); !why.empty())
            lines.emplace_back(json::object{
                {"kind", "not_applicable"},
                {"says",
                 json::object{{"zh", "不适用：" + std::string(why)}, {"en", "does not apply"}}},
            });
    return lines;
}

// What both explanations say of the rule, by its trace.
json::object explained_rule(
    const Context& context,
    const FoundTrace& found,
    const json::value& rule
)
{
    const RulesAsked rules = live_rules(context);
    const std::string id(text_of(rule, "pack"));
    const rules::Pack* const pack = pack_asked(rules, id);
    const auto known_at = Instant::parse(text_of(found.trace, "known_at"));
    const CalendarView calendar =
        rules.world->calendar().as_known_on(known_at ? known_at->date() : found.at.date());
    json::object explained{
        {"rule", text_of(rule, "rule")},
        {"rule_title", text_of(rule, "title")},
        {"pack", id},
        {"clause", text_of(rule, "clause")},
        {"clause_text", clause_text(pack, text_of(rule, "clause"))},
        {"as_of", text_of(found.trace, "as_of")},
        {"known_at", text_of(found.trace, "known_at")},
        {"calendar", text_of(found.trace, "calendar")},
        {"stored", !found.entry.empty()},
        {"entry", found.entry.empty() ? json::value() : json::value(found.entry)},
        {"version", found.version},
        {"parameters", explained_parameters(rule, pack)},
        {"steps", explained_steps(rule, calendar)},
        {"incident", text_of(rule, "incident")},
    };
    // Names and words come from the pack that is live; the revision that judged may be another.
    bool other_revision = false;
    for (const json::value& pin : list_in(found.trace, "packs"))
        if (text_of(pin, "pack") == id) {
            explained["revision"] = integer_of(pin, "revision");
            explained["hash"] = text_of(pin, "hash");
            other_revision = !pack || "sha256:" + pack->hash != text_of(pin, "hash");
        }
    explained["other_revision"] = other_revision;
    return explained;
}

json::object case_name(const Case& subject)
{
    return {{"number", subject.number}, {"title", subject.title}};
}

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

Result<json::object> explain_rule(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    std::string_view rule,
    std::optional<Instant> as_of
)
{
    FoundTrace found;
    if (as_of) {
        each_stored_trace(txn, subject, as_of, [&](const FoundTrace& stored) {
            found = stored;
            return true;
        });
        if (found.entry.empty())
            return refuse(
                Refusal::not_found, "RP3072", "到这一时刻为止，案卷没有规则判定的依据",
                "no rule had been asked about the case by that moment"
            );
    } else {
        found = trace_of_now(context, txn, subject);
    }
    const json::value* const traced = rule_in(found.trace, rule);
    if (!traced)
        return no_such_rule(found.trace, rule);
    json::object explained = explained_rule(context, found, *traced);
    explained["case"] = case_name(subject);
    json::array inputs;
    for (const json::value& line : list_in(*traced, "inputs")) {
        const json::value* const value = member(line, "v");
        inputs.emplace_back(
            json::object{{"name", text_of(line, "k")}, {"value", value ? *value : json::value()}}
        );
    }
    explained["inputs"] = std::move(inputs);
    explained["notes"] = list_in(*traced, "notes");
    explained["conclusions"] = conclusions(found.answers, *traced);
    explained["text"] = text_of_rule(explained);
    return explained;
}

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
    explained["case"] = case_name(subject);
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
