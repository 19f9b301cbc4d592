#pragma once

// Holding histories against their hashes, and keeping what was found: who, when, over which cases, with
// which tip, and the outcome. What is kept is shown beside cases and tables; it is worth as much as its
// moment, so an entry that came later takes it away again.

#include "acts/audit_cases.hpp"
#include "acts/breakdown.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// Begins a run over the cases that are meant and does its first page. Schema Verification. Refuses as
// audit_page().
Result<json::object> begin_verification(
    const Context& context,
    const accounts::Actor& actor,
    AuditAsked asked
);
// Does the next page of one's own. Refuses: not_found "verification_not_found"; conflict
// "verification_over".
Result<json::object> go_on_verifying(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id
);
// One case, at once: schema Integrity. Refuses as visible_case().
Result<json::object> verify_case(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number
);

// The runs of one's organisation and below, the latest first: schema VerificationList.
Result<json::object> verifications_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor
);

// What was found last in each of these cases: schema IntegrityTicks. A case that is not the reader's to
// see is left out.
inline constexpr std::size_t most_ticks = 200;
Result<json::object> integrity_ticks(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const std::vector<std::string>& numbers
);

// How many of the cases that feed the numbers of a table are verified: schema TableIntegrity. They are
// counted whether the reader may open them or not, as the numbers are. Refuses as fill_table.
Result<json::object> table_integrity(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const BreakdownAsked& asked
);

}  // namespace beihui::acts
