#pragma once

// What both explanations are made of: the traces of a case, and what a rule in one of them rests on.

#include "acts/answers.hpp"
#include "acts/explain.hpp"

#include <functional>

namespace beihui::acts
{

// --- explain_traces.cpp ----------------------------------------------------------------------------

// One trace.v1, and where it comes from.
struct FoundTrace
{
    json::value trace;
    std::string entry;  // uid; empty: asked now
    std::int64_t version = 0;
    Instant at;
    Answers answers;
};

// Asks the rules about the case as it stands.
FoundTrace trace_of_now(const Context& context, storage::ReadTxn& txn, const Case& subject);

// Calls `use` with every stored trace up to a moment, the newest first, until it returns true.
void each_stored_trace(
    storage::ReadTxn& txn,
    const Case& subject,
    std::optional<Instant> as_of,
    const std::function<bool(const FoundTrace&)>& use
);

// The trace of one rule; null when it was not asked.
const json::value* rule_in(const json::value& trace, std::string_view rule);
// A list in a trace; empty when there is none of that name.
json::array list_in(const json::value& rule, std::string_view name);

// --- explain_sources.cpp ---------------------------------------------------------------------------

// The words of a clause; empty when the pack is not loaded or has no such clause.
std::string clause_text(const rules::Pack* pack, std::string_view id);

// What both explanations say of a rule, by its trace: clause, parameters, steps, revision.
json::object explained_rule(
    const Context& context,
    const FoundTrace& found,
    const json::value& rule
);

}  // namespace beihui::acts
