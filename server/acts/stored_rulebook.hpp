#pragma once

#include "acts/context.hpp"
#include "storage/pack_store.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace beihui::acts
{

// The revisions that a rulebook is made of.
struct PackSet
{
    std::vector<std::shared_ptr<const rules::Pack>> live;
    std::vector<std::shared_ptr<const rules::Pack>> earlier;
    std::vector<NotLoaded> not_loaded;
    std::int64_t edition = 0;
};

// Stores the packs as published with the program when the database has no pack at all: what the
// first start does. Whatever lies in the folder later, a new circular too, is a draft until it is
// published.
Result<void> install_packs(
    storage::Database& database,
    const std::vector<std::shared_ptr<const rules::Pack>>& packs,
    Instant now
);

// Every published revision. Those that `known` holds are not read again. A revision that cannot be
// read is told in not_loaded.
PackSet read_pack_set(storage::ReadTxn& txn, const rules::World* known);

// A rulebook of these. A live pack that does not load beside the others is left out and told in
// not_loaded, so that one broken pack does not stop the cases of the others.
// Refuses: when the workflows themselves have faults.
Result<std::shared_ptr<const Rulebook>> rulebook_of(
    const PackSet& packs,
    const WorkingCalendar& calendar,
    const std::filesystem::path& workflows
);
Result<std::shared_ptr<const Rulebook>> rulebook_of(
    const PackSet& packs,
    const WorkingCalendar& calendar,
    const workflows::Library& workflows
);

// Reads the published packs again when another program on the same database has changed them.
// Returns whether it did. Refuses, and leaves the rulebook as it is, when none can be made of them.
Result<bool> follow_published(const Context& context);

// Whether this program judges by what is published: empty when it does, else why it does not.
std::vector<Words> not_converged(const Context& context, storage::ReadTxn& txn);

}  // namespace beihui::acts
