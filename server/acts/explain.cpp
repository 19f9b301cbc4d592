#include "acts/explain_parts.hpp"
#include "base/text.hpp"

namespace beihui::acts
{
namespace
{

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
    explained["case"] = json::object{{"number", subject.number}, {"title", subject.title}};
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

}  // namespace beihui::acts
