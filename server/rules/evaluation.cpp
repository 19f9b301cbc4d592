#include "rules/evaluation.hpp"

#include "base/text.hpp"

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

bool is_small(const json::value& value)
{
    return !value.is_object() && !value.is_array();
}

Error pack_lacks(std::string_view code, Words what)
{
    return refuse(Refusal::rule_refused, std::string(code), std::move(what.zh), std::move(what.en));
}

}  // namespace

json::value without_nulls(const json::value& value)
{
    if (const json::object* const object = value.if_object()) {
        json::object kept;
        for (const auto& [name, member] : *object)
            if (!member.is_null())
                kept[name] = without_nulls(member);
        return kept;
    }
    if (const json::array* const array = value.if_array()) {
        json::array kept;
        for (const json::value& item : *array)
            if (!item.is_null())
                kept.push_back(without_nulls(item));
        return kept;
    }
    return value;
}

Evaluation::Evaluation(
    const Pack& pack,
    const Rule& rule,
    const Question& question,
    CalendarView calendar,
    std::size_t most_items
)
    : pack_(pack),
      rule_(rule),
      question_(question),
      calendar_(std::move(calendar)),
      most_items_(most_items),
      known_from_(pack.known_from)
{}

void Evaluation::read_input(std::string_view path, const json::value& value)
{
    if (is_small(value) && !value.is_null())
        inputs_.insert_or_assign(std::string(path), value);
}

Result<const json::value*> Evaluation::parameter(std::string_view key)
{
    const std::string name(key);
    const auto refused = [&](std::string code, Words detail, Words way_out) {
        Error error = refuse(Refusal::rule_refused, std::move(code), detail.zh, detail.en);
        Fault fault;
        fault.code = error.code;
        fault.detail = std::move(detail);
        fault.way_out = std::move(way_out);
        error.faults.push_back(std::move(fault));
        return error;
    };
    const Parameter* const known = pack_.parameter(key);
    if (!known) {
        std::vector<std::string> names;
        for (const Parameter& candidate : pack_.parameters)
            names.push_back(candidate.key);
        const auto near = nearest_name(key, names);
        const std::string place = near ? *near + "（" + pack_.parameter(*near)->line + "）" : "";
        return refused(
            "RP2041",
            {"没有名为 " + name + " 的参数" + (near ? "，相近的有 " + place : ""),
             "there is no parameter " + name + (near ? ", the nearest is " + *near : "")},
            {(near ? "把名称改为 " + *near + "，或" : std::string()) +
                 "在 params.yaml 增加该参数并注明条款或口径",
             (near ? "write " + *near + ", or " : std::string()) +
                 "add it to params.yaml with its clause or interpretation"}
        );
    }
    const ParameterValue* const value = known->on(question_.today);
    if (!value)
        return refused(
            "RP2042",
            {"参数 " + name + " 自 " + known->values.front().from.text() + " 起才有值，依据日为 " +
                 question_.today.text(),
             "parameter " + name + " has no value yet on " + question_.today.text()},
            {"在 params.yaml 里为更早的日期写一个值（" + known->line + "）",
             "add a value from an earlier day in params.yaml"}
        );
    parameters_[known->key] = value;
    if (!value->interpretation.empty())
        readings_.insert(value->interpretation);
    return &value->value;
}

void Evaluation::step(
    std::string_view function,
    json::array in,
    json::value out,
    const std::vector<SkippedDay>& skipped
)
{
    json::object line{{"f", function}, {"in", std::move(in)}, {"out", std::move(out)}};
    if (!skipped.empty()) {
        json::array days;
        for (const SkippedDay& day : skipped)
            days.emplace_back(day.date.text() + " " + day.name);
        line["skipped"] = std::move(days);
    }
    steps_.emplace_back(std::move(line));
}

Result<void> Evaluation::count_item()
{
    if (++items_ <= most_items_)
        return {};
    const std::string most = std::to_string(most_items_);
    return refuse(
        Refusal::rule_refused, "RP2046", "一条规则至多给出 " + most + " 项结果",
        "a rule may give at most " + most + " outputs"
    );
}

Result<Basis> Evaluation::basis_of(const json::object& data) const
{
    Basis basis;
    basis.pack = pack_.id;
    basis.rule = rule_.id;
    basis.clause = text_of(data, "clause", rule_.clause);
    const Clause* const clause = pack_.clause(basis.clause);
    if (!clause)
        return pack_lacks(
            "RP1105", {"没有条款 " + basis.clause, "there is no clause " + basis.clause}
        );
    basis.clause_text = clause->text;
    // The reading that is named comes first; one that nobody has confirmed decides the mark.
    std::vector<std::string> readings;
    if (const std::string_view named = text_of(data, "interpretation"); !named.empty())
        readings.emplace_back(named);
    readings.insert(readings.end(), readings_.begin(), readings_.end());
    const bool is_named = data.contains("interpretation");
    for (const std::string& id : readings) {
        const Interpretation* const reading = pack_.interpretation(id);
        if (!reading)
            return pack_lacks("RP1111", {"没有口径 " + id, "there is no interpretation " + id});
        const bool open = reading->decided_by.empty();
        const bool first_open = open && basis.mark != SourceMark::unconfirmed;
        if (basis.interpretation.empty() || (first_open && !is_named))
            basis.interpretation = id;
        if (open)
            basis.mark = SourceMark::unconfirmed;
        else if (basis.mark == SourceMark::clause)
            basis.mark = SourceMark::interpretation;
    }
    return basis;
}

Result<Basis> Evaluation::begin_output(
    std::string_view output,
    std::span<const OutputKey> keys,
    const json::object& data
)
{
    if (auto counted = count_item(); !counted)
        return counted.error();
    if (auto checked = check_keys(output, keys, data); !checked)
        return checked.error();
    answered_ = true;
    return basis_of(data);
}

Words Evaluation::title_of(const json::object& data) const
{
    const json::value* const title = data.if_contains("title");
    if (!title)
        return rule_.title;
    if (title->is_string())
        return {std::string(title->get_string()), {}};
    return {std::string(text_of(*title, "zh")), std::string(text_of(*title, "en"))};
}

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
    outputs_.emplace_back(to_json(found));
    found_.requirements.push_back(std::move(found));
    return {};
}

// Half-open: a day ends at 24:00, and what is done at that moment is done on the next.
bool Evaluation::is_late(const DutyFound& found) const
{
    const json::value* const known = duty_in(question_.snapshot, found.key);
    const auto moment = [&](std::string_view name) -> std::optional<Instant> {
        const json::object* const data = known ? known->if_object() : nullptr;
        return data ? instant_in(*data, name) : std::nullopt;
    };
    if (const auto done = moment("done_at")) {
        const auto due = moment("due");  // the one that held when it was done
        return due && *done >= *due;
    }
    return found.due && question_.known_at >= *found.due;
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
    found.late = is_late(found);
    json::object line{{"duty", found.key}, {"who", found.owner}, {"clause", found.basis.clause}};
    if (found.due)
        line["due"] = found.due->text();
    if (found.period_end)
        line["period_end"] = found.period_end->text();
    if (!found.occasion.empty())
        line["occasion"] = found.occasion;
    if (found.known_after_due())
        line["known_after_due"] = found.known_on->text();
    outputs_.emplace_back(std::move(line));
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
    outputs_.emplace_back(json::object{
        {"quota", found.key},
        {"have", found.have},
        {"need", found.need},
        {"unit", found.unit},
        {"force", found.force},
        {"status", found.status()},
        {"clause", found.basis.clause}
    });
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
    json::object line{
        {"finding", found.level},
        {"message", found.message},
        {"at", found.at},
        {"clause", found.basis.clause}
    };
    // The trace is open to everybody who may see the case, so it says how many, not who.
    if (!found.people.empty())
        line["people_count"] = found.people.size();
    outputs_.emplace_back(std::move(line));
    found_.findings.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::not_applicable(std::string_view why)
{
    if (auto counted = count_item(); !counted)
        return counted;
    answered_ = true;
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

json::object Evaluation::finish(Decision& decision)
{
    json::array inputs;
    for (const auto& [path, value] : inputs_)
        inputs.emplace_back(json::object{{"k", path}, {"v", value}});
    json::array parameters;
    for (const auto& [key, value] : parameters_) {
        json::object line{{"k", key}, {"from", value->from.text()}};
        if (is_small(value->value))
            line["v"] = value->value;
        if (!value->clause.empty())
            line["clause"] = value->clause;
        if (!value->interpretation.empty())
            line["interpretation"] = value->interpretation;
        parameters.emplace_back(std::move(line));
    }
    const auto move_all = [](auto& from, auto& to) {
        std::ranges::move(from, std::back_inserter(to));
    };
    move_all(found_.requirements, decision.requirements);
    move_all(found_.duties, decision.duties);
    move_all(found_.quotas, decision.quotas);
    move_all(found_.findings, decision.findings);
    return {
        {"rule", rule_.id},
        {"title", rule_.title.zh},
        {"pack", pack_.id},
        {"clause", rule_.clause},
        {"inputs", std::move(inputs)},
        {"params", std::move(parameters)},
        {"steps", std::move(steps_)},
        {"notes", std::move(notes_)},
        {"out", std::move(outputs_)},
    };
}

}  // namespace beihui::rules
