#include "acts/rulebook.hpp"

namespace beihui::acts
{

std::vector<workflows::Steps> steps_of(const rules::World& world)
{
    std::vector<workflows::Steps> steps;
    const auto add = [&](const rules::Pack& pack, bool live) {
        for (const auto& [path, bytes] : pack.files)
            if (path == "steps.yaml")
                steps.push_back({pack.id, pack.folder + "/" + path, bytes, pack.hash, live});
    };
    for (const auto& pack : world.packs())
        add(*pack, true);
    for (const auto& pack : world.earlier())
        add(*pack, false);
    return steps;
}

namespace
{

Result<std::shared_ptr<Rulebook>> bound(
    std::shared_ptr<const rules::World> world,
    Result<std::shared_ptr<const workflows::Library>> library
)
{
    if (!library)
        return library.error();
    auto rulebook = std::make_shared<Rulebook>();
    rulebook->world = std::move(world);
    rulebook->workflows = std::move(*library);
    return rulebook;
}

}  // namespace

Result<std::shared_ptr<Rulebook>> make_rulebook(
    std::shared_ptr<const rules::World> world,
    const std::filesystem::path& workflows
)
{
    auto library = workflows::Library::load(workflows, steps_of(*world));
    return bound(std::move(world), std::move(library));
}

Result<std::shared_ptr<Rulebook>> make_rulebook(
    std::shared_ptr<const rules::World> world,
    const workflows::Library& workflows
)
{
    auto library = workflows.with_steps(steps_of(*world));
    return bound(std::move(world), std::move(library));
}

std::shared_ptr<const Rulebook> LiveRulebook::take() const
{
    const std::lock_guard lock(mutex_);
    return current_;
}

void LiveRulebook::put(std::shared_ptr<const Rulebook> next)
{
    const std::lock_guard lock(mutex_);
    if (next->edition >= current_->edition)
        current_.swap(next);  // the old one dies after the lock, when nobody uses it any more
}

}  // namespace beihui::acts
