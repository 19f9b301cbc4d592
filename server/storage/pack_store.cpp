#include "storage/pack_store.hpp"

#include "base/json.hpp"
#include "history/canonical.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

// What a definition of kind "pack" holds: path → base64.
std::string packed(const StoredFiles& files)
{
    json::object object;
    for (const auto& [path, bytes] : files)
        object[path] = base64(bytes);
    return history::canonical(json::value(std::move(object)));
}

Error moved_on()
{
    return refuse(
        Refusal::conflict, "pack_moved_on", "规则包刚被别人变动过，请重新检查后再发布",
        "somebody has just changed the rule packs: check again, then publish"
    );
}

// Waits for whoever changes the packs now, on every node, until the end of the transaction.
void lock_packs(WriteTxn& txn)
{
    if (txn.is_postgresql())
        run(txn, "LOCK TABLE pack_revision IN SHARE ROW EXCLUSIVE MODE");
}

// Every change of the packs begins with this. When it is committed, and only then, the programs that
// watch the packs hear of it (Database::watch_packs).
Result<std::int64_t> next_edition(WriteTxn& txn, std::int64_t seen)
{
    lock_packs(txn);
    const std::int64_t now = pack_edition(txn);
    if (now != seen)
        return moved_on();
    if (txn.is_postgresql())
        run(txn, "NOTIFY beihui_packs");
    return now + 1;
}

void set_state(WriteTxn& txn, std::string_view hash, std::string_view state, std::int64_t edition)
{
    run(txn, "UPDATE pack_revision SET state = :state, changed = :edition WHERE hash = :hash",
        {state, edition, hash});
}

std::vector<PackRevision> revisions_of(ReadTxn& txn, std::string_view id)
{
    std::vector<PackRevision> all = all_pack_revisions(txn);
    std::erase_if(all, [&](const PackRevision& revision) { return revision.id != id; });
    return all;
}

const PackRevision* live_of(const std::vector<PackRevision>& revisions)
{
    const auto found = std::ranges::find(revisions, "live", &PackRevision::state);
    return found == revisions.end() ? nullptr : &*found;
}

}  // namespace

std::int64_t pack_edition(ReadTxn& txn)
{
    Query row(txn, "SELECT COALESCE(MAX(changed), 0) FROM pack_revision", "i");
    return row.next() ? row.integer() : 0;
}

std::vector<PackRevision> all_pack_revisions(ReadTxn& txn)
{
    std::vector<PackRevision> all;
    Query rows(
        txn,
        "SELECT hash, id, revision, signature, signed_by, authors, published_by, published_ms,"
        " effective, state, changed FROM pack_revision ORDER BY id, revision",
        "ttittttitti"
    );
    while (rows.next()) {
        PackRevision& read = all.emplace_back();
        read.hash = rows.text();
        read.id = rows.text();
        read.revision = rows.integer();
        read.signature = rows.text();
        read.signed_by = rows.text();
        const json::value authors = read_json(rows.text()).value();
        for (const json::value& author : authors.as_array())
            read.authors.emplace_back(author.as_string());
        read.published_by = rows.text();
        read.published_at = rows.instant();
        read.effective = Date::parse(rows.text()).value();
        read.state = rows.text();
        read.changed = rows.integer();
    }
    return all;
}

bool has_definition(ReadTxn& txn, std::string_view hash)
{
    Query row(txn, "SELECT 1 FROM definition WHERE hash = :hash", "i", {hash});
    return row.next();
}

std::optional<std::string> find_packed_files(ReadTxn& txn, std::string_view hash)
{
    Query row(txn, "SELECT bytes FROM definition WHERE hash = :hash", "t", {hash});
    return row.next() ? std::optional(row.text()) : std::nullopt;
}

std::optional<StoredFiles> unpack_files(std::string_view packed)
{
    const auto bytes = from_base64(packed);
    if (!bytes)
        return std::nullopt;
    StoredFiles files;
    const json::value read = read_json(*bytes).value();
    for (const auto& [path, encoded] : read.as_object())
        files.emplace_back(path, from_base64(encoded.as_string()).value());
    std::ranges::sort(files);
    return files;
}

std::optional<StoredFiles> find_pack_files(ReadTxn& txn, std::string_view hash)
{
    const auto packed = find_packed_files(txn, hash);
    return packed ? unpack_files(*packed) : std::nullopt;
}

Result<std::int64_t> publish_revision(
    WriteTxn& txn,
    const PackRevision& revision,
    const StoredFiles& files,
    std::int64_t seen
)
{
    const auto edition = next_edition(txn, seen);
    if (!edition)
        return edition.error();
    const std::vector<PackRevision> known = revisions_of(txn, revision.id);
    if (!known.empty() && known.back().revision >= revision.revision)
        return refuse(
            Refusal::conflict, "revision_not_rising",
            "规则包 " + revision.id + " 已有第 " + std::to_string(known.back().revision) +
                " 版，不能发布第 " + std::to_string(revision.revision) + " 版",
            "pack " + revision.id + " has revision " + std::to_string(known.back().revision) +
                " already; revision " + std::to_string(revision.revision) + " is not later"
        );
    if (const PackRevision* const live = live_of(known))
        set_state(txn, live->hash, "superseded", *edition);
    json::array authors;
    for (const std::string& author : revision.authors)
        authors.emplace_back(author);
    const std::string listed = history::canonical(json::value(std::move(authors)));
    const std::string effective = revision.effective.text();
    run(txn,
        "INSERT INTO pack_revision (hash, id, revision, signature, signed_by, authors,"
        " published_by, published_ms, effective, state, changed) VALUES (:hash, :id, :revision,"
        " :signature, :signed_by, :authors, :published_by, :published_ms, :effective, 'live',"
        " :changed)",
        {revision.hash, revision.id, revision.revision, revision.signature, revision.signed_by,
         listed, revision.published_by, revision.published_at, effective, *edition});
    keep_definition(txn, revision.hash, "pack", revision.id, revision.revision, packed(files));
    return *edition;
}

Result<std::int64_t> retire_pack(WriteTxn& txn, std::string_view id, std::int64_t seen)
{
    const auto edition = next_edition(txn, seen);
    if (!edition)
        return edition.error();
    const std::vector<PackRevision> known = revisions_of(txn, id);
    const PackRevision* const live = live_of(known);
    if (!live)
        return refuse(
            Refusal::not_found, "pack_not_live", "没有在用的规则包“" + std::string(id) + "”",
            "there is no live pack \"" + std::string(id) + "\""
        );
    set_state(txn, live->hash, "retired", *edition);
    return *edition;
}

std::optional<PackRevision> revision_to_revert_to(ReadTxn& txn, std::string_view id)
{
    const std::vector<PackRevision> known = revisions_of(txn, id);
    const PackRevision* const live = live_of(known);
    std::optional<PackRevision> found;
    for (const PackRevision& revision : known) {
        const bool fits = live ? revision.revision < live->revision : revision.state == "retired";
        const bool later = !live && found && revision.changed < found->changed;
        if (fits && !later)
            found = revision;
    }
    return found;
}

Result<std::int64_t> revert_pack(WriteTxn& txn, std::string_view id, std::int64_t seen)
{
    const auto edition = next_edition(txn, seen);
    if (!edition)
        return edition.error();
    const auto target = revision_to_revert_to(txn, id);
    if (!target)
        return refuse(
            Refusal::not_found, "no_earlier_revision",
            "规则包“" + std::string(id) + "”没有可以退回的版本",
            "pack \"" + std::string(id) + "\" has no revision to go back to"
        );
    const std::vector<PackRevision> known = revisions_of(txn, id);
    if (const PackRevision* const live = live_of(known))
        set_state(txn, live->hash, "superseded", *edition);
    set_state(txn, target->hash, "live", *edition);
    return *edition;
}

}  // namespace beihui::storage
