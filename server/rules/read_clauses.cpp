#include "rules/read_parts.hpp"

namespace beihui::rules
{
namespace
{

bool is_complete(const Clause& clause)
{
    if (clause.check == "checklist")
        return !clause.owner.empty() && !clause.evidence.zh.empty() && !clause.item.empty();
    return clause.check != "information" || !clause.reason.empty();
}

Clause read_clause(const Yaml& key, const Yaml& value, Faults& faults)
{
    Clause clause;
    clause.id = key.raw();
    clause.line = key.place().text();
    value.only(
        {"text", "gloss", "kind", "check", "actors", "owner", "evidence", "reason", "item", "force"
        },
        faults
    );
    clause.text = value.need("text", faults).text(faults, "text");
    clause.gloss = optional_words(value, "gloss", faults);
    clause.kind = value.need("kind", faults).text(faults, "kind");
    const Yaml& check = value.need("check", faults);
    clause.check = check.text(faults, "check");
    check_one_of(check, {"rule", "checklist", "information"}, faults, "check");
    clause.reason = optional_words(value, "reason", faults).zh;
    clause.actors = optional_texts(value, "actors", faults);
    clause.owner = optional_text(value, "owner", faults);
    clause.evidence = optional_words(value, "evidence", faults);
    clause.item = optional_text(value, "item", faults);
    clause.force = optional_text(value, "force", faults);
    if (const Yaml* const force = value.find("force"))
        check_one_of(*force, {"must", "in_principle", "optional"}, faults, "force");
    return clause;
}

}  // namespace

void read_clauses(const Yaml& node, Pack& pack, Faults& faults)
{
    for (const auto& [key, value] : members_of(node, faults, "clauses.yaml")) {
        Clause clause = read_clause(key, value, faults);
        if (!is_complete(clause))
            faults.add(
                key.place(), "RP1109", "条款 " + clause.id + " 的核查方式不完整",
                "clause " + clause.id + ": its check is not complete",
                "checklist 须有 owner、evidence 与 item；information 须有 reason",
                "a checklist has owner, evidence and item; information has a reason"
            );
        pack.clauses.push_back(std::move(clause));
    }
}

void read_interpretations(const Yaml& node, Pack& pack, Faults& faults)
{
    for (const auto& [key, value] : members_of(node, faults, "interpretations.yaml")) {
        Interpretation reading;
        reading.id = key.raw();
        reading.line = key.place().text();
        value.only({"question", "answer", "decided_by", "decided_on", "basis", "affects"}, faults);
        reading.question = value.need("question", faults).text(faults, "question");
        reading.answer = value.need("answer", faults).text(faults, "answer");
        reading.decided_by = optional_text(value, "decided_by", faults);
        reading.decided_on = optional_text(value, "decided_on", faults);
        reading.basis = value.need("basis", faults).text(faults, "basis");
        reading.affects = optional_texts(value, "affects", faults);
        if (reading.decided_by.empty() != reading.decided_on.empty())
            faults.add(
                key.place(), "RP1116",
                "口径 " + reading.id + " 的 decided_by 与 decided_on 须同时填写",
                "interpretation " + reading.id + ": decided_by and decided_on go together",
                "写明谁在哪天确认，或两项都留空",
                "say who confirmed it and when, or leave both empty"
            );
        pack.interpretations.push_back(std::move(reading));
    }
}

}  // namespace beihui::rules
