// What a pack can call: one table of host functions for binding, handbook and tests.
#include "rules/interpreter.hpp"
#include "rules/read_parts.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::rules
{
namespace
{

using lua::Call;
using lua::HostFunction;
using lua::Value;

constexpr int api_major = 1;
constexpr int api_minor = 0;

Result<Value> one_of(Call& call)
{
    const auto value = call.data(1);
    if (!value)
        return value.error();
    const auto list = call.data(2);
    if (!list)
        return list.error();
    const bool is_empty_table = list->is_object() && list->get_object().empty();
    if (!list->is_array() && !is_empty_table)
        return call.wrong(2, "列表", "a list");
    const json::array none;
    const json::array& items = list->is_array() ? list->get_array() : none;
    return Value(json::value(std::ranges::find(items, *value) != items.end()));
}

Result<Value> use(Call& call)
{
    const auto name = call.text(1);
    if (!name)
        return name.error();
    const bool known = *name == "cal" || *name == "text" || *name == "num" || *name == "list";
    return Value(json::value(known));
}

// "rules/x/rules/a.lua:9:24" as file and line.
std::pair<std::string_view, int> file_and_line(std::string_view where)
{
    const std::size_t lua_end = where.rfind(".lua:");
    if (lua_end == std::string_view::npos)
        return {where, 0};
    int line = 0;
    std::from_chars(where.data() + lua_end + 5, where.data() + where.size(), line);
    return {where.substr(0, lua_end + 4), line};
}

}  // namespace

Error outside_of_a_rule(const Call& call)
{
    Error error = refuse(
        Refusal::rule_refused, "RP2044", "只能在规则的 eval 里调用",
        "may only be called inside a rule's eval"
    );
    Fault fault;
    fault.where = call.where();
    fault.code = error.code;
    fault.detail = error.detail;
    fault.way_out = {"移到 eval = function (ctx, p, out) … end 里", "move it into eval"};
    error.faults.push_back(std::move(fault));
    return error;
}

Result<void> Interpreter::bind()
{
    for (const auto step :
         {&Interpreter::bind_libraries, &Interpreter::bind_context, &Interpreter::bind_parameter,
          &Interpreter::bind_output, &Interpreter::bind_registration})
        if (auto bound = (this->*step)(); !bound)
            return bound.error();
    return {};
}

// Functions of one library are bound together.
Result<void> Interpreter::bind_libraries()
{
    const auto plain = lua::plain_functions();
    functions_.assign(plain.begin(), plain.end());
    std::ranges::move(domain_functions(), std::back_inserter(functions_));
    std::ranges::move(screen_functions(), std::back_inserter(functions_));
    return state_.bind(functions_);
}

Result<lua::Handle> Interpreter::table_of(
    std::string name,
    std::vector<HostFunction> functions,
    const std::vector<std::pair<std::string, Value>>& members
)
{
    auto made = state_.make_table(std::move(name), functions, members);
    std::ranges::move(functions, std::back_inserter(functions_));
    return made;
}

Result<void> Interpreter::bind_context()
{
    const auto cal = table_of("cal", calendar_functions([this] { return current_; }));
    if (!cal)
        return cal.error();
    const auto made = table_of(
        "ctx",
        {{"ctx",
          "one_of",
          "fun(value: any, list: any[]): boolean",
          {"值是否在列表中", "whether the value is in the list"},
          1,
          one_of,
          false}},
        {{"cal", Value(*cal)}}
    );
    if (!made)
        return made.error();
    context_members_ = *made;
    return {};
}

Result<void> Interpreter::bind_parameter()
{
    const auto made =
        state_.make_function("p", [this](Call& call) { return read_parameter(call); });
    if (!made)
        return made.error();
    parameter_ = *made;
    return {};
}

Result<Value> Interpreter::read_parameter(Call& call)
{
    const auto key = call.text(1);
    if (!key)
        return key.error();
    if (!current_)
        return outside_of_a_rule(call);
    const auto value = current_->parameter(*key);
    if (!value) {
        Error error = value.error();
        const std::string where = call.where();
        const auto [file, line] = file_and_line(where);
        const std::string literal = place_of_literal(pack_, file, line, *key);
        for (Fault& fault : error.faults)
            fault.where = literal.empty() ? where : literal;
        return error;
    }
    if (following_)
        following_->read_parameter(*key);
    if (const auto kept = kept_parameters_.find(*value); kept != kept_parameters_.end())
        return Value(kept->second);
    if ((*value)->is_object() || (*value)->is_array())
        return Value(lua::View{*value, "p." + std::string(*key), false, {}});
    return Value(**value);
}

Result<void> Interpreter::bind_output()
{
    const auto putting = [this](Result<void> (Evaluation::*output)(const json::object&)) {
        return [this, output](Call& call) { return put(call, output); };
    };
    const auto saying = [this](Result<void> (Evaluation::*output)(std::string_view)) {
        return [this, output](Call& call) { return say(call, output); };
    };
    const auto made = table_of(
        "out",
        {{"out",
          "requirement",
          "fun(self: circular.Out, r: circular.Requirement)",
          {"必须成立的事：备会项或办理的前提", "something that must be true before an act"},
          2,
          putting(&Evaluation::requirement),
          true},
         {"out",
          "duty",
          "fun(self: circular.Out, d: circular.Duty)",
          {"应报事项；没有 due 的永不逾期", "something owed; without due it is never overdue"},
          2,
          putting(&Evaluation::duty),
          true},
         {"out",
          "quota",
          "fun(self: circular.Out, q: circular.Quota)",
          {"要达到的数", "a number to reach"},
          2,
          putting(&Evaluation::quota),
          true},
         {"out",
          "finding",
          "fun(self: circular.Out, f: circular.Finding)",
          {"给人看的提示，不改变任何状态", "something to show; it never changes a state"},
          2,
          putting(&Evaluation::finding),
          true},
         {"out",
          "not_applicable",
          "fun(self: circular.Out, why: string)",
          {"规则不适用，并说明原因", "the rule does not apply, and why"},
          1,
          saying(&Evaluation::not_applicable),
          true},
         {"out",
          "note",
          "fun(self: circular.Out, text: string)",
          {"记入依据；不算结论", "goes into the trace; it is no answer"},
          1,
          saying(&Evaluation::note),
          true}}
    );
    if (!made)
        return made.error();
    out_ = *made;
    return {};
}

Result<Value> Interpreter::put(Call& call, Result<void> (Evaluation::*output)(const json::object&))
{
    const auto data = call.result(1);
    if (!data)
        return data.error();
    if (!data->is_object())
        return call.wrong(
            1, "带名称的表，如 { key = … }", "a table with names such as { key = … }"
        );
    if (!current_)
        return outside_of_a_rule(call);
    if (auto done = (current_->*output)(data->get_object()); !done)
        return done.error();
    return Value(json::value());
}

Result<Value> Interpreter::say(Call& call, Result<void> (Evaluation::*output)(std::string_view))
{
    const auto text = call.text(1);
    if (!text)
        return text.error();
    if (!current_)
        return outside_of_a_rule(call);
    if (auto done = (current_->*output)(*text); !done)
        return done.error();
    return Value(json::value());
}

Result<void> Interpreter::bind_registration()
{
    const json::object version{{"major", api_major}, {"minor", api_minor}};
    const auto made = table_of(
        "circular",
        {{"N",
          "rule",
          "fun(r: circular.Rule)",
          {"登记一条规则", "registers a rule"},
          1,
          [this](Call& call) { return register_rule(call); },
          false},
         {"N",
          "table_check",
          "fun(c: circular.TableCheck)",
          {"登记统计表内的一项核对", "registers a check within a table"},
          1,
          [this](Call& call) { return register_table_check(call); },
          false},
         {"N",
          "use",
          "fun(name: string): boolean",
          {"本程序有没有这项能力：cal、text、num、list",
           "whether this program has a capability: cal, text, num, list"},
          1,
          use,
          false}},
        {{"api", Value(json::value(version))}}
    );
    if (!made)
        return made.error();
    return state_.provide("circular", *made);
}

}  // namespace beihui::rules
