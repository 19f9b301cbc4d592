#include "rules/evaluation.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::rules
{

namespace
{

bool is_small(const json::value& value)
{
    return !value.is_object() && !value.is_array();
}

SourceMark mark_of(const Pack& pack, const ParameterValue& value)
{
    if (value.interpretation.empty())
        return SourceMark::clause;
    const Interpretation* const reading = pack.interpretation(value.interpretation);
    const bool confirmed = reading && !reading->decided_by.empty();
    return confirmed ? SourceMark::interpretation : SourceMark::unconfirmed;
}

// A value of a parameter as the trace proves it.
json::object line_of(const Pack& pack, const ParameterValue& value)
{
    json::object line{{"pack", pack.id}, {"from", value.from.text()}};
    if (is_small(value.value))
        line["v"] = value.value;
    if (!value.clause.empty())
        line["clause"] = value.clause;
    if (!value.interpretation.empty())
        line["interpretation"] = value.interpretation;
    line["mark"] = to_text(mark_of(pack, value));
    return line;
}

Error pack_lacks(std::string_view code, Words what)
{
    return refuse(Refusal::rule_refused, std::string(code), std::move(what.zh), std::move(what.en));
}

}  // namespace

Evaluation::Evaluation(
    const Pack& pack,
    std::span<const Pack* const> bound,
    const Rule& rule,
    const Question& question,
    CalendarView calendar,
    std::size_t most_items,
    bool proves
)
    : pack_(pack),
      bound_(bound),
      rule_(rule),
      question_(question),
      calendar_(std::move(calendar)),
      most_items_(most_items),
      proves_(proves),
      known_from_(pack.known_from)
{}

json::array list_of(const Inputs& inputs)
{
    json::array list;
    list.reserve(inputs.size());
    for (const auto& [path, value] : inputs)
        list.emplace_back(json::object{{"k", path}, {"v", value}});
    return list;
}

bool Evaluation::is_proof(const json::value& value)
{
    return is_small(value) && !value.is_null();
}

void Evaluation::read_input(std::string_view path, const json::value& value)
{
    if (proves_ && is_proof(value))
        inputs_.insert_or_assign(std::string(path), value);
}

Result<const json::value*> Evaluation::parameter(std::string_view key)
{
    // Read before: what is in force does not change while a rule runs.
    if (const auto read = parameters_.find(key); read != parameters_.end())
        return &read->second.value->value;
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
    const ValueInForce found = value_in_force(pack_, *known, bound_, question_.today);
    if (!found.value)
        return refused(
            "RP2042",
            {"参数 " + name + " 自 " + known->values.front().from.text() + " 起才有值，依据日为 " +
                 question_.today.text(),
             "parameter " + name + " has no value yet on " + question_.today.text()},
            {"在 params.yaml 里为更早的日期写一个值（" + known->line + "）",
             "add a value from an earlier day in params.yaml"}
        );
    parameters_[known->key] = found;
    known_from_ = std::max(known_from_, found.pack->known_from);
    const std::string& reading = found.value->interpretation;
    if (!reading.empty())
        readings_[found.pack == &pack_ ? reading : found.pack->id + "/" + reading] =
            found.pack->interpretation(reading);
    return &found.value->value;
}

void Evaluation::step(
    std::string_view function,
    json::array in,
    json::value out,
    const std::vector<SkippedDay>& skipped
)
{
    ++effects_;
    if (!proves_)
        return;
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
    ++effects_;
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
    put_local(basis);
    // The reading that is named comes first; one that nobody has confirmed decides the mark.
    std::vector<std::pair<std::string, const Interpretation*>> readings;
    if (const std::string_view named = text_of(data, "interpretation"); !named.empty())
        readings.emplace_back(named, pack_.interpretation(named));
    readings.insert(readings.end(), readings_.begin(), readings_.end());
    const bool is_named = data.contains("interpretation");
    for (const auto& [id, reading] : readings) {
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

void Evaluation::put_local(Basis& basis) const
{
    for (const auto& [key, found] : parameters_) {
        if (found.pack == &pack_)
            continue;
        const Clause* const clause = found.pack->clause(found.value->clause);
        const Interpretation* const reading =
            found.pack->interpretation(found.value->interpretation);
        LocalClause local{found.pack->id, {}, {}};
        local.clause = clause ? clause->id : found.value->interpretation;
        local.clause_text = clause ? clause->text : reading ? reading->answer : std::string();
        const bool known = std::ranges::any_of(basis.local, [&](const LocalClause& other) {
            return other.pack == local.pack && other.clause == local.clause;
        });
        if (!known)
            basis.local.push_back(std::move(local));
    }
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

void Evaluation::move_outputs(Decision& decision, RuleRun& run)
{
    const auto move_all = [](auto& from, auto& to) {
        const RuleRun::Part part{to.size(), from.size()};
        std::ranges::move(from, std::back_inserter(to));
        return part;
    };
    run.requirements = move_all(found_.requirements, decision.requirements);
    run.duties = move_all(found_.duties, decision.duties);
    run.quotas = move_all(found_.quotas, decision.quotas);
    run.findings = move_all(found_.findings, decision.findings);
}

void Evaluation::finish(Decision& decision, RuleRun& run)
{
    run.rule = rule_.id;
    run.parameters = std::move(parameters_);
    move_outputs(decision, run);
}

json::object Evaluation::finish(Decision& decision)
{
    RuleRun unused;
    move_outputs(decision, unused);
    if (!proves_)
        return {};
    json::array parameters;
    for (const auto& [key, found] : parameters_) {
        json::object line = line_of(*found.pack, *found.value);
        line["k"] = key;
        if (found.instead_of)
            line["instead_of"] = line_of(pack_, *found.instead_of);
        parameters.emplace_back(std::move(line));
    }
    return {
        {"rule", rule_.id},           {"title", rule_.title.zh},
        {"pack", pack_.id},           {"clause", rule_.clause},
        {"inputs", list_of(inputs_)}, {"params", std::move(parameters)},
        {"steps", std::move(steps_)}, {"notes", std::move(notes_)},
        {"out", std::move(outputs_)},
    };
}

}  // namespace beihui::rules
