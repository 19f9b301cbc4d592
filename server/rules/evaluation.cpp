#include "rules/evaluation.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

Words words_in(const json::object& data, std::string_view name)
{
    const json::value* const value = data.if_contains(name);
    if (!value)
        return {};
    if (value->is_string())
        return {std::string(value->as_string()), {}};
    return {std::string(text_of(*value, "zh")), std::string(text_of(*value, "en"))};
}

// Instants come from cal.at and cal.end_of as text.
std::optional<Instant> instant_in(const json::object& data, std::string_view name)
{
    const auto instant = Instant::parse(text_of(data, name));
    return instant ? std::optional(*instant) : std::nullopt;
}

bool is_small(const json::value& value)
{
    return !value.is_object() && !value.is_array();
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
    CalendarView calendar
)
    : pack_(pack), rule_(rule), question_(question), calendar_(std::move(calendar))
{
}

void Evaluation::read_input(std::string_view path, const json::value& value)
{
    if (is_small(value) && !value.is_null())
        inputs_.insert_or_assign(std::string(path), value);
}

Result<const json::value*> Evaluation::parameter(std::string_view key)
{
    const Parameter* const known = pack_.parameter(key);
    if (!known) {
        std::vector<std::string> names;
        for (const Parameter& candidate : pack_.parameters)
            names.push_back(candidate.key);
        const auto near = nearest_name(key, names);
        const std::string name(key);
        return refuse(
            Refusal::rule_refused, "RP2041",
            "没有名为 " + name + " 的参数" + (near ? "，相近：" + *near : ""),
            "there is no parameter " + name + (near ? "; did you mean " + *near + "?" : "")
        );
    }
    const ParameterValue* const value = known->on(question_.today);
    if (!value)
        return refuse(
            Refusal::rule_refused, "RP2042",
            "参数 " + known->key + " 自 " + known->values.front().from.text() + " 起才有值，依据日为 " +
                question_.today.text(),
            "parameter " + known->key + " has no value yet on " + question_.today.text()
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

Error Evaluation::bad_output(std::string_view what, std::string_view key) const
{
    const std::string name(key);
    return refuse(
        Refusal::rule_refused, "RP2043", "out:" + std::string(what) + " 缺少或写错 " + name,
        "out:" + std::string(what) + ": " + name + " is missing or wrong"
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
        return refuse(
            Refusal::rule_refused, "RP1105", "没有条款 " + basis.clause, "there is no clause " + basis.clause
        );
    basis.clause_text = clause->text;
    std::vector<std::string> readings(readings_.begin(), readings_.end());
    if (const std::string_view named = text_of(data, "interpretation"); !named.empty())
        readings = {std::string(named)};
    for (const std::string& id : readings) {
        const Interpretation* const reading = pack_.interpretation(id);
        if (!reading)
            return refuse(
                Refusal::rule_refused, "RP1111", "没有口径 " + id, "there is no interpretation " + id
            );
        const bool open = reading->decided_by.empty();
        if (basis.interpretation.empty() || open)
            basis.interpretation = id;
        if (open) {
            basis.mark = SourceMark::unconfirmed;
            break;
        }
        basis.mark = SourceMark::interpretation;
    }
    return basis;
}

Result<void> Evaluation::requirement(const json::object& data)
{
    answered_ = true;
    auto basis = basis_of(data);
    if (!basis)
        return basis.error();
    Requirement found;
    found.basis = std::move(*basis);
    found.key = text_of(data, "key");
    if (found.key.empty())
        return bad_output("requirement", "key");
    found.gate = text_of(data, "gate", rule_.gate.empty() ? "readiness" : rule_.gate);
    found.title = words_in(data, "title");
    if (found.title.zh.empty())
        found.title = rule_.title;
    const json::value* const met = data.if_contains("met");
    found.applicable = bool_of(data, "applicable", true);
    if (found.applicable && (!met || !met->is_bool()))
        return bad_output("requirement", "met");
    found.met = !found.applicable || bool_of(data, "met");
    found.blocking = bool_of(data, "blocking", true);
    if (const json::value* const missing = data.if_contains("missing"); missing && missing->is_array())
        for (const json::value& sentence : missing->as_array())
            if (sentence.is_string())
                found.missing.emplace_back(sentence.as_string());
    if (!found.met && found.missing.empty())
        return bad_output("requirement", "missing");
    found.way_out = text_of(data, "way_out");
    found.owner = text_of(data, "owner");
    found.due = instant_in(data, "due");
    found.item = text_of(data, "item");
    found.evidence = text_of(data, "evidence");
    outputs_.emplace_back(to_json(found));
    found_.requirements.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::duty(const json::object& data)
{
    answered_ = true;
    auto basis = basis_of(data);
    if (!basis)
        return basis.error();
    DutyFound found;
    found.basis = std::move(*basis);
    found.key = text_of(data, "key");
    if (found.key.empty())
        return bad_output("duty", "key");
    found.title = words_in(data, "title");
    if (found.title.zh.empty())
        found.title = rule_.title;
    found.owner = text_of(data, "who");
    found.form = text_of(data, "form");
    found.due = instant_in(data, "due");
    if (!found.due && !text_of(data, "due").empty())
        return bad_output("duty", "due");
    json::object line{{"duty", found.key}};
    if (found.due)
        line["due"] = found.due->text();
    outputs_.emplace_back(std::move(line));
    found_.duties.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::quota(const json::object& data)
{
    answered_ = true;
    auto basis = basis_of(data);
    if (!basis)
        return basis.error();
    QuotaFound found;
    found.basis = std::move(*basis);
    found.key = text_of(data, "key");
    if (found.key.empty() || !data.contains("have") || !data.contains("need"))
        return bad_output("quota", "key/have/need");
    found.title = words_in(data, "title");
    if (found.title.zh.empty())
        found.title = rule_.title;
    found.have = integer_of(data, "have");
    found.need = integer_of(data, "need");
    found.unit = text_of(data, "unit");
    outputs_.emplace_back(json::object{
        {"quota", found.key}, {"have", found.have}, {"need", found.need}, {"unit", found.unit}});
    found_.quotas.push_back(std::move(found));
    return {};
}

Result<void> Evaluation::finding(const json::object& data)
{
    answered_ = true;
    auto basis = basis_of(data);
    if (!basis)
        return basis.error();
    Finding found;
    found.basis = std::move(*basis);
    found.level = text_of(data, "level");
    if (found.level != "info" && found.level != "warning" && found.level != "error")
        return bad_output("finding", "level");
    found.message = text_of(data, "message");
    if (found.message.empty())
        return bad_output("finding", "message");
    found.at = text_of(data, "at");
    outputs_.emplace_back(json::object{
        {"finding", found.level}, {"message", found.message}, {"at", found.at}});
    found_.findings.push_back(std::move(found));
    return {};
}

void Evaluation::not_applicable(std::string_view why)
{
    answered_ = true;
    outputs_.emplace_back(json::object{{"not_applicable", why}});
}

void Evaluation::note(std::string_view text)
{
    notes_.emplace_back(text);
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
