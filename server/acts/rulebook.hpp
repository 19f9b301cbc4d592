#pragma once

#include "rules/world.hpp"
#include "workflows/library.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace beihui::acts
{

// A published revision that this program could not load: its cases get incidents, and the
// installation says that it is not ready.
struct NotLoaded
{
    PackPin pin;
    bool live = false;
    Error error;
};

// What acts are judged by: every revision of every pack, the workflows with what packs add to them,
// and how far the published revisions were read. Immutable: a change makes a new one.
struct Rulebook
{
    std::shared_ptr<const rules::World> world;
    std::shared_ptr<const workflows::Library> workflows;
    std::int64_t edition = 0;  // of the published packs: see storage::pack_edition
    std::vector<NotLoaded> not_loaded;
};

// The steps of every revision that a world holds, for workflows::Library::load.
std::vector<workflows::Steps> steps_of(const rules::World& world);

// A world with the workflows of the folder `workflows`. Refuses with every fault of either.
Result<std::shared_ptr<Rulebook>> make_rulebook(
    std::shared_ptr<const rules::World> world,
    const std::filesystem::path& workflows
);
// The same with the workflows that were read already.
Result<std::shared_ptr<Rulebook>> make_rulebook(
    std::shared_ptr<const rules::World> world,
    const workflows::Library& workflows
);

// The rulebook of this moment. Publishing puts another in its place; whoever has taken one keeps it,
// so that what is under way ends by the rules it began with. Safe for many threads.
class LiveRulebook
{
public:
    explicit LiveRulebook(std::shared_ptr<const Rulebook> first) : current_(std::move(first)) {}

    std::shared_ptr<const Rulebook> take() const;
    // Puts one in its place, unless one of a later edition is there already.
    void put(std::shared_ptr<const Rulebook> next);

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Rulebook> current_;
};

}  // namespace beihui::acts
