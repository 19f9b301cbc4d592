// What a rule puts out, each as the decision and the trace carry it.
#include "rules/evaluation.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

// Instants come from cal.at and cal.end_of as text.
std::optional<Instant> instant_in(const json::object& data, std::string_view name)
{
    const auto instant = Instant::parse(text_of(data, name));
    return instant ? std::optional(*instant) : std::nullopt;
}

std::optional<Date> date_in(const json::object& data, std::string_view name)
{
    const auto date = Date::parse(text_of(data, name));
    return date ? std::optional(*date) : std::nullopt;
}

// What the case already says about a duty; null when it has none by that key.
const json::value* duty_in(const json::object& snapshot, std::string_view key)
{
    const json::value* const subject = snapshot.if_contains("case");
    const json::value* const duties = subject ? member(*subject, "duties") : nullptr;
    if (!duties || !duties->is_array())
        return nullptr;
    const auto found = std::ranges::find_if(duties->get_array(), [&](const json::value& duty) {
        return text_of(duty, "key") == key;
    });
    return found == duties->get_array().end() ? nullptr : &*found;
}

// As the trace holds it.
json::object line_of(const DutyFound& found)
{
    json::object line{{"duty", found.key}, {"who", found.owner}, {"clause", found.basis.clause}};
    if (found.due)
        line["due"] = found.due->text();
    if (found.period_end)
        line["period_end"] = found.period_end->text();
    if (!found.occasion.empty())
        line["occasion"] = found.occasion;
    if (found.acceptances != 1)
        line["acceptances"] = found.acceptances;
    if (found.known_after_due())
        line["known_after_due"] = found.known_on->text();
    return line;
}

json::object line_of(const QuotaFound& found)
{
    return {
        {"quota", found.key},           {"have", found.have},   {"need", found.need},
        {"unit", found.unit},           {"force", found.force}, {"status", found.status()},
        {"clause", found.basis.clause},
    };
}

// The trace is open to everybody who may see the case, so it says how many, not who.
json::object line_of(const Finding& found)
{
    json::object line{
        {"finding", found.level},
        {"message", found.message},
        {"at", found.at},
        {"clause", found.basis.clause},
    };
    if (!found.people.empty())
        line["people_count"] = found.people.size();
    return line;
}

}  // namespace

Result<void> Evaluation::requirement(const json::object& data)
{
    auto basis = begin_output("requirement", requirement_keys(), data);
    if (!basis)
        return basis.error();
    Requirement found;
    found.basis = std::move(*basis);
    found.key = text_of(data, "key");
    found.gate = text_of(data, "gate", rule_.gate.empty() ? "readiness" : rule_.gate);
    found.title = title_of(data);
    found.applicable = bool_of(data, "applicable", true);
    if (found.applicable && !data.contains("met"))
        return bad_output("requirement", "met", {"没有写", "is missing"}, {});
    found.met = !found.applicable || bool_of(data, "met");
    found.blocking = bool_of(data, "blocking", true);
    const json::value* const missing = data.if_contains("missing");
    if (!found.met && missing && missing->is_array())
        for (const json::value& sentence : missing->get_array())
            found.missing.emplace_back(sentence.get_string());
    if (!found.met && found.missing.empty())
        return bad_output(
            "requirement", "missing", {"没有写", "is missing"},
            {"met 为 false 时逐条写明缺什么", "say what is missing when met is false"}
        );
    found.way_out = text_of(data, "way_out");
    found.owner = text_of(data, "owner");
    found.due = instant_in(data, "due");
    found.item = text_of(data, "item");
    found.evidence = text_of(data, "evidence");
    if (proves_)
        outputs_.emplace_back(to_json(found));
    found_.requirements.push_back(std::move(found));
    return {};
}

// Half-open: a day ends at 24:00, and what is done at that moment is done on the next.
bool is_late(const DutyFound& found, const Question& question)
{
    const json::value* const known = duty_in(question.snapshot, found.key);
    const auto moment = [&](std::string_view name) -> std::optional<Instant> {
        const json::object* const data = known ? known->if_object() : nullptr;
        return data ? instant_in(*data, name) : std::nullopt;
    };
    if (const auto done = moment("done_at")) {
        const auto due = moment("due");  // the one that held when it was done
        return due && *done >= *due;
    }
    return found.due && question.known_at >= *found.due;
}

Result<void> Evaluation::duty(const json::object& data)
{
    auto basis = begin_output("duty", duty_keys(), data);
    if (!basis)
        return basis.error();
    DutyFound found;
    found.basis = std::move(*basis);
    found.key = text_of(data, "key");
    found.title = title_of(data);
    found.owner = text_of(data, "who");
    found.form = text_of(data, "form");
    found.due = instant_in(data, "due");
    found.rules = text_of(data, "rules", "pin");
    found.known_on = std::max(date_in(data, "known_on").value_or(known_from_), known_from_);
    found.period_end = date_in(data, "period_end");
    found.occasion = text_of(data, "occasion");
    found.acceptances = integer_of(data, "acceptances", 1);
    if (found.acceptances < 1 || found.acceptances > 2)
        return bad_output(
            "duty", "acceptances", {"应为 1 或 2", "must be 1 or 2"},
            {"一级由一人受理写 1（可以不写），由两人受理写 2",
             "1, or nothing, when one person of a level accepts it; 2 when two do"}
        );
    found.late = is_late(found, question_);
    if (proves_)
        outputs_.emplace_back(line_of(found));
    found_.duties.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::quota(const json::object& data)
{
    auto basis = begin_output("quota", quota_keys(), data);
    if (!basis)
        return basis.error();
    QuotaFound found;
    found.basis = std::move(*basis);
    found.key = text_of(data, "key");
    found.title = title_of(data);
    found.have = integer_of(data, "have");
    found.need = integer_of(data, "need");
    found.unit = text_of(data, "unit");
    const Clause* const clause = pack_.clause(found.basis.clause);
    const bool in_principle = clause && clause->force == "in_principle";
    found.force = text_of(data, "force", in_principle ? "in_principle" : "must");
    if (proves_)
        outputs_.emplace_back(line_of(found));
    found_.quotas.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::finding(const json::object& data)
{
    auto basis = begin_output("finding", finding_keys(), data);
    if (!basis)
        return basis.error();
    Finding found;
    found.basis = std::move(*basis);
    found.level = text_of(data, "level");
    found.message = text_of(data, "message");
    found.at = text_of(data, "at");
    if (const json::value* const people = data.if_contains("people"); people && people->is_array())
        for (const json::value& id : people->get_array())
            found.people.emplace_back(id.get_string());
    if (proves_)
        outputs_.emplace_back(line_of(found));
    found_.findings.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::not_applicable(std::string_view why)
{
    if (auto counted = count_item(); !counted)
        return counted;
    answered_ = true;
    if (proves_)
        outputs_.emplace_back(json::object{{"not_applicable", why}});
    return {};
}

Result<void> Evaluation::note(std::string_view text)
{
    if (auto counted = count_item(); !counted)
        return counted;
    notes_.emplace_back(text);
    return {};
}

}  // namespace beihui::rules
