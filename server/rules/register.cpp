// N.rule and N.table_check: what a pack says about its rules, checked when it is loaded.
#include "base/text.hpp"
#include "rules/interpreter.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

using lua::Call;
using lua::Value;

const std::vector<std::string> kinds_of_answers = {
    "requirement",
    "duty",
    "quota",
    "finding",
};

// A fault in the description of a rule, at the word that is wrong where that can be found.
Error wrong_rule(
    const Call& call,
    const Pack& pack,
    std::string_view literal,
    Words detail,
    Words way_out
)
{
    const std::string where = call.where();
    const std::size_t end = where.rfind(".lua:");
    const std::string place = literal.empty() || end == std::string::npos
                                  ? std::string()
                                  : place_of_literal(
                                        pack, std::string_view(where).substr(0, end + 4),
                                        std::atoi(where.c_str() + end + 5), literal
                                    );
    Error error = refuse(Refusal::invalid_input, "RP1120", detail.zh, detail.en);
    Fault fault;
    fault.where = place.empty() ? where : place;
    fault.code = error.code;
    fault.detail = error.detail;
    fault.way_out = std::move(way_out);
    error.faults.push_back(std::move(fault));
    return error;
}

Words words_of_title(const json::object& data)
{
    const json::value* const title = data.if_contains("title");
    if (title && title->is_string())
        return {std::string(title->get_string()), {}};
    return title ? Words{std::string(text_of(*title, "zh")), std::string(text_of(*title, "en"))}
                 : Words();
}

// The texts of a list, or one text alone.
std::vector<std::string> texts_in(const json::object& data, std::string_view name)
{
    std::vector<std::string> texts;
    const json::value* const value = data.if_contains(name);
    if (value && value->is_string())
        texts.emplace_back(value->get_string());
    if (value && value->is_array())
        for (const json::value& item : value->get_array())
            if (item.is_string())
                texts.emplace_back(item.get_string());
    return texts;
}

std::optional<Error> unknown_name(
    const Call& call,
    const Pack& pack,
    const lua::Record& record,
    const std::vector<std::string>& known
)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : record.data)
        names.emplace_back(name);
    for (const auto& [name, function] : record.functions)
        names.push_back(name);
    for (const std::string& name : names)
        if (std::ranges::find(known, name) == known.end())
            return wrong_rule(
                call, pack, {}, {"没有“" + name + "”这一项", "there is no \"" + name + "\""},
                nearest_way_out(name, known)
            );
    return std::nullopt;
}

std::optional<Error> wrong_clause(const Call& call, const Pack& pack, const std::string& clause)
{
    if (pack.clause(clause))
        return std::nullopt;
    std::vector<std::string> known;
    for (const Clause& each : pack.clauses)
        known.push_back(each.id);
    const auto near = nearest_name(clause, known);
    return wrong_rule(
        call, pack, clause,
        {"clauses.yaml 里没有条款“" + clause + "”", "clauses.yaml has no clause \"" + clause + "\""
        },
        near ? Words{"是不是 " + *near + "？", "did you mean " + *near + "?"}
             : Words{"写明所据条款的编号", "name the clause that it rests on"}
    );
}

// Whether every need is a table that describes a measure.
bool are_measures(const json::object& data)
{
    const json::value* const needs = data.if_contains("needs");
    if (!needs)
        return true;
    const json::object* const named = needs->if_object();
    return named &&
           std::ranges::all_of(*named, [](const auto& need) { return need.value().is_object(); });
}

}  // namespace

Result<Value> Interpreter::register_rule(Call& call)
{
    const auto record = call.record(1);
    if (!record)
        return record.error();
    const auto wrong = [&](std::string_view literal, Words detail, Words way_out) {
        return wrong_rule(call, pack_, literal, std::move(detail), std::move(way_out));
    };
    if (!loading_)
        return wrong(
            {}, {"规则只能在文件装入时登记", "a rule is registered when its file is loaded"}, {}
        );
    if (auto unknown = unknown_name(
            call, pack_, *record, {"id", "clause", "title", "on", "emits", "gate", "needs", "eval"}
        ))
        return *unknown;
    Rule rule;
    rule.id = text_of(record->data, "id");
    rule.clause = text_of(record->data, "clause");
    rule.title = words_of_title(record->data);
    rule.on = texts_in(record->data, "on");
    rule.emits = text_of(record->data, "emits");
    rule.gate = text_of(record->data, "gate");
    rule.place = call.where();
    const auto eval = record->functions.find("eval");
    if (rule.id.empty() || rule.title.zh.empty() || rule.on.empty() || rule.emits.empty() ||
        eval == record->functions.end() || !are_measures(record->data))
        return wrong(
            rule.id, {"规则“" + rule.id + "”不完整", "rule \"" + rule.id + "\" is not complete"},
            {"须有 id、clause、title、on、emits 与 eval；needs 是名称到计数口径的表",
             "it has id, clause, title, on, emits and eval; needs maps names to measures"}
        );
    if (auto unknown = wrong_clause(call, pack_, rule.clause))
        return *unknown;
    if (std::ranges::find(kinds_of_answers, rule.emits) == kinds_of_answers.end())
        return wrong(
            rule.emits,
            {"emits 不能是“" + rule.emits + "”", "emits cannot be \"" + rule.emits + "\""},
            nearest_way_out(rule.emits, kinds_of_answers)
        );
    for (const std::string& workflow : rule.on)
        if (std::ranges::find(pack_.workflows, workflow) == pack_.workflows.end())
            return wrong(
                workflow,
                {"pack.yaml 的 binds 里没有 " + workflow, "binds in pack.yaml lacks " + workflow},
                nearest_way_out(workflow, pack_.workflows)
            );
    if (std::ranges::find(rules_, rule.id, &Rule::id) != rules_.end())
        return wrong(
            rule.id, {"规则编号 " + rule.id + " 重复", "rule id " + rule.id + " is used twice"},
            {"换一个编号", "choose another id"}
        );
    if (const json::value* const needs = record->data.if_contains("needs"))
        rule.needs = needs->get_object();
    rules_.push_back(std::move(rule));
    evals_.push_back(eval->second);
    return Value(json::value());
}

Result<Value> Interpreter::register_table_check(Call& call)
{
    const auto record = call.record(1);
    if (!record)
        return record.error();
    if (!loading_)
        return wrong_rule(
            call, pack_, {},
            {"核对只能在文件装入时登记", "a check is registered when its file is loaded"}, {}
        );
    if (auto unknown = unknown_name(
            call, pack_, *record, {"id", "clause", "title", "table", "columns", "eval"}
        ))
        return *unknown;
    TableRule check;
    check.rule.id = text_of(record->data, "id");
    check.rule.clause = text_of(record->data, "clause");
    check.rule.title = words_of_title(record->data);
    check.rule.place = call.where();
    if (check.rule.title.zh.empty())
        check.rule.title.zh = check.rule.id;
    check.table = text_of(record->data, "table");
    const auto eval = record->functions.find("eval");
    const bool taken = std::ranges::any_of(table_rules_, [&](const TableRule& each) {
        return each.rule.id == check.rule.id;
    });
    if (check.rule.id.empty() || taken || !pack_.table(check.table) ||
        eval == record->functions.end())
        return wrong_rule(
            call, pack_, check.table,
            {"表内核对“" + check.rule.id + "”不完整或重复",
             "table check \"" + check.rule.id + "\" is not complete, or stands twice"},
            {"须有 id、clause、table（annex/ 里的编号）与 eval",
             "it has id, clause, table (an id of annex/) and eval"}
        );
    if (auto unknown = wrong_clause(call, pack_, check.rule.clause))
        return *unknown;
    check.eval = eval->second;
    table_rules_.push_back(std::move(check));
    return Value(json::value());
}

}  // namespace beihui::rules
