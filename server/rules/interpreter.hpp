#pragma once

#include "rules/evaluation.hpp"
#include "rules/lua/functions.hpp"
#include "rules/lua/state.hpp"

#include <memory>
#include <string>
#include <vector>

namespace beihui::rules
{

// A check over a row of a table that data cannot say: N.table_check.
struct TableRule
{
    Rule rule;
    std::string table;
    lua::Handle eval;
};

// One interpreter with one pack loaded into it. Not for two threads at once.
class Interpreter
{
public:
    // Refuses with the fault of the pack's Lua as file:line:column.
    static Result<std::unique_ptr<Interpreter>> load(const Pack& pack, lua::Limits limits);

    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    const std::vector<Rule>& rules() const { return rules_; }  // sorted by id
    const std::vector<TableRule>& table_rules() const { return table_rules_; }

    // Runs the rule at `index` and adds what it answered to `decision`; `context` is the data
    // behind ctx. Returns the trace of the rule. Refuses when the rule failed.
    Result<json::object> run(
        std::size_t index,
        const Question& question,
        const CalendarView& calendar,
        const json::object& context,
        Decision& decision
    );
    Result<json::object> run_table(
        std::size_t index,
        const Question& question,
        const CalendarView& calendar,
        const json::object& row,
        Decision& decision
    );

    bool dead() const { return state_.dead(); }

private:
    explicit Interpreter(const Pack& pack, lua::Limits limits) : pack_(pack), state_(limits) {}

    Result<void> bind();
    Result<void> load_files();
    Result<lua::Value> register_rule(lua::Call& call);
    Result<lua::Value> register_table_check(lua::Call& call);
    Result<lua::Value> put(lua::Call& call, Result<void> (Evaluation::*output)(const json::object&));
    Result<json::object> finish(
        const Rule& rule,
        Evaluation& evaluation,
        const Result<json::value>& called,
        Decision& decision
    );

    const Pack& pack_;
    lua::State state_;
    std::vector<Rule> rules_;
    std::vector<lua::Handle> evals_;  // one for each rule
    std::vector<TableRule> table_rules_;
    lua::Handle context_members_;
    lua::Handle parameter_;
    lua::Handle out_;
    Evaluation* current_ = nullptr;   // while a rule runs
};

// What packs call on the calendar, over the evaluation that runs: `current` gives it.
std::vector<lua::HostFunction> calendar_functions(std::function<Evaluation*()> current);
// Functions that need the domain: text.is_uscc.
std::vector<lua::HostFunction> domain_functions();
// Functions for looking for many words in many texts: text.fold, text.digits, text.which.
std::vector<lua::HostFunction> screen_functions();

}  // namespace beihui::rules
