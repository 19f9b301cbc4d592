#include "calendar_data.hpp"
#include "domain/organisation.hpp"

#include <algorithm>

namespace beihui
{
namespace
{

using Ids = std::vector<std::string>;

Organisation organisation(const std::string& id, std::string code)
{
    return {id, std::move(code), {id, id}};
}

Validity since(std::string_view from)
{
    return {.from = day(from), .until = std::nullopt};
}

Validity from_until(std::string_view from, std::string_view until)
{
    return {.from = day(from), .until = day(until)};
}

// 甲校 is renamed in 2020, changes its department in 2022 and takes in 乙校 on 2024-09-01, whose
// college 化学 moves over that day.
OrganisationRows merger()
{
    OrganisationRows rows;
    rows.organisations = {
        organisation("moe", ""),       organisation("zhejiang", "33"),
        organisation("jiangsu", "32"), organisation("jia", "10335"),
        organisation("yi", "10336"),   organisation("chemistry", "07"),
        organisation("physics", "01"),
    };
    rows.names = {
        {"jia", {"甲学院", "Jia College"}, from_until("2000-01-01", "2020-05-01")},
        {"jia", {"甲大学", "Jia University"}, since("2020-05-01")},
    };
    rows.parents = {
        {"zhejiang", "moe", since("2000-01-01")},
        {"jiangsu", "moe", since("2000-01-01")},
        {"jia", "zhejiang", from_until("2000-01-01", "2022-01-01")},
        {"jia", "jiangsu", since("2022-01-01")},
        {"yi", "jiangsu", from_until("2000-01-01", "2024-09-01")},
        {"chemistry", "yi", from_until("2000-01-01", "2024-09-01")},
        {"chemistry", "jia", since("2024-09-01")},
        {"physics", "jia", since("2000-01-01")},
    };
    rows.existence = {{"yi", from_until("2000-01-01", "2024-09-01"), "jia"}};
    return rows;
}

std::string first_fault(OrganisationRows rows)
{
    const auto tree = OrganisationTree::build(std::move(rows));
    return tree ? "" : tree.error().faults.at(0).code;
}

TEST(OrganisationTree, KnowsNameAndParentAsTheyWereOnADay)
{
    const auto tree = OrganisationTree::build(merger()).value();
    EXPECT_EQ(tree.name_on("jia", day("2020-04-30"))->zh, "甲学院");
    EXPECT_EQ(tree.name_on("jia", day("2020-05-01"))->zh, "甲大学");
    EXPECT_EQ(tree.name_on("jia", day("1999-12-31"))->zh, "jia");
    EXPECT_EQ(tree.parent_on("jia", day("2021-12-31")), "zhejiang");
    EXPECT_EQ(tree.parent_on("jia", day("2022-01-01")), "jiangsu");
    EXPECT_EQ(tree.parent_on("moe", day("2022-01-01")), std::nullopt);
    EXPECT_EQ(
        tree.path_on("physics", day("2021-06-01")), (Ids{"moe", "zhejiang", "jia", "physics"})
    );
    EXPECT_EQ(tree.path_text_on("physics", day("2022-06-01")), "/moe/jiangsu/jia/physics/");
}

TEST(OrganisationTree, CarriesAMergerOnItsDayAndLeavesThePastAlone)
{
    const auto tree = OrganisationTree::build(merger()).value();
    const Date before = day("2024-08-31");
    const Date after = day("2024-09-01");
    EXPECT_EQ(
        tree.subtree_on("jiangsu", before), (Ids{"jiangsu", "jia", "physics", "yi", "chemistry"})
    );
    EXPECT_EQ(tree.subtree_on("jiangsu", after), (Ids{"jiangsu", "jia", "physics", "chemistry"}));
    EXPECT_EQ(tree.subtree_on("zhejiang", before), (Ids{"zhejiang"}));
    EXPECT_TRUE(tree.exists_on("yi", before));
    EXPECT_FALSE(tree.exists_on("yi", after));
    EXPECT_EQ(tree.name_on("yi", after), std::nullopt);
    EXPECT_TRUE(tree.path_on("yi", after).empty());
    EXPECT_EQ(tree.path_text_on("yi", after), "");
    EXPECT_TRUE(tree.subtree_on("yi", after).empty());
    EXPECT_EQ(tree.successor_on("yi", before), "yi");
    EXPECT_EQ(tree.successor_on("yi", after), "jia");
    EXPECT_EQ(tree.successor_on("yi", day("1999-01-01")), std::nullopt);
    EXPECT_EQ(tree.find("nobody"), nullptr);
    EXPECT_FALSE(tree.exists_on("nobody", after));
}

TEST(OrganisationTree, RefusesACycleFromTheDayItBegins)
{
    OrganisationRows rows = merger();
    // From 2022 on 甲校 is below 江苏; 江苏 below 物理 closes the ring that day, though this row is older.
    rows.parents[1] = {"jiangsu", "physics", since("2010-01-01")};
    const auto tree = OrganisationTree::build(rows);
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().faults.at(0).code, "cycle");
    EXPECT_NE(tree.error().detail.zh.find("2022-01-01"), std::string::npos);

    rows.parents[1].valid = from_until("2010-01-01", "2022-01-01");  // over before it would close
    EXPECT_TRUE(OrganisationTree::build(rows));
    rows.parents[1] = {"jiangsu", "jiangsu", since("2010-01-01")};
    EXPECT_EQ(first_fault(rows), "cycle");
}

TEST(OrganisationTree, RefusesRowsThatContradictOneAnother)
{
    OrganisationRows rows = merger();
    rows.names[0].valid.until = day("2020-05-02");
    EXPECT_EQ(first_fault(rows), "overlapping_intervals");

    rows = merger();
    rows.parents[2].valid.until = std::nullopt;
    EXPECT_EQ(first_fault(rows), "overlapping_intervals");

    rows = merger();
    rows.existence.push_back({"yi", since("2010-01-01"), ""});
    EXPECT_EQ(first_fault(rows), "overlapping_intervals");

    rows = merger();
    rows.names[1].valid.until = day("2020-05-01");
    EXPECT_EQ(first_fault(rows), "empty_interval");

    rows = merger();
    rows.parents[5].valid.until = std::nullopt;  // 化学 stays with a school that ended
    rows.parents.erase(rows.parents.begin() + 6);
    EXPECT_EQ(first_fault(rows), "parent_not_existing");

    rows = merger();
    rows.parents[0].parent = "nobody";
    EXPECT_EQ(first_fault(rows), "unknown_organisation");

    rows = merger();
    rows.existence[0].successor = "nobody";
    EXPECT_EQ(first_fault(rows), "unknown_organisation");

    rows = merger();
    rows.organisations.push_back(rows.organisations.front());
    EXPECT_EQ(first_fault(rows), "duplicate_id");
    EXPECT_EQ(first_fault(merger()), "");
}

TEST(OrganisationTree, DoesNotDependOnTheOrderOfTheRows)
{
    OrganisationRows rows = merger();
    std::reverse(rows.organisations.begin(), rows.organisations.end());
    std::reverse(rows.parents.begin(), rows.parents.end());
    std::reverse(rows.names.begin(), rows.names.end());
    const auto tree = OrganisationTree::build(std::move(rows)).value();
    const auto other = OrganisationTree::build(merger()).value();
    for (const char* on : {"2019-01-01", "2023-01-01", "2025-01-01"})
        EXPECT_EQ(tree.subtree_on("moe", day(on)), other.subtree_on("moe", day(on))) << on;
}

TEST(OrganisationTree, PutsWhatAMergedOrganisationDidBelowItsSuccessor)
{
    const auto tree = OrganisationTree::build(merger()).value();
    EXPECT_EQ(tree.place_on("yi", day("2024-08-31")), "/moe/jiangsu/yi/");
    EXPECT_EQ(tree.place_on("yi", day("2024-09-01")), "/moe/jiangsu/jia/yi/");
    EXPECT_EQ(tree.place_on("chemistry", day("2024-09-01")), "/moe/jiangsu/jia/chemistry/");
    EXPECT_EQ(tree.place_on("jia", day("2021-01-01")), "/moe/zhejiang/jia/");

    OrganisationRows rows = merger();
    rows.existence[0].successor.clear();  // without a successor it stays where it stood last
    const auto ended = OrganisationTree::build(std::move(rows)).value();
    EXPECT_EQ(ended.place_on("yi", day("2030-01-01")), "/moe/jiangsu/yi/");
}

TEST(OrganisationKind, IsKnownByItsIdAndStandsOnOneLevel)
{
    EXPECT_EQ(find_organisation_kind("province_sme")->zh, "省级中小企业主管部门");
    EXPECT_EQ(find_organisation_kind("sme"), nullptr);
    EXPECT_EQ(find_organisation_level("city")->zh, "市");
    EXPECT_EQ(find_organisation_level(""), nullptr);
    for (const OrganisationKind& kind : organisation_kinds())
        EXPECT_NE(find_organisation_level(kind.level), nullptr) << kind.id;
}

}  // namespace
}  // namespace beihui
