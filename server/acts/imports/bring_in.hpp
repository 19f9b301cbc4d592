#pragma once

#include "acts/imports/check_list.hpp"
#include "acts/submit_act.hpp"
#include "storage/import_store.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace beihui::acts
{

// How long a list can be taken back as a whole.
inline constexpr std::chrono::hours undo_time{24};

struct BringIn
{
    ListAsked list;
    std::string file_name;
    std::string file_hash;
    std::string reason;  // may be empty
    std::string check;   // fingerprint_of() what the person was shown
    Once once;           // empty on the command line
};

struct BroughtIn
{
    std::string id;
    std::size_t rows = 0;  // brought in
    std::size_t left_out = 0;
    std::size_t acts = 0;
    Instant at;
    bool replayed = false;  // the answer of an earlier, equal request

    json::object to_json() const;
};

// Of the rows that can be brought in, so that what is written is what was shown.
std::string fingerprint_of(const ListKind& kind, const CheckedList& checked);

// Brings in every row that can be, by the acts that a person would do: all of them, or none when any
// act is refused.
// Refuses: conflict "list_changed" when other rows can be brought in than were shown; invalid_input
// "nothing_to_import"; as check_list.
Result<BroughtIn> bring_in(
    const Context& context,
    const accounts::Actor& actor,
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const BringIn& asked
);

// Takes a list back: every case that it opened is cancelled or withdrawn, every row that it wrote is
// removed, each by an act that stands in the history. All or nothing.
// Refuses: not_found "import_not_found"; conflict "import_undone", "import_too_old", "import_in_use"
// with a fault for each case that was worked on since; as the acts do.
Result<storage::ImportRun> undo_import(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view id,
    std::string_view reason
);

// An import that the actor may know of. Refuses: not_found "import_not_found".
Result<storage::ImportRun> visible_import(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view id
);

}  // namespace beihui::acts
