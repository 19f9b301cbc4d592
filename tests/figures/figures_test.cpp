// A benchmark flatters by its arithmetic sooner than by its measuring.

#include "figures/figures.hpp"

#include <gtest/gtest.h>

namespace beihui::bench
{
namespace
{

Row row_of(Goal kind, double goal, std::vector<double> subjects, std::vector<double> limits)
{
    Row row;
    row.id = "1";
    row.kind = kind;
    row.goal = goal;
    row.subjects = std::move(subjects);
    row.limits = std::move(limits);
    return row;
}

TEST(Figures, TakeTheMiddleAndNeverAValueThatDidNotHappenAsAPercentile)
{
    EXPECT_DOUBLE_EQ(median({9, 1, 5}), 5);
    EXPECT_DOUBLE_EQ(median({9, 1, 5, 7}), 6);
    std::vector<float> times;
    for (int i = 1; i <= 200; ++i)
        times.push_back(static_cast<float>(201 - i));
    EXPECT_DOUBLE_EQ(percentile(times, 0.99), 198);
    EXPECT_DOUBLE_EQ(percentile(times, 0.5), 100);
    EXPECT_DOUBLE_EQ(percentile({3.0F, 40.0F}, 0.99), 40);
    EXPECT_DOUBLE_EQ(percentile({}, 0.99), 0);
}

// The median of the ratios, not the ratio of the medians: a slow minute hits both of a round.
TEST(Figures, CompareEachRoundWithItself)
{
    const Row row = row_of(Goal::at_least, 0.75, {80, 8, 70}, {100, 10, 100});
    EXPECT_DOUBLE_EQ(row.ratio(), 0.8);
    EXPECT_TRUE(row.met());
    EXPECT_DOUBLE_EQ(spread(row.ratios()).least, 0.7);
    const Row half = row_of(Goal::at_least, 0.75, {80, 8}, {100});
    EXPECT_EQ(half.ratios().size(), 1u);
}

TEST(Figures, TurnEveryRatioSoThatLargerIsBetter)
{
    const Row at_most = row_of(Goal::at_most, 10, {20, 20, 20}, {});
    EXPECT_DOUBLE_EQ(at_most.ratio(), 0.5);
    EXPECT_DOUBLE_EQ(at_most.goal_of_ratio(), 1);
    EXPECT_FALSE(at_most.met());
    // At most twice a floor of 0.8 µs, and 1.6 µs are just that.
    const Row twice = row_of(Goal::at_most, 2, {1.6, 1.6, 1.6}, {0.8, 0.8, 0.8});
    EXPECT_DOUBLE_EQ(twice.ratio(), 1);
    EXPECT_TRUE(twice.met());
}

TEST(Figures, CountWhatFailedAsAnError)
{
    Tally tally;
    tally.take(200, true, false, false);
    tally.take(200, false, false, false);  // 200 with something else in it
    tally.take(412, true, false, false);
    tally.take(503, true, true, false);  // shedding, in a row that does not expect it
    tally.broke();
    EXPECT_EQ(tally.good, 1u);
    EXPECT_EQ(tally.errors, 4u);
    EXPECT_EQ(tally.shed, 0u);
    Tally shedding;
    shedding.take(503, true, true, true);
    shedding.take(503, true, false, true);  // does not say when to come again
    shedding.take(500, true, true, true);
    EXPECT_EQ(shedding.shed, 1u);
    EXPECT_EQ(shedding.errors, 2u);
    tally.add(shedding);
    EXPECT_EQ(tally.errors, 6u);
}

TEST(Figures, FailARowWithErrorsAndForgiveAMissedGoal)
{
    Row fast = row_of(Goal::at_least, 0.5, {90}, {100});
    Row slow = row_of(Goal::at_least, 0.5, {10}, {100});
    EXPECT_EQ(exit_code({fast, slow}), 0);
    EXPECT_FALSE(slow.met());
    fast.errors = 1;
    EXPECT_FALSE(fast.met());
    EXPECT_EQ(exit_code({fast, slow}), 1);
    Row none;
    none.id = "9";
    EXPECT_FALSE(none.met());
    EXPECT_EQ(exit_code({none}), 1);
    // No answer came in time: not a p99 of 0 ms.
    const Row empty = row_of(Goal::at_most, 10, {3, 0}, {});
    EXPECT_FALSE(empty.measured());
    EXPECT_EQ(exit_code({empty}), 1);
    EXPECT_EQ(exit_code({}), 1);
}

TEST(Figures, TellTheSameToProgramsAndPeople)
{
    Row row = row_of(Goal::at_least, 0.75, {60, 60, 60}, {100, 100, 100});
    row.zh = "办理";
    row.en = "acts | over HTTP";
    row.unit = "/s";
    Row broken;
    broken.id = "8";
    broken.failed = "no disk";
    const json::array list = as_json({row, broken});
    ASSERT_EQ(list.size(), 2u);
    const json::object& first = list[0].as_object();
    for (const char* const name :
         {"id", "ratio", "goal", "errors", "met", "unit", "subject", "limit", "spread"})
        EXPECT_TRUE(first.contains(name)) << name;
    EXPECT_DOUBLE_EQ(first.at("ratio").as_double(), 0.6);
    EXPECT_DOUBLE_EQ(first.at("goal").as_double(), 0.75);
    EXPECT_FALSE(first.at("met").as_bool());
    EXPECT_EQ(list[1].as_object().at("failed").as_string(), "no disk");
    const std::string text = as_markdown({row, broken}, {{"CPU", "x"}}, {{"journal_mode", "wal"}});
    EXPECT_NE(text.find("| 1 | 办理 / acts \\| over HTTP | 60.0 /s | 100 /s | 0.600"), text.npos)
        << text;
    EXPECT_NE(text.find("未达到 missed"), text.npos);
    EXPECT_NE(text.find("not measured: no disk"), text.npos);
    EXPECT_NE(text.find("- journal_mode: wal"), text.npos);
}

}  // namespace
}  // namespace beihui::bench
