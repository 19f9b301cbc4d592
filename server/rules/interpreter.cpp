#include "rules/interpreter.hpp"

#include "base/bytes.hpp"
#include "domain/measure.hpp"
#include "history/canonical.hpp"

#include <algorithm>
#include <numeric>

namespace beihui::rules
{
namespace
{

constexpr std::string_view lua_folder = "rules/";
constexpr std::string_view lua_ending = ".lua";

// What `require` calls a file: "sub/lists" for rules/sub/lists.lua.
std::string module_name(std::string_view path)
{
    return std::string(
        path.substr(lua_folder.size(), path.size() - lua_folder.size() - lua_ending.size())
    );
}

}  // namespace

// The turn of a rule; it ends whether the rule answered, failed or threw.
class Interpreter::Turn
{
public:
    Turn(Interpreter& interpreter, Evaluation& evaluation, bool proves, Following* following)
        : interpreter_(interpreter)
    {
        interpreter.current_ = &evaluation;
        interpreter.following_ = following;
        if (following) {
            following->follow(&evaluation);
            interpreter.state_.set_watcher(following->watcher());
        }
        if (proves || following)
            interpreter.state_.set_recorder([&evaluation, following](auto path, const auto& value) {
                evaluation.read_input(path, value);
                if (following)
                    following->read_input(path, value);
            });
    }
    ~Turn()
    {
        lua::State& state = interpreter_.state_;
        state.set_recorder({});
        state.set_watcher({});
        state.follow_shared(nullptr, nullptr, {});
        if (interpreter_.following_)
            interpreter_.following_->follow(nullptr);
        interpreter_.following_ = nullptr;
        interpreter_.current_ = nullptr;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    // From now on calls of shared functions with this ctx are followed.
    void shows(const json::value& context)
    {
        if (interpreter_.following_)
            interpreter_.state_.follow_shared(
                interpreter_.following_, &context, interpreter_.parameter_
            );
    }

private:
    Interpreter& interpreter_;
};

Result<std::unique_ptr<Interpreter>> Interpreter::load(
    const Pack& pack,
    lua::Limits limits,
    lua::LineLog* lines
)
{
    std::unique_ptr<Interpreter> interpreter(new Interpreter(pack, limits));
    interpreter->state_.set_line_log(lines);
    if (auto bound = interpreter->bind(); !bound)
        return bound.error();
    interpreter->loading_ = true;
    if (auto loaded = interpreter->load_files(); !loaded)
        return loaded.error();
    if (auto kept = interpreter->keep_parameters(); !kept)
        return kept.error();
    interpreter->loading_ = false;
    interpreter->sort_rules();
    return interpreter;
}

// Every file is required once, so that one which others require too is not run twice.
Result<void> Interpreter::load_files()
{
    state_.set_modules([this](std::string_view name) -> Result<lua::ModuleText> {
        const std::string path =
            std::string(lua_folder) + std::string(name) + std::string(lua_ending);
        for (const auto& [file, bytes] : pack_.files)
            if (file == path)
                return lua::ModuleText{pack_.folder + "/" + file, bytes};
        return refuse(
            Refusal::invalid_input, "RP1121", "规则包里没有 " + path, "the pack has no " + path
        );
    });
    for (const RuleFile& file : rule_files(pack_)) {
        const std::string name = module_name(file.path);
        if (name == "circular")
            return refuse(
                Refusal::invalid_input, "RP1121",
                file.chunk_name + "：circular 是宿主的名称，请换一个文件名",
                file.chunk_name + ": circular is the host's, choose another name"
            );
        if (auto loaded = state_.load(pack_.folder + "/rules", "require [==[" + name + "]==]");
            !loaded)
            return loaded.error();
    }
    return {};
}

Result<void> Interpreter::keep_parameters()
{
    for (const Parameter& parameter : pack_.parameters)
        for (const ParameterValue& value : parameter.values) {
            const auto made = state_.make_data(value.value);
            if (!made)
                return made.error();
            if (*made)
                kept_parameters_.emplace(&value.value, *made);
        }
    return {};
}

// The order of files must not change the order of answers.
void Interpreter::sort_rules()
{
    std::vector<std::size_t> order(rules_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return rules_[i].id; });
    std::vector<Rule> rules;
    std::vector<lua::Handle> evals;
    for (const std::size_t i : order) {
        rules.push_back(std::move(rules_[i]));
        evals.push_back(evals_[i]);
    }
    rules_ = std::move(rules);
    evals_ = std::move(evals);
    std::ranges::sort(table_rules_, {}, [](const TableRule& check) { return check.rule.id; });
}

// A refusal as the author of the pack needs it: where, and by which clause the rule is there.
Error Interpreter::told_by(const Rule& rule, Error error) const
{
    if (error.faults.empty()) {
        Fault fault;
        fault.code = error.code;
        fault.detail = error.detail;
        error.faults.push_back(std::move(fault));
    }
    const Clause* const clause = pack_.clause(rule.clause);
    for (Fault& fault : error.faults) {
        if (fault.where.empty())
            fault.where = rule.place;
        if (fault.clause.empty() && clause) {
            fault.clause = clause->id;
            fault.clause_text.zh = clause->text;
        }
    }
    return error;
}

Result<json::object> Interpreter::run(
    std::size_t index,
    const Question& question,
    const CalendarView& calendar,
    const json::value& context,
    std::span<const Pack* const> bound,
    Decision& decision,
    RuleRun* noted,
    Following* following
)
{
    const Rule& rule = rules_[index];
    const bool proves = !noted;
    Evaluation evaluation(
        pack_, bound, rule, question, calendar, state_.limits().output_items, proves
    );
    Turn turn(*this, evaluation, proves, following);
    turn.shows(context);
    // A count rests on the parameters it was made with, whether or not the rule reads them too.
    for (const auto& [name, measure] : rule.needs)
        for (const std::string& key : Measure::parameters_in(measure.as_object()))
            if (const auto value = evaluation.parameter(key); !value)
                return told_by(rule, value.error());
    const lua::Value arguments[] = {context_view(context), parameter_, out_};
    const auto called = state_.call(evals_[index], arguments);
    if (!called)
        return told_by(rule, called.error());
    if (!evaluation.answered()) {
        Error silent = refuse(
            Refusal::rule_refused, "RP2045", "规则 " + rule.id + " 没有给出结论",
            "rule " + rule.id + " answered nothing"
        );
        Fault fault;
        fault.code = silent.code;
        fault.detail = silent.detail;
        fault.way_out = {
            "不适用时写 return out:not_applicable \"原因\"",
            "when it does not apply, say return out:not_applicable \"why\""
        };
        silent.faults.push_back(std::move(fault));
        return told_by(rule, std::move(silent));
    }
    if (!noted)
        return evaluation.finish(decision);
    evaluation.finish(decision, *noted);
    return json::object();
}

lua::View Interpreter::context_view(const json::value& context) const
{
    return {&context, "", true, context_members_, member(context, "input")};
}

bool Interpreter::run_shared(
    std::string_view name,
    const Question& question,
    const CalendarView& calendar,
    const json::value& context,
    std::span<const Pack* const> bound,
    Following& following
)
{
    static const Rule nobodys;
    Evaluation evaluation(
        pack_, bound, nobodys, question, calendar, state_.limits().output_items, false
    );
    Turn turn(*this, evaluation, false, &following);
    turn.shows(context);
    const lua::Value arguments[] = {context_view(context), parameter_};
    return state_.call_shared(name, arguments).has_value();
}

std::optional<std::string> Interpreter::digest_of(std::size_t index)
{
    const auto function = state_.fingerprint(evals_[index]);
    if (!function)
        return std::nullopt;
    const Rule& rule = rules_[index];
    const json::object digested{
        {"eval", *function},     {"id", rule.id},
        {"clause", rule.clause}, {"zh", rule.title.zh},
        {"en", rule.title.en},   {"on", json::array(rule.on.begin(), rule.on.end())},
        {"emits", rule.emits},   {"gate", rule.gate},
        {"needs", rule.needs},   {"limits", pack_.limit_class},
    };
    return hex(sha256(history::canonical(digested)));
}

Result<void> Interpreter::run_table(
    std::size_t index,
    const Question& question,
    const CalendarView& calendar,
    const json::object& row,
    Decision& decision
)
{
    const TableRule& check = table_rules_[index];
    Evaluation evaluation(
        pack_, {}, check.rule, question, calendar, state_.limits().output_items, false
    );
    const json::value data(row);
    const Turn turn(*this, evaluation, false, nullptr);
    const lua::Value arguments[] = {lua::View{&data, "row", false, {}}, out_};
    const auto called = state_.call(check.eval, arguments);
    if (!called)
        return told_by(check.rule, called.error());
    evaluation.finish(decision);
    return {};
}

}  // namespace beihui::rules
