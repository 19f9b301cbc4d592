#include "cli/pack_bench.hpp"

#include "acts/story_runner.hpp"
#include "base/files.hpp"
#include "cli/installation.hpp"
#include "cli/show_fault.hpp"
#include "rules/overlay.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_calendar_bytes = 1 << 20;

}  // namespace

std::filesystem::path home_of(const std::filesystem::path& folder)
{
    const auto home = rules::folder_around(folder).parent_path();
    const bool is_home = std::filesystem::is_directory(home / "workflows") &&
                         std::filesystem::is_regular_file(home / "rules" / "calendars" / "cn.yaml");
    return is_home ? home : find_home();
}

Result<PackBench> open_bench(
    const std::filesystem::path& folder,
    const std::vector<std::string>& beside,
    const std::shared_ptr<rules::lua::LineLog>& lines
)
{
    PackBench bench;
    const auto pack = rules::read_pack(folder);
    if (!pack)
        return pack.error();
    bench.pack = *pack;
    const std::filesystem::path home = home_of(folder);
    const auto bytes = read_file(home / "rules" / "calendars" / "cn.yaml", most_calendar_bytes);
    if (!bytes)
        return bytes.error();
    auto calendar = WorkingCalendar::read("rules/calendars/cn.yaml", *bytes);
    if (!calendar)
        return calendar.error();
    std::vector<std::string> ids = rules::packs_named_by(*bench.pack);
    ids.insert(ids.end(), beside.begin(), beside.end());
    Faults ignored;  // whoever runs the scenarios tells what is wrong with them
    for (const rules::Scenario& scenario : rules::scenarios_of(*bench.pack, ignored))
        ids.insert(ids.end(), scenario.with.begin(), scenario.with.end());
    auto packs =
        rules::read_other_packs(*bench.pack, ids, {rules::folder_around(folder), home / "rules"});
    if (!packs)
        return packs.error();
    packs->push_back(bench.pack);
    std::vector<workflows::Steps> steps;
    for (const auto& each : *packs)
        for (const auto& [path, text] : each->files)
            if (path == "steps.yaml")
                steps.push_back({each->id, each->folder + "/" + path, text});
    const auto world = rules::World::of(std::move(*packs), std::move(*calendar), {}, lines);
    if (!world)
        return world.error();
    bench.world = *world;
    const auto workflows = workflows::Library::load(home / "workflows", steps);
    if (!workflows)
        return workflows.error();
    bench.workflows = *workflows;
    return bench;
}

Result<TestedPack> run_tests(
    const std::filesystem::path& folder,
    const std::shared_ptr<rules::lua::LineLog>& lines
)
{
    TestedPack tested;
    const auto bench = open_bench(folder, {}, lines);
    if (!bench)
        return bench.error();
    tested.bench = *bench;
    Faults faults;
    tested.scenarios = rules::scenarios_of(*bench->pack, faults);
    tested.stories = rules::stories_of(*bench->pack, faults);
    if (!faults.none())
        return faults.error();
    if (tested.scenarios.empty() && tested.stories.empty())
        return refuse(
            Refusal::invalid_input, "RP1305", "规则包没有测试：tests/ 里没有情景",
            "the pack has no tests: there is no scenario in tests/"
        );
    auto results =
        acts::run_scenarios(*bench->world, *bench->pack, *bench->workflows, tested.scenarios);
    if (!results)
        return results.error();
    const auto bench_for = [&](const std::vector<std::string>& beside) -> Result<acts::StoryBench> {
        const auto wider = beside.empty() ? bench : open_bench(folder, beside, lines);
        if (!wider)
            return wider.error();
        return acts::StoryBench{wider->world, wider->workflows};
    };
    auto told = acts::run_stories(tested.stories, bench_for);
    if (!told)
        return told.error();
    tested.results = std::move(*results);
    std::ranges::move(*told, std::back_inserter(tested.results));
    return tested;
}

std::vector<Fault> faults_of(const Error& error)
{
    Faults all;
    all.take(error);
    return all.all();
}

void show_faults(
    const std::vector<Fault>& faults,
    const std::filesystem::path& folder,
    std::ostream& out
)
{
    for (const Fault& fault : faults) {
        show_fault(fault, folder, out);
        out << '\n';
    }
}

}  // namespace beihui::cli
