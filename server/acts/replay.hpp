#pragma once

#include "acts/rules_asked.hpp"

#include <map>
#include <string>
#include <utility>

namespace beihui::acts
{

// A case as it stood when the rules were asked about each of its acts, made again from its entries:
// the same rows in the same order, so that the same rules give the same trace, byte for byte.
class PastState
{
public:
    // The next entry, in their order: what the rules saw when they were asked about it.
    CaseState before_decision(const Entry& entry);

private:
    std::map<std::pair<std::string, std::string>, CaseRow> rows_;  // (form, key)
    std::map<std::string, Document> documents_;
    std::map<std::string, Duty> duties_;
};

// The decision at each act of a case as it was stored, beside what `rules` say of the same state on
// the same day with what was known then. Writes nothing. Schema Replay; `text` is the whole for
// people, acts that differ first. Only the newest acts when there are more than 200.
Result<json::object> replay_case(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const RulesAsked& rules
);

std::string text_of_replay(const json::object& replay);

}  // namespace beihui::acts
