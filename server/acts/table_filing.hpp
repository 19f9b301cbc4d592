#pragma once

// Filing a table (报送与锁定): its numbers are frozen in a case of the workflow `filing`, and what is
// printed or mailed of it comes from there. Each time it is sent in makes a version (第 n 版).

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "acts/submit_act.hpp"
#include "storage/stores.hpp"
#include "tables/frozen_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

// One version of a filed table.
struct FiledVersion
{
    std::int64_t version = 0;  // from 1
    Instant at;
    std::string by;        // actor pseudonym
    std::string entry;     // uid of the entry that sent it in
    std::string leaf;      // its hash in the history, hex
    std::string reason;    // why it was corrected; empty for the first
    json::object sending;  // when and to whom, as the case says it
    tables::FrozenTable frozen;
};

// All versions of a case of the workflow `filing`, from the first; none when it holds no table.
std::vector<FiledVersion> filed_versions(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject
);

// The cases in which a table of an organisation was filed, or is about to be, as far as the reader
// sees them: the latest first.
std::vector<Case> filings_of_table(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view table,
    const std::optional<tables::Span>& span
);

// Schema TableFiling of docs/openapi.yaml: the case with all its versions, each with what it changed.
json::object filing_json(
    const Context& context,
    storage::ReadTxn& txn,
    const Case& subject,
    const std::vector<FiledVersion>& versions
);

// What is to be filed, and what is there of it already; read in one transaction.
struct FilingPlan
{
    tables::FrozenTable frozen;
    std::string title;  // of the case, when it is opened
    std::string send_to;
    std::string send_cc;
    std::string organisation;               // whose case it will be
    std::string ledger;                     // number of the ledger with the duty; empty: none
    std::string duty;                       // its key; without a ledger the table itself
    std::optional<Case> subject;            // the case there is
    std::vector<std::string> entered = {};  // columns that were typed in it, or not counted yet
    std::optional<tables::FrozenTable> earlier;  // its latest version
};

// What is there of a table, and where it would be filed, before anything is typed.
// Refuses: rule_refused "table_has_errors".
Result<FilingPlan> find_filing(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::TableAnswer& answer,
    const tables::Filer& filer
);

// Refuses: rule_refused "table_has_errors" while a check of the table fails; conflict
// "same_as_filed" when the latest version has the same numbers; as freeze_table does.
Result<FilingPlan> plan_filing(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const tables::TableAnswer& answer,
    const tables::Filer& filer,
    const std::vector<tables::TypedNumber>& typed
);

// Opens the case or takes it up again for a correction, enters what is typed, freezes what is counted
// then and sends it in: acts of that person, each with what the workflow and the rules ask. One that was broken off is
// gone on with by the next request. Blocks. Refuses as those acts do.
Result<ActDone> file_table(
    const Context& context,
    const accounts::Actor& actor,
    const FilingPlan& plan,
    std::string_view reason,
    const Once& once
);

// Keeps what shows that a number is to be typed: in the case of the filing, which is opened when there
// is none. The answer names the document. Blocks. Refuses as those acts do.
struct Evidence
{
    Upload file;
    std::shared_ptr<const std::string> bytes;
};
Result<ActDone> file_evidence(
    const Context& context,
    const accounts::Actor& actor,
    const FilingPlan& plan,
    Evidence evidence,
    const Once& once
);

}  // namespace beihui::acts
