#pragma once

// What an auditor asks about many cases at once.

#include "storage/stores.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace beihui::storage
{

struct AuditQuery
{
    // Subtree, workflows and text are used; neither its page nor its order.
    CaseQuery cases;
    // Days of the case in [from, to]; one without a day is placed by the day it was opened.
    std::optional<Date> from = {};
    std::optional<Date> to = {};
    std::optional<Instant> opened_until = {};  // opened at or before
    std::optional<Instant> overdue_at = {};  // owes something that is due by then, or filed it late
    std::string before = {};  // number; only cases whose number is smaller. Empty: from the newest
};

struct AuditedCase
{
    std::string id;
    std::string number;
};

// The cases that are meant, by number, the greatest first; at most `most`.
std::vector<AuditedCase> audited_cases(
    ReadTxn& txn,
    const Scope& scope,
    const AuditQuery& query,
    std::size_t most
);
std::int64_t count_audited(ReadTxn& txn, const Scope& scope, const AuditQuery& query);

// Calls `each` with the body of every entry of a case that may have changed what was written before.
// Answers as soon as one call says true, else false.
bool any_rewriting_entry(
    ReadTxn& txn,
    std::string_view case_id,
    const std::function<bool(const std::string& body)>& each
);

}  // namespace beihui::storage
