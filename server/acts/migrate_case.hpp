#pragma once

#include "acts/submit_act.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// What becomes of a due time when a case is moved to another revision.
enum class DueChoice
{
    keep,           // stays as it is
    recompute,      // becomes what the new revision says
    only_if_later,  // becomes that when it is later; never earlier
};
Result<DueChoice> parse_due_choice(std::string_view text);
std::string_view to_text(DueChoice choice);

struct MigrationWanted
{
    std::vector<PackPin> packs;  // to which revisions; without a hash the live one; none: all live
    DueChoice due = DueChoice::keep;
    std::map<std::string, DueChoice, std::less<>> dues;  // of single duties, by key
    std::string reason;
};

// What moving an open case would change: schema MigrationPreview.
// Refuses: not_found; not_allowed; conflict, "migration_refused", with
//   RP3030 no such revision        RP3033 the new revision has not the stage the case is at
//   RP3031 the case is closed      RP3034 nothing to take back
//   RP3032 nothing would change    RP3035 no such duty
Result<json::object> preview_migration(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view number,
    const MigrationWanted& wanted
);

// Moves an open case, as an entry "migrate_rules" of its history.
// Refuses as preview_migration does, and stale when the case is not at `version`.
Result<ActDone> migrate_case(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<std::int64_t> version,
    const MigrationWanted& wanted,
    const Once& once
);

// Takes the latest migration back that was not taken back yet: the pins and the due times are again
// what they were; an entry "revert_migration".
Result<ActDone> revert_migration(
    const Context& context,
    const accounts::Actor& actor,
    std::string_view number,
    std::optional<std::int64_t> version,
    const std::string& reason,
    const Once& once
);

// What an entry of a migration is called; none for another act.
std::optional<Words> migration_label(std::string_view act);

// One case of a batch: what it came to, or why not.
struct MigratedCase
{
    std::string number;
    Result<ActDone> done;
};
// Moves each for itself: one that is refused does not stop the others.
std::vector<MigratedCase> migrate_cases(
    const Context& context,
    const accounts::Actor& actor,
    const std::vector<std::string>& numbers,
    const MigrationWanted& wanted,
    const Once& once
);

// How many open cases within the reader's scope rest on each revision of a pack, by its hash.
std::map<std::string, int> open_cases_by_hash(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view pack
);

// The open cases in an actor's scope that a pack binds and that are not at its live revision.
std::vector<std::string> cases_to_migrate(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    std::string_view pack
);

}  // namespace beihui::acts
