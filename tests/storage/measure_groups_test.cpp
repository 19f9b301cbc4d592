// Numbers read for many organisations at once are those that are read for each.
#include "storage/measure_fixture.hpp"
#include "storage/measure_groups.hpp"

#include <random>

namespace beihui::storage
{
namespace
{

using MeasureGroupsTest = MeasureStore;

INSTANTIATE_TEST_SUITE_P(On, MeasureGroupsTest, testing::Bool(), [](const auto& asked) {
    return asked.param ? "postgresql" : "sqlite";
});

TEST_P(MeasureGroupsTest, GiveWhatCountMeasureGivesForEverySubtree)
{
    // Schools with colleges below them, so that one employer stands in several paths of a subtree.
    const std::vector<std::string> paths = {
        "/p/s1/", "/p/s1/c1/", "/p/s1/c2/", "/p/s2/", "/p/s3/", "/p/s10/",
    };
    std::mt19937 random(11);
    const auto below = [&](unsigned end) { return random() % end; };
    std::vector<Fact> facts;
    for (int i = 0; i < 400; ++i) {
        Fact made = fact("posting", below(5) == 0 ? "2026-08-01" : "2026-05-10");
        made.org_path = paths[below(static_cast<unsigned>(paths.size()))];
        made.employer = "E" + std::to_string(below(12));
        made.item = below(4) == 0 ? std::string() : "I" + std::to_string(below(9));
        made.quantity = static_cast<std::int64_t>(below(50));
        facts.push_back(std::move(made));
    }
    write("all", 1, facts);
    for (const char* text :
         {R"json({"of":"posting","count":"rows"})json",
          R"json({"of":"posting","count":"sum(quantity)"})json",
          R"json({"of":"posting","count":"distinct(employer)"})json",
          R"json({"of":"posting","count":"distinct(employer, item)"})json",
          R"json({"of":"posting","count":"sum(quantity)","once_per":"item"})json"}) {
        const Measure asked = measure(text);
        ASSERT_TRUE(MeasureGroups::can_group(asked));
        database_->read([&](ReadTxn& txn) {
            const auto groups = MeasureGroups::read(txn, asked, first_phase());
            for (const char* path :
                 {"/p/", "/p/s1/", "/p/s1/c1/", "/p/s1/c2/", "/p/s2/", "/p/s3/", "/p/s10/"})
                EXPECT_EQ(groups.count(txn, path), count_measure(txn, asked, first_phase(path)))
                    << text << " " << path;
        });
    }
    EXPECT_FALSE(MeasureGroups::can_group(
        measure(R"json({"of":"posting","count":"rows","among":{"of":"event"}})json")
    ));
}

}  // namespace
}  // namespace beihui::storage
