#pragma once

// What an organisation would send in now, table by table: what differs from the version it sent last
// and from a week ago, and why a number is still nothing.

#include "accounts/actor.hpp"
#include "acts/context.hpp"

#include <string>

namespace beihui::acts
{

// The organisation whose numbers they are, within what the reader may see.
struct DraftsAsked
{
    std::string organisation;
    std::string org_path;
};

// Schema FilingDrafts of docs/openapi.yaml: the tables with something due first, then those whose
// circular is in season, then the others without their numbers. Refuses as fill_table.
Result<json::object> filing_drafts(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const DraftsAsked& asked
);

}  // namespace beihui::acts
