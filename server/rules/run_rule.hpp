#pragma once

// The steps of one evaluation of a pack: what its rules are shown, what is counted for them, and what
// proves their answers.

#include "rules/interpreter.hpp"
#include "rules/overlay.hpp"
#include "rules/world.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// Whether a rule is for cases of this kind.
bool concerns(const Rule& rule, std::string_view workflow);

// The data behind ctx: the snapshot and the day. What a rule declared it needs is set before it runs.
json::value context_of(const Question& question);

// The counts that the rules of a pack need, but for those whose clause another circular ended.
// `bound`: every pack of the case, whose overlays give parameters other values.
// Refuses: needs_not_fetched, when nobody fetches; what whoever fetches refuses.
Result<json::object> fetch_needs(
    const Pack& pack,
    const std::vector<Rule>& rules,
    std::span<const Pack* const> bound,
    const Question& question
);

// The counts that one rule is given, of those that were fetched for all rules of its pack.
json::object input_of(const Rule& rule, const json::object& fetched);

// Runs one rule with what it needs; a rule whose needs could not be fetched is not run. With `noted`
// there is no trace, and what the run rests on is put there. `following`: may be null.
Result<json::object> run_rule(
    Interpreter& interpreter,
    std::size_t index,
    const Question& question,
    const CalendarView& calendar,
    const Result<json::object>& fetched,
    json::value& context,
    std::span<const Pack* const> bound,
    Decision& decision,
    RuleRun* noted,
    Following* following
);

// The trace of a rule that was not asked, since another circular ended its clause.
json::object trace_of_amended(const Pack& pack, const Rule& rule, const Amended& by);

// The bytes that prove a decision, canonical JSON: what was asked, with which packs, and each rule's
// own trace, `rules`, which are canonical already.
std::string trace_of(
    const Question& question,
    const Decision& decision,
    const CalendarView& calendar,
    std::span<const std::string> rules
);

}  // namespace beihui::rules
