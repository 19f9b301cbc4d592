// Overlays bind the new cases of the organisations in their scope (2022/六(二)b).
#include "acts/case_page.hpp"
#include "acts/program.hpp"
#include "home.hpp"
#include "rules/overlay_folder.hpp"
#include "support/databases.hpp"

#include <boost/asio/thread_pool.hpp>

namespace beihui::acts
{
namespace
{

// A province with one school and its college, and the packs of a folder.
class Overlays : public testing::TestWithParam<test::Backend>
{
protected:
    void SetUp() override
    {
        database = storage::Database::open(test::fresh_database(GetParam())).value();
        load();
        province =
            add("",
                {{"code", "BJ"}, {"level", "province"}, {"kind", "province"}, {"province", "北京市"}
                });
        school =
            add(province, {{"code", "4111010001"},
                           {"level", "school"},
                           {"kind", "school"},
                           {"school_type", "高职"}});
        college = add(school, {{"code", "C1"}, {"level", "college"}, {"kind", "college"}});
    }

    void load()
    {
        context.reset();
        rulebook = std::make_unique<LiveRulebook>(
            make_rulebook(rules::World::load(folder.rules()).value(), home / "workflows").value()
        );
        context = std::make_unique<Context>(Context{*database, clock, *rulebook, workers});
    }

    std::string add(const std::string& parent, json::object profile)
    {
        profile["name"] = profile.at("code");
        return register_organisation(*context, parent, profile).value();
    }

    void scope(std::string_view scope)
    {
        folder.write_overlay(
            "pack.yaml", rules::OverlayFolder::manifest(
                             "beijing", "extends: [small]\nscope: " + std::string(scope) + "\n"
                         )
        );
        load();
    }

    static accounts::Actor actor_of(const std::string& organisation, const std::string& role)
    {
        accounts::Actor actor;
        actor.key = "somebody";
        actor.organisation = organisation;
        actor.org_path = "/";
        actor.hold(role);
        return actor;
    }

    static ActWanted plan_of(std::int64_t expected)
    {
        ActWanted wanted;
        wanted.data = json::object{
            {"title", "双选会"},
            {"form", "专场招聘会"},
            {"mode", "线下"},
            {"starts_at", "2026-05-20T09:00:00+08:00"},
            {"ends_at", "2026-05-20T16:30:00+08:00"},
            {"venue", "体育馆"},
            {"expected", expected},
            {"expected_basis", "去年同类活动"},
            {"organisers", json::array{"学校"}},
        };
        return wanted;
    }

    Result<ActPlan> opening(
        const std::string& organisation,
        std::vector<std::string> circulars = {}
    )
    {
        std::optional<Result<ActPlan>> plan;
        database->read([&](storage::ReadTxn& txn) {
            plan = plan_opening(
                *context, txn, actor_of(organisation, "employment_officer"),
                {"recruitment-event", organisation, std::move(circulars)}, plan_of(110)
            );
        });
        return std::move(*plan);
    }

    // The packs of a case that the organisation opens.
    std::string packs_of(const std::string& organisation)
    {
        const auto plan = opening(organisation);
        if (!plan)
            return plan.error().detail.zh;
        std::string names;
        for (const PackPin& pin : plan->after.subject.packs)
            names += (names.empty() ? "" : " ") + pin.pack;
        return names;
    }

    rules::OverlayFolder folder;
    SetClock clock{Instant::parse("2026-04-20T09:00:00+08:00").value()};
    boost::asio::thread_pool workers{1};
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<LiveRulebook> rulebook;
    std::unique_ptr<Context> context;
    std::string province;
    std::string school;
    std::string college;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Overlays,
    testing::Values(test::Backend::sqlite, test::Backend::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Overlays, BindWhatTheirBaseBindsInTheirProvinceAndBelow)
{
    EXPECT_EQ(packs_of(school), "small beijing");
    EXPECT_EQ(packs_of(college), "small beijing");
    scope("{ province: 浙江 }");
    EXPECT_EQ(packs_of(school), "small");
}

TEST_P(Overlays, BindTheOrganisationsThatTheyName)
{
    scope("{ organisations: [4111010001] }");
    EXPECT_EQ(packs_of(school), "small beijing");
    EXPECT_EQ(packs_of(college), "small beijing");
    EXPECT_EQ(packs_of(province), "small");
    scope("{ organisations: [4111010002] }");
    EXPECT_EQ(packs_of(school), "small");
}

TEST_P(Overlays, BindSchoolsOfATypeAndEveryConditionMustHold)
{
    scope("{ school_types: [高职, 职业本科] }");
    EXPECT_EQ(packs_of(college), "small beijing");
    scope("{ province: 北京, school_types: [其他本科] }");
    EXPECT_EQ(packs_of(college), "small");
}

TEST_P(Overlays, BindOverlaysOfOverlays)
{
    folder.add_overlay(
        "campus", "beijing/x", "{ 2026-04-01: { value: 2, clause: BJ/一 } }", "beijing"
    );
    folder.write_overlay(
        "params.yaml",
        "x: { tighter: higher, values: { 2026-04-01: { value: 1, clause: BJ/一 } } }\n"
    );
    load();
    EXPECT_EQ(packs_of(school), "small beijing campus");
    scope("{ province: 浙江 }");
    EXPECT_EQ(packs_of(school), "small") << "its base is not bound";
}

TEST_P(Overlays, DecideTheCaseFromItsFirstAct)
{
    const auto plan = opening(school);
    ASSERT_TRUE(plan) << plan.error().detail.zh;
    EXPECT_EQ(plan->decision.quotas.at(0).need, 120);
    EXPECT_EQ(plan->entry.packs.size(), 2U);
    ASSERT_TRUE(plan->act);
    EXPECT_EQ(plan->act->id, "open");
}

TEST_P(Overlays, AreNotChosenByHand)
{
    const auto plan = opening(school, {"beijing"});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, "circular_not_binding");
    EXPECT_NE(plan.error().detail.zh.find("自动适用"), std::string::npos);
    EXPECT_EQ(opening(school, {"small"})->after.subject.packs.size(), 2U);
}

// 2023/四(五): people by id for the college, by number for the province.
TEST_P(Overlays, LetOnlyReadersOfPersonalValuesSeeWhomAFindingIsAbout)
{
    folder.write(
        "rules/files.lua",
        rules::rule_of(
            "files", "out:finding { level = \"error\", message = \"没有一人一档\","
                     " people = { \"p1\", \"p2\" } }"
        )
    );
    load();
    const auto seen_by = [&](const std::string& role) {
        std::optional<Result<json::object>> seen;
        database->read([&](storage::ReadTxn& txn) {
            seen = preview_opening(
                *context, txn, actor_of(school, role), {"recruitment-event", school, {}},
                plan_of(10)
            );
        });
        return seen->value().at("findings").at(0).as_object();
    };
    const json::object named = seen_by("employment_officer");
    EXPECT_EQ(named.at("people"), (json::array{"p1", "p2"}));
    const json::object counted = seen_by("province_education");
    EXPECT_FALSE(counted.contains("people"));
    EXPECT_EQ(counted.at("people_count"), 2);
}

}  // namespace
}  // namespace beihui::acts
