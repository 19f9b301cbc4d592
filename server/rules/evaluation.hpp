#pragma once

#include "domain/calendar.hpp"
#include "domain/decision.hpp"
#include "rules/world.hpp"

#include <map>
#include <set>
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
    std::vector<std::string> on;    // kinds of case
    std::string emits;
    std::string gate;               // of its requirements
    json::object needs;             // name → measure as data
};

// One run of one rule: what it read and what it answered. From this come the outputs of the
// decision and the trace that proves them.
class Evaluation
{
public:
    Evaluation(const Pack& pack, const Rule& rule, const Question& question, CalendarView calendar);

    const Rule& rule() const { return rule_; }
    const CalendarView& calendar() const { return calendar_; }
    Date today() const { return question_.today; }

    void read_input(std::string_view path, const json::value& value);
    // The value of a parameter on the day of the question.
    // Refuses: RP2041, with the nearest right name, or the day from which it is in force.
    Result<const json::value*> parameter(std::string_view key);
    void step(std::string_view function, json::array in, json::value out, const std::vector<SkippedDay>& skipped);

    // What the rule put out; `data` is the table it handed over. Each refuses a table that lacks
    // what the output needs.
    Result<void> requirement(const json::object& data);
    Result<void> duty(const json::object& data);
    Result<void> quota(const json::object& data);
    Result<void> finding(const json::object& data);
    void not_applicable(std::string_view why);
    void note(std::string_view text);

    bool answered() const { return answered_; }  // silence is an error of the rule
    // Moves the outputs into the decision; the trace of this rule as JSON.
    json::object finish(Decision& decision);

private:
    Result<Basis> basis_of(const json::object& data) const;
    Error bad_output(std::string_view what, std::string_view key) const;

    const Pack& pack_;
    const Rule& rule_;
    const Question& question_;
    CalendarView calendar_;
    bool answered_ = false;
    std::map<std::string, json::value, std::less<>> inputs_;
    std::map<std::string, const ParameterValue*, std::less<>> parameters_;
    std::set<std::string, std::less<>> readings_;  // ids of interpretations its parameters rest on
    json::array steps_;
    json::array notes_;
    json::array outputs_;
    Decision found_;
};

// The value without nulls, which canonical JSON does not have.
json::value without_nulls(const json::value& value);

}  // namespace beihui::rules
