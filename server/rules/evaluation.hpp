#pragma once

#include "domain/calendar.hpp"
#include "domain/decision.hpp"
#include "rules/outputs.hpp"
#include "rules/overlay.hpp"
#include "rules/runs.hpp"
#include "rules/world.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// A rule as its pack registered it.
struct Rule
{
    std::string id;
    std::string clause;
    Words title;
    std::vector<std::string> on;  // kinds of case
    std::string emits;
    std::string gate;    // of its requirements
    json::object needs;  // name → measure as data
    std::string place;   // where N.rule stands: "rules/x/rules/a.lua:9:1"
};

// What a run read, by path, as its trace proves it.
using Inputs = std::map<std::string, json::value, std::less<>>;
json::array list_of(const Inputs& inputs);

// One run of one rule: what it read and what it answered. From this come the outputs of the
// decision and the trace that proves them.
class Evaluation
{
public:
    // `bound`: the packs that bind the case, among them overlays of `pack`.
    // `most_items`: how many outputs and notes one run may give.
    // `proves`: whether a trace is kept.
    Evaluation(
        const Pack& pack,
        std::span<const Pack* const> bound,
        const Rule& rule,
        const Question& question,
        CalendarView calendar,
        std::size_t most_items,
        bool proves
    );

    const Rule& rule() const { return rule_; }
    const CalendarView& calendar() const { return calendar_; }
    Date today() const { return question_.today; }

    // Whether a value that was read stands in the trace.
    static bool is_proof(const json::value& value);
    void read_input(std::string_view path, const json::value& value);
    // The value of a parameter on the day of the question, as the overlays of the case have it.
    // Refuses: RP2041, with the nearest right name; RP2042, with the day from which it has one.
    Result<const json::value*> parameter(std::string_view key);
    void step(
        std::string_view function,
        json::array in,
        json::value out,
        const std::vector<SkippedDay>& skipped
    );

    // What the rule put out; `data` is the table it handed over. Each refuses: RP2043 for a key that
    // is missing, unknown or of another type; RP1105, RP1111 for a clause or reading that the pack
    // does not have; RP2046 for more than the rule may give.
    Result<void> requirement(const json::object& data);
    Result<void> duty(const json::object& data);
    Result<void> quota(const json::object& data);
    Result<void> finding(const json::object& data);
    Result<void> not_applicable(std::string_view why);
    Result<void> note(std::string_view text);

    // How much it has put down in an order of its own: steps, outputs, notes.
    std::size_t effects() const { return effects_; }
    bool answered() const { return answered_; }  // silence is an error of the rule
    // Moves the outputs into the decision; the trace of this rule as JSON, empty when none is kept.
    json::object finish(Decision& decision);
    // The same, and what the run rests on.
    void finish(Decision& decision, RuleRun& run);

private:
    Result<void> count_item();
    void move_outputs(Decision& decision, RuleRun& run);
    Result<Basis> begin_output(
        std::string_view output,
        std::span<const OutputKey> keys,
        const json::object& data
    );
    Result<Basis> basis_of(const json::object& data) const;
    void put_local(Basis& basis) const;
    Words title_of(const json::object& data) const;

    const Pack& pack_;
    std::span<const Pack* const> bound_;
    const Rule& rule_;
    const Question& question_;
    CalendarView calendar_;
    std::size_t most_items_;
    bool proves_;
    std::size_t items_ = 0;
    std::size_t effects_ = 0;
    bool answered_ = false;
    Inputs inputs_;
    std::map<std::string, ValueInForce, std::less<>> parameters_;
    // The readings that its parameters rest on; those of an overlay as "<pack>/<id>".
    std::map<std::string, const Interpretation*, std::less<>> readings_;
    json::array steps_;
    json::array notes_;
    json::array outputs_;
    Date known_from_;  // the latest of the packs whose values were read
    Decision found_;
};

// Whether a duty is done late, or is open and its due time has passed.
bool is_late(const DutyFound& found, const Question& question);

}  // namespace beihui::rules
