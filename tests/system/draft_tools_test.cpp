// The tools for whoever writes a pack, over HTTP: a draft is sent, a process of its own looks at it.
#include "system/draft_tools.hpp"

namespace beihui::test
{
namespace
{

TEST_F(DraftTools, LintADraftThatIsGoodAndOneThatIsNot)
{
    const Reply good = ask("lint");
    ASSERT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(good.count("errors"), 0U) << good.body;
    EXPECT_EQ(good.integer("coverage.clauses"), 2);
    SmallPack wrong;
    wrong.permit = "2026-04-01: { value: 1000, interpretation: i-009 }";
    const Reply bad = ask("lint", wrong);
    ASSERT_EQ(bad.status, 200) << bad.body;
    EXPECT_EQ(bad.text("errors.0.code"), "RP1111") << bad.body;
    EXPECT_EQ(bad.text("errors.0.file"), "rules/2026-xiaotongzhi/params.yaml");
    EXPECT_EQ(bad.integer("errors.0.line"), 3);
    EXPECT_FALSE(bad.text("errors.0.detail.zh").empty());
    EXPECT_FALSE(bad.text("errors.0.detail.en").empty());
    EXPECT_EQ(bad.body.find(temporary.path().string()), std::string::npos) << bad.body;
}

TEST_F(DraftTools, RunTheScenariosOfADraft_2026_2)
{
    const Reply good = ask("test");
    ASSERT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(good.integer("passed"), 1) << good.body;
    SmallPack lower;
    lower.permit = "2026-04-01: { value: 3000, interpretation: i-001 }";
    const Reply bad = ask("test", lower);
    ASSERT_EQ(bad.status, 200) << bad.body;
    EXPECT_EQ(bad.integer("passed"), 0);
    EXPECT_EQ(bad.text("scenarios.0.mismatches.0.file"), "rules/2026-xiaotongzhi/tests/tests.yaml");
    EXPECT_EQ(bad.integer("scenarios.0.mismatches.0.line"), 7) << bad.body;
}

// With the packs that are in force, as it would be once it is published.
TEST_F(DraftTools, RunTheTestsOfACircularThatIsInForce_2026)
{
    const auto files =
        rules::read_pack_files(std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / "2026-youqi");
    json::object body = body_of(files.value());
    body["pack"] = "2026-youqi";
    const Reply tested = ask("test", body);
    ASSERT_EQ(tested.status, 200) << tested.body.substr(0, 2000);
    EXPECT_GT(tested.integer("passed"), 50);
    EXPECT_EQ(tested.integer("passed"), static_cast<std::int64_t>(tested.count("scenarios")));
}

TEST_F(DraftTools, SayWhatTheTestsReachAndProposeScenarios_2026_2)
{
    const Reply cover = ask("cover");
    ASSERT_EQ(cover.status, 200) << cover.body;
    EXPECT_EQ(cover.text("pack"), "2026-xiaotongzhi");
    EXPECT_EQ(cover.integer("tested_percent"), 100) << cover.body;
    EXPECT_EQ(cover.integer("failed"), 0);
    const json::value& number = cover.find("numbers", "parameter", "permit.from");
    EXPECT_TRUE(bool_of(number, "above"));
    EXPECT_FALSE(bool_of(number, "at")) << "two thousand persons are more than a thousand";
    const Reply edges = ask("edges");
    ASSERT_EQ(edges.status, 200) << edges.body;
    const json::value& eve = edges.find("edges", "value", "2026-04-30");
    EXPECT_EQ(text_of(eve, "what"), "劳动节 2026-05-01");
    EXPECT_NE(text_of(eve, "yaml").find("today: 2026-04-30"), std::string_view::npos) << edges.body;
}

TEST_F(DraftTools, GiveTheFilesOfALayoutOfStubsAndOfANewDraft)
{
    EXPECT_EQ(file_in(ask("fmt", body_of(with("x.yaml", "a: 1\n"))), "x.yaml"), "");
    const Reply laid_out = ask("fmt", body_of(with("x.yaml", "a:     { b: 1 }\n")));
    ASSERT_EQ(laid_out.status, 200) << laid_out.body;
    EXPECT_EQ(file_in(laid_out, "x.yaml"), "a: { b: 1 }\n") << laid_out.body;
    const Reply stubs = ask("stubs");
    ASSERT_EQ(stubs.status, 200) << stubs.body;
    EXPECT_NE(
        file_in(stubs, "2026-xiaotongzhi/.luals/pack.d.lua").find("permit.from"), std::string::npos
    );
    EXPECT_NE(file_in(stubs, ".luals/circular.d.lua").find("circular"), std::string::npos);

    const Reply draft = ask("new", {{"pack", "2027-youqi"}, {"from", "2026-youqi"}});
    ASSERT_EQ(draft.status, 200) << draft.body;
    EXPECT_NE(file_in(draft, "pack.yaml").find("pack: 2027-youqi\n"), std::string::npos);
    EXPECT_GT(draft.count("to_decide"), 10U);
    // What it gives is a draft that the other tools take.
    const Reply linted = ask("lint", {{"pack", "2027-youqi"}, {"files", *draft.at("files")}});
    ASSERT_EQ(linted.status, 200) << linted.body;
    EXPECT_EQ(linted.count("errors"), 0U) << linted.body;
    EXPECT_EQ(ask("new", {{"pack", "2027-youqi"}, {"from", "2001-none"}}).status, 404);
}

TEST_F(DraftTools, CompareADraftWithAPackInForceAndTwoPacks_2026_4_3_e)
{
    const Reply files = ask("new", {{"pack", "2027-youqi"}, {"from", "2026-youqi"}});
    json::object changed = files.at("files")->as_object();
    std::string params = file_in(files, "params.yaml");
    const std::string old_text = "value: 1000, interpretation: i-019";
    ASSERT_NE(params.find(old_text), std::string::npos);
    params.replace(params.find(old_text), old_text.size(), "value: 800, interpretation: i-019");
    changed["params.yaml"] = base64(params);
    json::object body{{"pack", "2027-youqi"}, {"files", changed}, {"than", "2026-youqi"}};
    const Reply diff = ask("diff", body);
    ASSERT_EQ(diff.status, 200) << diff.body;
    EXPECT_EQ(diff.text("older.id"), "2026-youqi");
    EXPECT_FALSE(diff.at("equal")->as_bool());
    EXPECT_NE(diff.body.find("800"), std::string::npos);
    body["format"] = "html";
    const Reply page = ask("diff", body);
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.field("Content-Type"), "text/html; charset=utf-8");
    EXPECT_NE(page.body.find("</html>"), std::string::npos);
    body["files"].as_object()["params.yaml"] = base64("a: [");
    const Reply faulty = ask("diff", body);
    EXPECT_EQ(faulty.field("Content-Type"), "application/json");
    EXPECT_EQ(faulty.text("errors.0.code"), "RP1001") << faulty.body;
    body["format"] = "pdf";
    EXPECT_EQ(ask("diff", body).status, 422);

    const Reply years = ask("diff", {{"pack", "2026-youqi"}, {"than", "2025-bairi"}});
    ASSERT_EQ(years.status, 200) << years.body;
    EXPECT_EQ(years.text("newer.id"), "2026-youqi");
    EXPECT_EQ(ask("diff", {{"pack", "2026-youqi"}, {"than", "none"}}).status, 404);
    EXPECT_EQ(ask("diff", {{"pack", "none"}, {"than", "2026-youqi"}}).status, 404);
}

TEST_F(DraftTools, AreForPolicyOfficersOnly)
{
    const json::object body = body_of(SmallPack().files());
    for (const char* const tool :
         {"lint", "test", "cover", "edges", "fmt", "stubs", "new", "diff"}) {
        const std::string at = "/api/v1/packs/" + std::string(tool);
        EXPECT_EQ(campus.officer().post(at, body).text("code"), "role_required") << tool;
        EXPECT_EQ(Person(server, "", "").once("POST", at).status, 401) << tool;
    }
}

TEST_F(DraftTools, TakeNoFileThatWouldLieElsewhere)
{
    const std::filesystem::path calendar =
        std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules/calendars/cn.yaml";
    const std::string before = read_file(calendar, 1 << 20).value();
    for (const char* const path : {"../cn.yaml", "/etc/passwd", "a/../../b", ".hidden", "a//b"}) {
        const Reply refused = ask("lint", body_of(with(path, "x")));
        EXPECT_EQ(refused.status, 422) << path;
        EXPECT_EQ(refused.text("code"), "RP3082") << refused.body;
        EXPECT_EQ(refused.codes(), "RP3003") << refused.body;
    }
    for (const char* const id : {"", "../rules", "a/b", "A", "a.b"}) {
        json::object body = body_of(SmallPack().files());
        body["pack"] = id;
        const Reply refused = ask("lint", body);
        EXPECT_EQ(refused.status, 422) << id;
        EXPECT_EQ(refused.text("code"), "RP3051") << refused.body;
    }
    json::object calendars = body_of(with("cn.yaml", "x: 1\n"));
    calendars["pack"] = "calendars";
    EXPECT_EQ(ask("lint", calendars).status, 200);
    EXPECT_TRUE(read_file(calendar, 1 << 20).value() == before);
    EXPECT_EQ(ask("lint", body_of(with("rules", "x"))).text("code"), "RP3078");
    json::object garbled = body_of(SmallPack().files());
    garbled["files"].as_object()["params.yaml"] = "???";
    EXPECT_EQ(ask("test", garbled).text("code"), "RP3078");
    garbled.erase("files");
    EXPECT_EQ(ask("test", garbled).status, 422);
}

// Both languages, whichever was asked for.
TEST_F(DraftTools, AreRefusedInBothLanguages)
{
    const Reply refused = ask("lint", body_of(with("../x", "x")));
    EXPECT_NE(refused.text("words.detail.zh").find("草稿有错误"), std::string::npos);
    EXPECT_NE(refused.text("words.detail.en").find("the draft has faults"), std::string::npos);
    EXPECT_NE(
        refused.text("errors.0.words.detail.en").find("a pack has no path"), std::string::npos
    ) << refused.body;
    EXPECT_FALSE(refused.text("errors.0.words.way_out.en").empty());
}

}  // namespace
}  // namespace beihui::test
