#pragma once

// Every revision of a rule pack that was ever published (pack_store.cpp).

#include "base/result.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui::storage
{

// Path in the pack → bytes, sorted by path.
using StoredFiles = std::vector<std::pair<std::string, std::string>>;

struct PackRevision
{
    std::string hash;
    std::string id;
    std::int64_t revision = 0;
    std::string signature;
    std::string signed_by;
    std::vector<std::string> authors;
    std::string published_by;
    Instant published_at;
    Date effective = Date::from_days(0);
    std::string state;         // "live", "superseded", "retired"
    std::int64_t changed = 0;  // the edition that gave it this state
};

// How often the published packs have changed: 0 when there are none. Other programs on the same
// database see by it that they have to read again.
std::int64_t pack_edition(ReadTxn& txn);

std::vector<PackRevision> all_pack_revisions(ReadTxn& txn);  // by id, then revision
std::optional<StoredFiles> find_pack_files(ReadTxn& txn, std::string_view hash);
// The same in two parts: what the database holds, and what that says, which needs no transaction.
std::optional<std::string> find_packed_files(ReadTxn& txn, std::string_view hash);
std::optional<StoredFiles> unpack_files(std::string_view packed);
// Whether keep_definition has kept one.
bool has_definition(ReadTxn& txn, std::string_view hash);

// Stores a revision with its files and makes it the live one of its pack; the one that was live is
// superseded. Its `state` and `changed` are set here. Returns the new edition.
// Refuses (conflict): "pack_moved_on" when the edition is not `seen` any more; "revision_not_rising"
// when the pack has this revision, or a later one.
Result<std::int64_t> publish_revision(
    WriteTxn& txn,
    const PackRevision& revision,
    const StoredFiles& files,
    std::int64_t seen
);

// Ends the live revision of a pack: new cases are not bound by it any more.
// Refuses: conflict, "pack_moved_on"; not_found, "pack_not_live".
Result<std::int64_t> retire_pack(WriteTxn& txn, std::string_view id, std::int64_t seen);

// The revision that revert_pack would make live: of a live pack the one before, of a retired one
// the one that was live last.
std::optional<PackRevision> revision_to_revert_to(ReadTxn& txn, std::string_view id);
// Makes it live again; what was live is superseded.
// Refuses: conflict, "pack_moved_on"; not_found, "no_earlier_revision".
Result<std::int64_t> revert_pack(WriteTxn& txn, std::string_view id, std::int64_t seen);

}  // namespace beihui::storage
