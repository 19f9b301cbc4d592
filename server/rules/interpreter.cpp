#include "rules/interpreter.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

using lua::Call;
using lua::HostFunction;
using lua::Value;

// The object behind a view or a table that a pack handed over.
Result<json::object> object_of(Call& call, int argument)
{
    auto data = call.result(argument);
    if (!data)
        return data.error();
    if (!data->is_object())
        return call.wrong(argument, "须是键值表", "must be a table with names");
    return std::move(data->as_object());
}

Error outside_of_a_rule(const Call& call)
{
    return refuse(
        Refusal::rule_refused, "RP2044", call.where() + " 只能在规则的 eval 里调用",
        call.where() + " may only be called inside a rule's eval"
    );
}

Words words_of_title(const json::object& data)
{
    const json::value* const title = data.if_contains("title");
    if (title && title->is_string())
        return {std::string(title->as_string()), {}};
    return title ? Words{std::string(text_of(*title, "zh")), std::string(text_of(*title, "en"))}
                 : Words();
}

std::vector<std::string> texts_in(const json::object& data, std::string_view name)
{
    std::vector<std::string> texts;
    const json::value* const value = data.if_contains(name);
    if (value && value->is_string())
        texts.emplace_back(value->as_string());
    if (value && value->is_array())
        for (const json::value& item : value->as_array())
            if (item.is_string())
                texts.emplace_back(item.as_string());
    return texts;
}

Error wrong_rule(const Call& call, std::string zh, std::string en)
{
    Error error = refuse(Refusal::invalid_input, "RP1120", zh, en);
    Fault fault;
    fault.where = call.where();
    fault.code = "RP1120";
    fault.detail = error.detail;
    fault.way_out = {
        "规则须有 id、clause、title、on、emits 与 eval", "a rule has id, clause, title, on, emits and eval"};
    error.faults.push_back(std::move(fault));
    return error;
}

}  // namespace

Result<std::unique_ptr<Interpreter>> Interpreter::load(const Pack& pack, lua::Limits limits)
{
    std::unique_ptr<Interpreter> interpreter(new Interpreter(pack, limits));
    if (auto bound = interpreter->bind(); !bound)
        return bound.error();
    if (auto loaded = interpreter->load_files(); !loaded)
        return loaded.error();
    return interpreter;
}

Result<void> Interpreter::bind()
{
    const auto current = [this] { return current_; };
    // Functions of one library are bound together.
    const auto plain = lua::plain_functions();
    std::vector<HostFunction> libraries(plain.begin(), plain.end());
    std::ranges::move(domain_functions(), std::back_inserter(libraries));
    std::ranges::move(screen_functions(), std::back_inserter(libraries));
    if (auto bound = state_.bind(libraries); !bound)
        return bound.error();

    const std::vector<HostFunction> calendar = calendar_functions(current);
    auto cal = state_.make_table("cal", calendar);
    if (!cal)
        return cal.error();
    const std::vector<HostFunction> context = {
        {"ctx", "one_of", "fun(value: any, list: any[]): boolean", {"值是否在列表中", "whether the value is in the list"}, 1,
         [](Call& call) -> Result<Value> {
             auto value = call.data(1);
             auto list = call.data(2);
             if (!value)
                 return value.error();
             if (!list)
                 return list.error();
             if (!list->is_array())
                 return call.wrong(2, "须是列表", "must be a list");
             const auto& items = list->as_array();
             return Value(json::value(std::ranges::find(items, *value) != items.end()));
         },
         false},
    };
    const std::vector<std::pair<std::string, Value>> members = {{"cal", Value(*cal)}};
    auto made = state_.make_table("ctx", context, members);
    if (!made)
        return made.error();
    context_members_ = *made;

    auto parameter = state_.make_function("p", [this](Call& call) -> Result<Value> {
        const auto key = call.text(1);
        if (!key)
            return key.error();
        if (!current_)
            return outside_of_a_rule(call);
        const auto value = current_->parameter(*key);
        if (!value)
            return value.error();
        if ((*value)->is_object() || (*value)->is_array())
            return Value(lua::View{*value, "p." + std::string(*key), false, {}});
        return Value(**value);
    });
    if (!parameter)
        return parameter.error();
    parameter_ = *parameter;

    const auto output = [this](Result<void> (Evaluation::*put_out)(const json::object&)) {
        return [this, put_out](Call& call) { return put(call, put_out); };
    };
    const auto say = [this](void (Evaluation::*put_out)(std::string_view)) {
        return [this, put_out](Call& call) -> Result<Value> {
            const auto text = call.text(1);
            if (!text)
                return text.error();
            if (!current_)
                return outside_of_a_rule(call);
            (current_->*put_out)(*text);
            return Value(json::value());
        };
    };
    const std::vector<HostFunction> outputs = {
        {"out", "requirement", "fun(self: circular.Out, r: circular.Requirement)", {"备会项或前提", "something that must be true"}, 2, output(&Evaluation::requirement), true},
        {"out", "duty", "fun(self: circular.Out, d: circular.Duty)", {"应报事项", "something owed"}, 2, output(&Evaluation::duty), true},
        {"out", "quota", "fun(self: circular.Out, q: circular.Quota)", {"指标", "a number to reach"}, 2, output(&Evaluation::quota), true},
        {"out", "finding", "fun(self: circular.Out, f: circular.Finding)", {"提示", "something to show"}, 2, output(&Evaluation::finding), true},
        {"out", "not_applicable", "fun(self: circular.Out, why: string)", {"不适用", "the rule does not apply"}, 1, say(&Evaluation::not_applicable), true},
        {"out", "note", "fun(self: circular.Out, text: string)", {"记入依据", "goes into the trace"}, 1, say(&Evaluation::note), true},
    };
    auto out = state_.make_table("out", outputs);
    if (!out)
        return out.error();
    out_ = *out;

    const std::vector<HostFunction> registration = {
        {"N", "rule", "fun(r: circular.Rule)", {"登记规则", "registers a rule"}, 1, [this](Call& call) { return register_rule(call); }, false},
        {"N", "table_check", "fun(c: circular.TableCheck)", {"登记表内核对", "registers a check of a table"}, 1, [this](Call& call) { return register_table_check(call); }, false},
        {"N", "use", "fun(name: string): boolean", {"有无某项能力", "whether a capability is there"}, 1,
         [](Call& call) -> Result<Value> {
             const auto name = call.text(1);
             if (!name)
                 return name.error();
             return Value(json::value(*name == "cal" || *name == "text" || *name == "num" || *name == "list"));
         },
         false},
    };
    const std::vector<std::pair<std::string, Value>> version = {
        {"api", Value(json::value(json::object{{"major", 1}, {"minor", 0}}))}};
    auto circular = state_.make_table("circular", registration, version);
    if (!circular)
        return circular.error();
    return state_.provide("circular", *circular);
}

Result<void> Interpreter::load_files()
{
    state_.set_modules([this](std::string_view name) -> Result<lua::ModuleText> {
        const std::string path = "rules/" + std::string(name) + ".lua";
        for (const auto& [file, bytes] : pack_.files)
            if (file == path)
                return lua::ModuleText{pack_.folder + "/" + file, bytes};
        return refuse(
            Refusal::invalid_input, "RP1121", "规则包里没有 " + path, "the pack has no " + path
        );
    });
    for (const RuleFile& file : rule_files(pack_)) {
        const std::string name = file.path.substr(6, file.path.size() - 10);
        for (const auto& [path, bytes] : pack_.files)
            if (path == file.path)
                if (auto loaded = state_.load(file.chunk_name, bytes); !loaded)
                    return loaded.error();
    }
    // The order of files must not change the order of answers.
    std::vector<std::size_t> order(rules_.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return rules_[i].id; });
    std::vector<Rule> rules;
    std::vector<lua::Handle> evals;
    for (const std::size_t i : order) {
        rules.push_back(std::move(rules_[i]));
        evals.push_back(evals_[i]);
    }
    rules_ = std::move(rules);
    evals_ = std::move(evals);
    return {};
}

Result<Value> Interpreter::register_rule(Call& call)
{
    auto record = call.record(1);
    if (!record)
        return record.error();
    Rule rule;
    rule.id = text_of(record->data, "id");
    rule.clause = text_of(record->data, "clause");
    rule.title = words_of_title(record->data);
    rule.on = texts_in(record->data, "on");
    rule.emits = text_of(record->data, "emits");
    rule.gate = text_of(record->data, "gate");
    if (const json::value* const needs = record->data.if_contains("needs"); needs && needs->is_object())
        rule.needs = needs->as_object();
    const auto eval = record->functions.find("eval");
    if (rule.id.empty() || rule.title.zh.empty() || rule.on.empty() || eval == record->functions.end())
        return wrong_rule(call, "规则 " + rule.id + " 不完整", "rule " + rule.id + " is not complete");
    if (!pack_.clause(rule.clause))
        return wrong_rule(
            call, "规则 " + rule.id + " 所据条款 " + rule.clause + " 不在 clauses.yaml",
            "rule " + rule.id + " rests on clause " + rule.clause + ", which clauses.yaml does not have"
        );
    if (std::ranges::find(rules_, rule.id, &Rule::id) != rules_.end())
        return wrong_rule(call, "规则编号 " + rule.id + " 重复", "rule id " + rule.id + " is used twice");
    rules_.push_back(std::move(rule));
    evals_.push_back(eval->second);
    return Value(json::value());
}

Result<Value> Interpreter::register_table_check(Call& call)
{
    auto record = call.record(1);
    if (!record)
        return record.error();
    TableRule check;
    check.rule.id = text_of(record->data, "id");
    check.rule.clause = text_of(record->data, "clause");
    check.rule.title = words_of_title(record->data);
    if (check.rule.title.zh.empty())
        check.rule.title.zh = check.rule.id;
    check.table = text_of(record->data, "table");
    const auto eval = record->functions.find("eval");
    if (check.rule.id.empty() || !pack_.clause(check.rule.clause) || !pack_.table(check.table) ||
        eval == record->functions.end())
        return wrong_rule(
            call, "表内核对 " + check.rule.id + " 不完整：须有 id、clause、table 与 eval",
            "table check " + check.rule.id + " is not complete"
        );
    check.eval = eval->second;
    table_rules_.push_back(std::move(check));
    return Value(json::value());
}

Result<Value> Interpreter::put(Call& call, Result<void> (Evaluation::*output)(const json::object&))
{
    auto data = object_of(call, 1);
    if (!data)
        return data.error();
    if (!current_)
        return outside_of_a_rule(call);
    if (auto done = (current_->*output)(*data); !done) {
        Error error = done.error();
        Fault fault;
        fault.where = call.where();
        fault.code = error.code;
        fault.detail = error.detail;
        error.faults.push_back(std::move(fault));
        return error;
    }
    return Value(json::value());
}

Result<json::object> Interpreter::finish(
    const Rule& rule,
    Evaluation& evaluation,
    const Result<json::value>& called,
    Decision& decision
)
{
    if (!called)
        return called.error();
    if (!evaluation.answered())
        return refuse(
            Refusal::rule_refused, "RP2045",
            "规则 " + rule.id + " 没有给出结论；不适用时也须写 out:not_applicable",
            "rule " + rule.id + " answered nothing; say out:not_applicable when it does not apply"
        );
    return evaluation.finish(decision);
}

Result<json::object> Interpreter::run(
    std::size_t index,
    const Question& question,
    const CalendarView& calendar,
    const json::object& context,
    Decision& decision
)
{
    Evaluation evaluation(pack_, rules_[index], question, calendar);
    const json::value data(context);
    state_.set_recorder([&evaluation](std::string_view path, const json::value& value) {
        evaluation.read_input(path, value);
    });
    const Value arguments[] = {
        lua::View{&data, "", true, context_members_}, parameter_, out_};
    current_ = &evaluation;
    const auto called = state_.call(evals_[index], arguments);
    current_ = nullptr;
    state_.set_recorder({});
    return finish(rules_[index], evaluation, called, decision);
}

Result<json::object> Interpreter::run_table(
    std::size_t index,
    const Question& question,
    const CalendarView& calendar,
    const json::object& row,
    Decision& decision
)
{
    const TableRule& check = table_rules_[index];
    Evaluation evaluation(pack_, check.rule, question, calendar);
    const json::value data(row);
    const Value arguments[] = {lua::View{&data, "row", false, {}}, out_};
    current_ = &evaluation;
    const auto called = state_.call(check.eval, arguments);
    current_ = nullptr;
    if (!called)
        return called.error();
    return evaluation.finish(decision);  // a check that finds nothing has nothing to say
}

}  // namespace beihui::rules
