#pragma once

#include "acts/case_state.hpp"
#include "domain/entry.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

// Calls `each` for every act of a case on which rules decided, in the order of its entries, with the
// case as the rules saw it; only for those before `end`. Each entry is read once.
void for_each_past_act(
    storage::ReadTxn& txn,
    std::string_view case_id,
    std::optional<Instant> end,
    const std::function<void(const storage::StoredEntry&, const Entry&, CaseState)>& each
);

}  // namespace beihui::acts
