#pragma once

#include "rules/evaluation.hpp"
#include "rules/following.hpp"
#include "rules/lua/functions.hpp"
#include "rules/lua/state.hpp"

#include <memory>
#include <string>
#include <unordered_map>
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
    // With `lines`, every line that runs is noted there, from loading on.
    static Result<std::unique_ptr<Interpreter>> load(
        const Pack& pack,
        lua::Limits limits,
        lua::LineLog* lines = nullptr
    );

    Interpreter(const Interpreter&) = delete;
    Interpreter& operator=(const Interpreter&) = delete;

    const std::vector<Rule>& rules() const { return rules_; }                   // sorted by id
    const std::vector<TableRule>& table_rules() const { return table_rules_; }  // sorted by id
    // Everything a pack may call beyond Lua itself: one table for binding and handbook.
    const std::vector<lua::HostFunction>& functions() const { return functions_; }

    // Runs the rule at `index` and adds what it answered to `decision`; `context` is the data
    // behind ctx, `bound` the packs that bind the case. Returns the trace of the rule; with `noted`
    // no trace, and what the run rests on is put there. Refuses when the rule failed; then nothing
    // was added, and the faults name the place, the rule's clause and its words.
    Result<json::object> run(
        std::size_t index,
        const Question& question,
        const CalendarView& calendar,
        const json::value& context,
        std::span<const Pack* const> bound,
        Decision& decision,
        RuleRun* noted = nullptr,
        Following* following = nullptr
    );
    // Runs one shared function of the pack, so that whoever follows hears what it answers now. False:
    // it failed.
    bool run_shared(
        std::string_view name,
        const Question& question,
        const CalendarView& calendar,
        const json::value& context,
        std::span<const Pack* const> bound,
        Following& following
    );
    // Everything that the answers of a rule can rest on beside the question and the pack's own
    // parameters, clauses and readings, as a digest; none when it cannot be compared.
    std::optional<std::string> digest_of(std::size_t index);
    // The same as run() for a table check, which says nothing when it finds nothing.
    Result<void> run_table(
        std::size_t index,
        const Question& question,
        const CalendarView& calendar,
        const json::object& row,
        Decision& decision
    );

    bool dead() const { return state_.dead(); }

private:
    explicit Interpreter(const Pack& pack, lua::Limits limits) : pack_(pack), state_(limits) {}

    // bind.cpp
    Result<void> bind();
    Result<void> bind_libraries();
    Result<void> bind_context();
    Result<void> bind_parameter();
    Result<void> bind_output();
    Result<void> bind_registration();
    Result<lua::Handle> table_of(
        std::string name,
        std::vector<lua::HostFunction> functions,
        const std::vector<std::pair<std::string, lua::Value>>& members = {}
    );
    Result<lua::Value> read_parameter(lua::Call& call);
    Result<lua::Value> put(
        lua::Call& call,
        Result<void> (Evaluation::*output)(const json::object&)
    );
    Result<lua::Value> say(lua::Call& call, Result<void> (Evaluation::*output)(std::string_view));

    // register.cpp
    Result<lua::Value> register_rule(lua::Call& call);
    Result<lua::Value> register_table_check(lua::Call& call);

    class Turn;
    lua::View context_view(const json::value& context) const;
    Result<void> load_files();
    Result<void> keep_parameters();
    void sort_rules();
    Error told_by(const Rule& rule, Error error) const;

    const Pack& pack_;
    lua::State state_;
    std::vector<lua::HostFunction> functions_;
    std::vector<Rule> rules_;
    std::vector<lua::Handle> evals_;  // one for each rule
    std::vector<TableRule> table_rules_;
    lua::Handle context_members_;
    lua::Handle parameter_;
    // The values of the pack's own parameters that are read as tables.
    std::unordered_map<const json::value*, lua::Handle> kept_parameters_;
    lua::Handle out_;
    bool loading_ = false;
    Evaluation* current_ = nullptr;   // while a rule runs
    Following* following_ = nullptr;  // likewise, when somebody follows
};

// What packs call on the calendar, over the evaluation that runs: `current` gives it.
std::vector<lua::HostFunction> calendar_functions(std::function<Evaluation*()> current);
// Functions that need the domain: text.is_uscc.
std::vector<lua::HostFunction> domain_functions();
// Functions for looking for many words in many texts: text.fold, text.digits, text.which.
std::vector<lua::HostFunction> screen_functions();

// The refusal of something that only a running rule may do: RP2044.
Error outside_of_a_rule(const lua::Call& call);

}  // namespace beihui::rules
