#pragma once

#include "acts/visible.hpp"
#include "plugin/sheet_format.hpp"

#include <chrono>

namespace beihui::acts
{

// For how long the personal values of a case are open once a reason was stated.
constexpr std::chrono::minutes opening_time{15};

// Opens the personal values of a case to an actor for a while, and notes who did so and why. The line
// of the access log is written in the same transaction: without it nothing is opened. `peer`: the
// address of the client. Answers {"open_until"}.
// Refuses: not_found "case_not_found"; not_allowed "role_required" for one who never sees them;
// invalid_input "reason_required" for a reason under 4 or over 200 characters.
Result<json::object> open_personal(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::string_view reason,
    std::string_view peer
);

// Notes that an actor is given a file, before it is sent. Refuses as the database does: then the
// file must not be sent.
Result<void> note_access(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view action,
    std::string_view subject,
    std::string_view org_path,
    json::object detail,
    std::string_view peer
);

// What an action of the access log is called.
Words access_words(std::string_view action);

// A page of the access log, newest first, of the organisations for which the actor may read it:
// schema AccessPage. `query.org_paths` is set here. Refuses: invalid_input "bad_cursor".
Result<json::object> access_page(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    storage::AccessQuery query
);

// The same lines as a sheet, all that the query finds. Refuses: invalid_input "list_too_long" over
// 20,000 lines.
Result<plugin::Sheet> access_sheet(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    storage::AccessQuery query
);

}  // namespace beihui::acts
