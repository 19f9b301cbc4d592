#pragma once

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "storage/stores.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace beihui::acts
{

// What a reader gets to see. Endpoints read stored things by these functions only; each answers
// not_found alike for a thing that does not exist and for one outside the reader's scope.

// A case by id or number, as it stands. Refuses: not_found "case_not_found"; conflict
// "with_lower_level" for one approved level by level that is back below the reader's level.
Result<Case> visible_case(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number
);

// A case as the reader sees it, now or as it stood: one that was handed back down is as it was when
// they lost it. What else is read of it must be as of `until`, when that is set.
// Refuses: not_found "case_not_found".
struct SeenCase
{
    Case subject;
    std::optional<Instant> until;  // also when it was asked as of a moment
};
Result<SeenCase> seen_case(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<Instant> as_of = {}
);

// An organisation for which the reader may take an action. Refuses: not_found
// "organisation_not_found".
Result<Case> visible_organisation(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    accounts::Action action,
    std::string_view id
);

// Whether somebody works for an organisation: it is their own, or a department whose role they hold
// (their organisation is then the province that it is a department of).
bool works_for(storage::ReadTxn& txn, const accounts::Actor& actor, std::string_view organisation);

// An entry of a case the reader sees. Refuses: not_found "entry_not_found".
Result<storage::StoredEntry> visible_entry(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view uid
);

// A document of a case the reader sees, and the case. A file may hold what is masked on the page, so
// only those open it who work on such cases, have stated a reason, or are of the organisation itself.
// Refuses: not_found "document_not_found".
struct VisibleDocument
{
    Document document;
    Case subject;
};
Result<VisibleDocument> visible_document(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view id,
    Instant now
);

// How a reader sees the personal values of a case.
enum class Sight
{
    masked,   // only that something was filled in
    working,  // reasons and the names of files in clear, as who works on it needs; fields masked
    open,     // in clear: a reason was stated, or they wrote it themselves
};
Sight sight_of(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const Case& subject,
    Instant now
);

}  // namespace beihui::acts
