#pragma once

// What somebody finds when they sign in: that they were mentioned, reminded, handed a case, or that
// something they sent was returned.

#include "accounts/actor.hpp"
#include "acts/context.hpp"
#include "storage/stores.hpp"

#include <string>
#include <vector>

namespace beihui::acts
{

// Schema Inbox of docs/openapi.yaml, newest first. What the person may not see any more is left out.
// Refuses: invalid_input "bad_cursor".
Result<json::object> inbox_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    bool only_unread,
    const std::string& cursor,
    std::size_t limit
);

// Marks what is in the inbox of the actor as read; answers how many were not, and how many are left.
Result<json::object> mark_read(
    const Context& context,
    const accounts::Actor& actor,
    const std::vector<std::string>& ids
);

}  // namespace beihui::acts
