// Moving open cases to another revision: over HTTP, as policy staff do it.
#include "system/publication.hpp"

namespace beihui::test
{
namespace
{

class Migration : public Publication
{};
INSTANTIATE_TEST_SUITE_P(
    On,
    Migration,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Migration, MovesAnOpenCaseAfterShowingWhatThatChanges)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(1100);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const Reply revisions = policy().get("/api/v1/packs/2026-xiaotongzhi/revisions");
    EXPECT_EQ(revisions.integer("items.0.open_cases"), 0) << "the live one";
    EXPECT_EQ(revisions.integer("items.1.open_cases"), 1) << "under which it was opened";
    const std::string target = "/api/v1/cases/" + number + "/migration";
    const Reply preview = policy().post(target + "?preview=true", {{"due", "recompute"}});
    ASSERT_EQ(preview.status, 200) << preview.body;
    const json::value& duty = preview.find("duties", "key", "small_report");
    EXPECT_EQ(text_of(duty, "before"), "2026-07-16T00:00:00+08:00");
    EXPECT_EQ(text_of(duty, "after"), "2026-08-02T00:00:00+08:00");
    EXPECT_FALSE(preview.find("items.kept", "id", "X1").is_null());
    EXPECT_EQ(preview.count("stages.added"), 0U);
    EXPECT_EQ(revision_in(page(number)), 1) << "a preview writes nothing";

    // keep: the due time stays, also through later acts.
    const Reply kept = migrate(number, {{"due", "keep"}, {"reason", "勘误"}});
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(revision_in(kept), 2);
    EXPECT_TRUE(is_met(kept));
    EXPECT_EQ(due_in(kept), "2026-07-16T00:00:00+08:00");
    ASSERT_EQ(
        campus_.officer().act(number, "edit_plan", json::object{{"expected", 1150}}).status, 200
    );
    EXPECT_EQ(due_in(page(number)), "2026-07-16T00:00:00+08:00");
    EXPECT_EQ(migrate(number, {}).codes(), "RP3032");

    // Taken back: the pins and the due time are what they were.
    const Reply back = policy().post(
        target + "/revert", {{"reason", "迁移有误"}}, {{"If-Match", page(number).field("ETag")}}
    );
    ASSERT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(revision_in(back), 1);
    EXPECT_FALSE(is_met(back));
    EXPECT_EQ(due_in(back), "2026-07-16T00:00:00+08:00");
    const Reply nothing = policy().post(
        target + "/revert", {{"reason", "再来"}}, {{"If-Match", page(number).field("ETag")}}
    );
    EXPECT_EQ(nothing.status, 409);
    EXPECT_EQ(nothing.codes(), "RP3034");

    EXPECT_EQ(
        migrate(number, {{"dues", json::object{{"small_report", "only_if_later"}}}}).status, 200
    );
    EXPECT_EQ(due_in(page(number)), "2026-08-02T00:00:00+08:00");
    const Reply history = campus_.auditor().get("/api/v1/cases/" + number + "/history");
    EXPECT_EQ(
        text_of(history.find("items", "act", "migrate_rules").at("label"), "zh"), "迁移到另一版规则"
    );
    EXPECT_FALSE(history.find("items", "act", "revert_migration").is_null());
}

TEST_P(Migration, NeverMovesADueTimeEarlierWhenOnlyLaterIsAskedFor)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(500);
    server_.today("2026-05-20");
    SmallPack earlier;
    earlier.revision = 2;
    earlier.day += "\n    2026-05-20: { value: 2026-07-01, interpretation: i-001 }";
    ASSERT_EQ(publish(earlier).status, 200);
    EXPECT_EQ(migrate(number, {{"due", "only_if_later"}}).status, 200);
    EXPECT_EQ(due_in(page(number)), "2026-07-16T00:00:00+08:00");
}

TEST_P(Migration, RefusesAMigrationThatMakesNoSense)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(500);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const std::string unknown(64, '0');
    EXPECT_EQ(
        migrate(number, {{"packs", json::object{{"2026-xiaotongzhi", unknown}}}}).codes(), "RP3030"
    );
    EXPECT_EQ(
        migrate(number, {{"packs", json::object{{"2019-other", unknown}}}}).codes(), "RP3030"
    );
    EXPECT_EQ(migrate(number, {{"dues", json::object{{"nothing", "keep"}}}}).codes(), "RP3035");
    EXPECT_EQ(migrate(number, {{"due", "whatever"}}).status, 422);
    const Reply stale = policy().post(
        "/api/v1/cases/" + number + "/migration", json::object(), {{"If-Match", "\"v99\""}}
    );
    EXPECT_EQ(stale.status, 412) << stale.body;
    const Reply officer = campus_.officer().post(
        "/api/v1/cases/" + number + "/migration", json::object(),
        {{"If-Match", page(number).field("ETag")}}
    );
    EXPECT_EQ(officer.status, 403) << officer.body;
    ASSERT_EQ(campus_.officer().act(number, "cancel", nullptr, "取消").status, 200);
    EXPECT_EQ(migrate(number, {}).codes(), "RP3031");
}

TEST_P(Migration, MovesManyCasesAndTellsOfEach)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string a = event(500);
    const std::string b = event(600);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const std::string fresh = event(700);
    const json::object all{{"pack", "2026-xiaotongzhi"}, {"due", "recompute"}};
    const Reply preview = policy().post("/api/v1/migrations?preview=true", all);
    EXPECT_EQ(preview.count("items"), 2U) << preview.body;
    EXPECT_EQ(revision_in(page(a)), 1);
    const Reply some = policy().post(
        "/api/v1/migrations",
        {{"cases", json::array{a, fresh, "BH-1999-0001"}}, {"due", "recompute"}}
    );
    ASSERT_EQ(some.status, 200) << some.body;
    EXPECT_TRUE(bool_of(some.find("items", "number", a), "done"));
    EXPECT_FALSE(bool_of(some.find("items", "number", fresh), "done"));
    EXPECT_FALSE(bool_of(some.find("items", "number", "BH-1999-0001"), "done"));
    EXPECT_EQ(policy().post("/api/v1/migrations", all).count("items"), 1U);
    for (const std::string& number : {a, b})
        EXPECT_EQ(revision_in(page(number)), 2) << number;
}

}  // namespace
}  // namespace beihui::test
