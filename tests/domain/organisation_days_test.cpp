#include "calendar_data.hpp"
#include "domain/organisation_days.hpp"

namespace beihui
{
namespace
{

json::object dated(const char* field, const char* from, const char* value)
{
    return {{"from", from}, {field, value}};
}

// A school that was renamed in 2023, moved to another province in 2024 and merged in 2025.
json::object school()
{
    return {
        {"profile", json::object{{"name", "甲学院"}, {"parent", "a"}, {"valid_from", "2000-09-01"}}
        },
        {"names", json::array{dated("name", "2023-06-01", "甲大学")}},
        {"parents", json::array{dated("parent", "2024-07-01", "b")}},
        {"merger", json::object{{"on", "2025-09-01"}, {"successor", "n"}}},
        {"ending", json::object()},
    };
}

OrganisationDays plain(const char* id, const char* parent)
{
    return OrganisationDays::read(
        id, id, {{"profile", json::object{{"name", id}, {"parent", parent}}}}
    );
}

TEST(OrganisationDays, ReadsNameParentAndExistenceOfADay)
{
    const auto days = OrganisationDays::read("s", "10001", school());
    EXPECT_EQ(days.name_on(day("2023-05-31")), "甲学院");
    EXPECT_EQ(days.name_on(day("2023-06-01")), "甲大学");
    EXPECT_EQ(days.parent_on(day("2024-06-30")), "a");
    EXPECT_EQ(days.parent_on(day("2024-07-01")), "b");
    EXPECT_FALSE(days.exists_on(day("2000-08-31")));
    EXPECT_TRUE(days.exists_on(day("2025-08-31")));
    EXPECT_FALSE(days.exists_on(day("2025-09-01")));
    EXPECT_EQ(days.successor, "n");
}

TEST(OrganisationDays, DoesNotMindTheOrderOfTheRows)
{
    json::object data = school();
    data["names"].as_array().insert(
        data["names"].as_array().begin(), dated("name", "2024-01-01", "甲科技大学")
    );
    const auto days = OrganisationDays::read("s", "", data);
    EXPECT_EQ(days.name_on(day("2023-12-31")), "甲大学");
    EXPECT_EQ(days.name_on(day("2024-01-01")), "甲科技大学");
}

TEST(OrganisationRows, LetThoseBelowAMergedOrganisationStandBelowItsSuccessor)
{
    const std::vector<OrganisationDays> all = {
        plain("m", ""),  plain("a", "m"), plain("b", "m"),
        plain("n", "b"), plain("c", "s"), OrganisationDays::read("s", "", school()),
    };
    const auto tree = OrganisationTree::build(rows_of(all)).value();
    EXPECT_EQ(tree.place_on("c", day("1990-01-01")), "/m/a/s/c/");
    EXPECT_EQ(tree.place_on("c", day("2024-06-30")), "/m/a/s/c/");
    EXPECT_EQ(tree.place_on("c", day("2024-07-01")), "/m/b/s/c/");
    EXPECT_EQ(tree.place_on("c", day("2025-09-01")), "/m/b/n/c/");
    EXPECT_EQ(tree.place_on("s", day("2025-09-01")), "/m/b/n/s/");
    EXPECT_EQ(tree.parent_on("c", day("2025-09-01")), "n");
    EXPECT_FALSE(tree.exists_on("s", day("2025-09-01")));
}

TEST(OrganisationRows, RefuseAMergerIntoOneBelow)
{
    json::object data = school();
    data["merger"].as_object()["successor"] = "c";
    const auto tree = OrganisationTree::build(rows_of(
        {plain("a", ""), plain("b", ""), plain("c", "s"), OrganisationDays::read("s", "", data)}
    ));
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().faults.at(0).code, "cycle");
}

}  // namespace
}  // namespace beihui
