// The stories of every pack, told to a running server: what `beihui pack test` runs on the acts goes
// over HTTP here, and must come out the same.
#include "support/postgresql.hpp"
#include "system/story_driver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace beihui::test
{
namespace
{

void tell(const PackOfStories& of, const rules::Story& story, const std::string& database)
{
    const acts::StoryBench bench = bench_of(of, story);
    Faults faults;
    acts::check_story(story, bench, faults);
    for (const Fault& fault : faults.all())
        ADD_FAILURE() << fault.where << " " << fault.code << " " << fault.detail.zh;
    if (!faults.none())
        return;
    TestServer server(database, bench);
    HttpDriver driver(server);
    for (const rules::Mismatch& mismatch : acts::run_story(story, driver).mismatches)
        ADD_FAILURE() << story.name << " / " << mismatch.what.zh << " (" << mismatch.place.text()
                      << ")";
}

TEST(Stories, OfEveryPackComeOutTheSameOverHttp)
{
    std::set<std::string> told;
    for (const PackOfStories& of : stories_of_the_project())
        for (const rules::Story& story : of.stories) {
            const TemporaryFolder folder;
            tell(of, story, "sqlite:" + (folder.path() / "beihui.db").string());
            told.insert(of.pack->id);
        }
    EXPECT_TRUE(told.contains("2026-youqi"));
}

// One of each pack, the longest.
TEST(Stories, ComeOutTheSameOnPostgresql)
{
    for (const PackOfStories& of : stories_of_the_project()) {
        const auto longest =
            std::ranges::max_element(of.stories, {}, [](const rules::Story& story) {
                return story.steps.size();
            });
        if (longest == of.stories.end())
            continue;
        const PostgresqlDatabase database;
        tell(of, *longest, database.address());
    }
}

}  // namespace
}  // namespace beihui::test
