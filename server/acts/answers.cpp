#include "acts/answers.hpp"

#include "domain/due.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::acts
{
namespace
{

void put(Answers& answers, Answer answer)
{
    std::string name = answer.kind;
    name.append("/").append(answer.pack).append("/").append(answer.key);
    answers.insert_or_assign(std::move(name), std::move(answer));
}

Answer based(std::string_view kind, const Basis& basis, std::string_view key, std::string title)
{
    Answer answer;
    answer.kind = kind;
    answer.pack = basis.pack;
    answer.rule = basis.rule;
    answer.clause = basis.clause;
    answer.key = key;
    answer.title = std::move(title);
    return answer;
}

void put_due(json::object& said, const std::optional<Instant>& due)
{
    if (due)
        said["due"] = due->text();
}

json::object said_of(const Requirement& requirement)
{
    if (!requirement.applicable)
        return {{"applicable", false}};
    json::array missing(requirement.missing.begin(), requirement.missing.end());
    json::object said{
        {"applicable", true},
        {"met", requirement.met},
        {"blocking", requirement.blocking},
        {"missing", std::move(missing)},
    };
    put_due(said, requirement.due);
    return said;
}

json::object said_of(const DutyFound& duty)
{
    json::object said{{"who", duty.owner}};
    put_due(said, duty.due);
    if (duty.known_after_due())
        said["known_after_due"] = duty.known_on->text();
    return said;
}

json::object said_of(const QuotaFound& quota)
{
    return {
        {"have", quota.have},   {"need", quota.need},       {"unit", quota.unit},
        {"force", quota.force}, {"status", quota.status()},
    };
}

std::string text_in(const json::value& line, std::string_view name)
{
    return std::string(text_of(line, name));
}

// What a trace holds of a requirement is the whole of it (to_json of domain/decision).
Answer requirement_in(const json::value& line)
{
    Answer answer;
    answer.kind = "requirement";
    answer.key = text_in(line, "key");
    if (const json::value* const title = member(line, "title"))
        answer.title = text_in(*title, "zh");
    if (!bool_of(line, "applicable")) {
        answer.said = {{"applicable", false}};
        return answer;
    }
    const json::value* const missing = member(line, "missing");
    answer.said = {
        {"applicable", true},
        {"met", bool_of(line, "met")},
        {"blocking", bool_of(line, "blocking")},
        {"missing", missing ? *missing : json::value(json::array())},
    };
    if (const std::string due = text_in(line, "due"); !due.empty())
        answer.said["due"] = due;
    return answer;
}

Answer output_in(const json::value& line)
{
    Answer answer;
    if (member(line, "gate"))
        return requirement_in(line);
    if (member(line, "duty")) {
        answer.kind = "duty";
        answer.key = text_in(line, "duty");
        answer.said = {{"who", text_in(line, "who")}};
        for (const char* const name : {"due", "known_after_due"})
            if (const std::string text = text_in(line, name); !text.empty())
                answer.said[name] = text;
    } else if (member(line, "quota")) {
        answer.kind = "quota";
        answer.key = text_in(line, "quota");
        answer.said = {
            {"have", integer_of(line, "have")},  {"need", integer_of(line, "need")},
            {"unit", text_in(line, "unit")},     {"force", text_in(line, "force")},
            {"status", text_in(line, "status")},
        };
    } else if (member(line, "finding")) {
        answer.kind = "finding";
        answer.key = text_in(line, "message");
        answer.said = {{"level", text_in(line, "finding")}, {"at", text_in(line, "at")}};
    }
    return answer;
}

// A requirement in a trace carries its clause in its basis, the others carry it themselves.
std::string clause_in(const json::value& line, std::string otherwise)
{
    const json::value* const basis = member(line, "basis");
    std::string clause = text_in(basis ? *basis : line, "clause");
    return clause.empty() ? std::move(otherwise) : clause;
}

std::string change_of_requirement(const json::object& before, const json::object& after)
{
    const bool applied = bool_of(before, "applicable");
    if (applied != bool_of(after, "applicable"))
        return applied ? "no_longer_applies" : "applies";
    if (bool_of(before, "met") != bool_of(after, "met"))
        return bool_of(after, "met") ? "met" : "unmet";
    return {};
}

std::string change_of_due(const json::object& before, const json::object& after)
{
    const auto was = Instant::parse(text_of(before, "due"));
    const auto is = Instant::parse(text_of(after, "due"));
    if (!was || !is)
        return was ? "due_removed" : is ? "due_set" : "";
    return *is < *was ? "due_earlier" : *was < *is ? "due_later" : "";
}

bool reached(const json::object& quota)
{
    return integer_of(quota, "have") >= integer_of(quota, "need");
}

std::string change_of_quota(const json::object& before, const json::object& after)
{
    if (reached(before) != reached(after))
        return reached(after) ? "reached" : "not_reached";
    if (integer_of(before, "need") != integer_of(after, "need"))
        return "need";
    if (text_of(before, "force") != text_of(after, "force"))
        return "force";
    return integer_of(before, "have") != integer_of(after, "have") ? "have" : "";
}

// Whether the duty could be known only when it was due already.
std::string change_of_duty(const json::object& before, const json::object& after)
{
    const bool was = before.contains("known_after_due");
    if (was == after.contains("known_after_due"))
        return "";
    return was ? "known_in_time" : "known_after_due";
}

std::string change_of(const Answer& answer, const json::object& before, const json::object& after)
{
    std::string change;
    if (answer.kind == "requirement")
        change = change_of_requirement(before, after);
    if (answer.kind == "quota")
        change = change_of_quota(before, after);
    if (change.empty())
        change = change_of_due(before, after);
    if (change.empty() && answer.kind == "duty")
        change = change_of_duty(before, after);
    if (!change.empty())
        return change;
    if (answer.kind == "requirement" && before.at("missing") != after.at("missing"))
        return "missing";
    return text_of(before, "who") != text_of(after, "who") ? "owner" : "other";
}

}  // namespace

Answers answers_of(const Decision& decision)
{
    Answers answers;
    for (const Requirement& found : decision.requirements) {
        Answer answer = based("requirement", found.basis, found.key, found.title.zh);
        answer.said = said_of(found);
        put(answers, std::move(answer));
    }
    for (const DutyFound& found : decision.duties) {
        Answer answer = based("duty", found.basis, found.key, found.title.zh);
        answer.said = said_of(found);
        put(answers, std::move(answer));
    }
    for (const QuotaFound& found : decision.quotas) {
        Answer answer = based("quota", found.basis, found.key, found.title.zh);
        answer.said = said_of(found);
        put(answers, std::move(answer));
    }
    for (const Finding& found : decision.findings) {
        Answer answer = based("finding", found.basis, found.message, {});
        answer.said = {{"level", found.level}, {"at", found.at}};
        put(answers, std::move(answer));
    }
    for (const Incident& found : decision.incidents) {
        Answer answer;
        answer.kind = "incident";
        answer.pack = found.pack;
        answer.rule = found.rule;
        answer.key = found.rule;
        answer.said = {{"code", found.error.code}};
        put(answers, std::move(answer));
    }
    return answers;
}

Answers answers_of(const json::value& trace)
{
    Answers answers;
    const json::value* const rules = member(trace, "rules");
    if (!rules || !rules->is_array())
        return answers;
    for (const json::value& rule : rules->as_array()) {
        const auto put_of_rule = [&](Answer answer) {
            answer.pack = text_of(rule, "pack");
            answer.rule = text_of(rule, "rule");
            put(answers, std::move(answer));
        };
        if (const std::string code = text_in(rule, "incident"); !code.empty()) {
            Answer answer;
            answer.kind = "incident";
            answer.key = text_of(rule, "rule");
            answer.said = {{"code", code}};
            put_of_rule(std::move(answer));
        }
        const json::value* const out = member(rule, "out");
        if (!out || !out->is_array())
            continue;
        for (const json::value& line : out->as_array()) {
            Answer answer = output_in(line);
            if (answer.kind.empty())
                continue;  // why a rule does not apply is no answer of its own
            answer.clause = clause_in(line, text_in(rule, "clause"));
            put_of_rule(std::move(answer));
        }
    }
    return answers;
}

Answers renamed(Answers answers, std::string_view pack, std::string_view as)
{
    if (pack == as)
        return answers;
    Answers result;
    for (auto& [name, answer] : answers) {
        if (answer.pack == pack)
            answer.pack = as;
        put(result, std::move(answer));
    }
    return result;
}

std::vector<Difference> differences(const Answers& before, const Answers& after)
{
    std::vector<Difference> found;
    for (const auto& [name, answer] : after) {
        const auto old = before.find(name);
        if (old == before.end()) {
            found.push_back({answer, "added", std::nullopt, answer.said});
        } else if (old->second.said != answer.said) {
            std::string change = change_of(answer, old->second.said, answer.said);
            found.push_back({answer, std::move(change), old->second.said, answer.said});
        }
    }
    for (const auto& [name, answer] : before)
        if (!after.contains(name))
            found.push_back({answer, "dropped", answer.said, std::nullopt});
    return found;
}

json::object answer_json(const Answer& answer)
{
    const Words words = words_of_answer(answer);
    return {
        {"kind", answer.kind},
        {"pack", answer.pack},
        {"rule", answer.rule},
        {"clause", answer.clause},
        {"key", answer.key},
        {"title", answer.title},
        {"says", json::object{{"zh", words.zh}, {"en", words.en}}},
    };
}

json::object difference_json(const Difference& difference)
{
    const auto side = [&](const std::optional<json::object>& said) {
        if (!said)
            return json::value();
        const Words words = words_of_answer(difference.of.kind, *said);
        return json::value(json::object{{"zh", words.zh}, {"en", words.en}});
    };
    return {
        {"kind", difference.of.kind},      {"pack", difference.of.pack},
        {"rule", difference.of.rule},      {"clause", difference.of.clause},
        {"key", difference.of.key},        {"title", difference.of.title},
        {"change", difference.change},     {"before", side(difference.before)},
        {"after", side(difference.after)},
    };
}

}  // namespace beihui::acts
