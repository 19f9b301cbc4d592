#pragma once

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "plugin/sheet_format.hpp"
#include "storage/case_audit.hpp"
#include "storage/entry_check.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// Which cases an auditor means.
struct AuditAsked
{
    std::string organisation = {};  // id; empty: all that the actor may see
    storage::AuditQuery query = {};
    bool corrected = false;  // only those with a correction, see is_correction()
    std::size_t limit = 50;
};

// A page of them, the newest number first: schema AuditPage. Refuses: not_found
// "organisation_not_found".
Result<json::object> audit_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked
);

// What is drawn from them.
struct SampleAsked
{
    std::string seed;
    std::size_t size = 30;
    Instant as_of;  // cases that were opened later are not among those drawn from
};
inline constexpr std::size_t most_sampled = 200;

// The sample of a seed: of all cases that are meant, those `size` whose SHA-256 of "seed:number" is
// smallest, in that order. Anybody can draw it again with the list of numbers and sha256sum, and a
// case that comes or goes changes the place of no other. Schema AuditSample; the hash of the
// population says whether it was the same one. Refuses as audit_page().
Result<json::object> draw_sample(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked,
    const SampleAsked& sample
);

// The list as a sheet, the whole of it or a sample, under most_listed lines. Refuses as audit_page().
inline constexpr std::size_t most_listed = 20'000;
Result<plugin::Sheet> audit_sheet(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked,
    const std::optional<SampleAsked>& sample
);

// A case held against its history.
struct CheckedCase
{
    Case subject;
    storage::EntryCheck check;
};
struct CheckedPage
{
    std::vector<CheckedCase> cases;
    std::int64_t total = 0;   // that are meant, on all pages
    std::string next_before;  // number to go on before; empty: these were the last
};
// Refuses as audit_page().
Result<CheckedPage> check_cases(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked
);
// Schema HistoryFault, each.
json::array faults_json(const storage::EntryCheck& check);
// Schema Integrity.
json::object integrity_json(const CheckedCase& checked, Instant at);
// Schema IntegrityPage.
json::object integrity_page_json(const CheckedPage& page, Instant at);

// A page of them, each held against its history: schema IntegrityPage. Refuses as audit_page().
Result<json::object> integrity_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    AuditAsked asked
);

// One case held against its history: schema Integrity. Refuses as visible_case().
Result<json::object> case_integrity(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
);

}  // namespace beihui::acts
