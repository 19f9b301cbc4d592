#include "cli/commands.hpp"
#include "cli/show_fault.hpp"
#include "rules/overlay_folder.hpp"

#include <sstream>

namespace beihui::cli
{
namespace
{

struct Told
{
    int code = 0;
    std::string out;
    std::string err;
};

Told lint(const rules::PackFolder& folder, bool as_json = false)
{
    std::ostringstream out;
    std::ostringstream err;
    const int code = lint_pack(folder.pack(), as_json, out, err);
    return {code, out.str(), err.str()};
}

Told test(const rules::PackFolder& folder, bool as_json = false)
{
    std::ostringstream out;
    std::ostringstream err;
    const int code = test_pack(folder.pack(), false, as_json, out, err);
    return {code, out.str(), err.str()};
}

// Workflows come from the installation when the pack does not lie in one.
class PackCommands : public testing::Test
{
protected:
    PackCommands() { setenv("BEIHUI_HOME", BEIHUI_SOURCE_DIR, 1); }

    rules::PackFolder folder;
};

constexpr std::string_view scenario = R"yaml(- name: 一千人
  clause: 2026/二
  today: 2026-04-20
  workflow: recruitment-event
  case: { stage: plan, plan: { expected: 1000 } }
  org: { kind: school }
  expect: { requirements: { B13: { due: "2026-05-10 24:00" } } }
)yaml";

// A rule that reads only what the real workflow has.
constexpr std::string_view rule = R"lua(local N = require "circular"
N.rule {
    id = "permit", clause = "2026/二", title = "许可", on = "recruitment-event", emits = "requirement",
    eval = function(ctx, p, out)
        out:requirement {
            key = p("items").items[1].id, met = ctx.case.plan.expected < p "permit.from",
            missing = { "没有安全许可" }, due = ctx.cal.end_of(ctx.cal.add_days(ctx.today, 20)),
        }
    end,
}
)lua";

TEST_F(PackCommands, ShowTheLineOfAFaultAMarkBelowItAndWhatToDo)
{
    folder.write("rules/permit.lua", rule);
    folder.write(
        "params.yaml",
        "permit.from:\n  values:\n    2026-04-01: { value: 1000, interpretaton: i-001 }\n"
        "items: { values: { 2026-04-01: { file: items.yaml, clause: 2026/三 } } }\n"
    );
    const Told told = lint(folder);
    EXPECT_EQ(told.code, refused);
    EXPECT_NE(
        told.err.find("  rules/small/params.yaml:3:32\n"
                      "    3 |     2026-04-01: { value: 1000, interpretaton: i-001 }\n"
                      "      |                                ^\n"),
        std::string::npos
    ) << told.err;
    EXPECT_NE(told.err.find("interpretation"), std::string::npos);
}

TEST_F(PackCommands, PutTheMarkBelowTheRightCharacterBehindChineseOnes)
{
    folder.write("a.yaml", "名称: 备会\n");
    Fault fault;
    fault.where = "rules/small/a.yaml:1:5";
    fault.code = "RP1004";
    std::ostringstream out;
    show_fault(fault, folder.pack(), out);
    EXPECT_NE(out.str().find("    1 | 名称: 备会\n      |       ^\n"), std::string::npos)
        << out.str();
}

TEST_F(PackCommands, GiveEditorsJson)
{
    folder.remove("rules/permit.lua");
    const Told told = lint(folder, true);
    EXPECT_EQ(told.code, refused);
    const auto answer = read_json(told.out.substr(0, told.out.size() - 1));
    ASSERT_TRUE(answer) << told.out;
    const json::value& first = answer->at("errors").at(0);
    EXPECT_EQ(first.at("code"), "RP1401");
    EXPECT_EQ(first.at("file"), "rules/small/clauses.yaml");
    EXPECT_EQ(first.at("line"), 1);
    EXPECT_EQ(answer->at("coverage").at("clauses"), 2);
}

TEST_F(PackCommands, LetWarningsPass)
{
    folder.write("rules/permit.lua", rule);
    folder.write(
        "pack.yaml", rules::PackFolder::manifest().replace(
                         rules::PackFolder::manifest().find("reviewers: [乙]"),
                         std::string("reviewers: [乙]").size(), "reviewers: []"
                     )
    );
    const Told told = lint(folder);
    EXPECT_EQ(told.code, good) << told.err;
    EXPECT_NE(told.err.find("RP1406"), std::string::npos);
}

TEST_F(PackCommands, SayWhichScenarioFailedWithWhatAndWhere)
{
    folder.write("rules/permit.lua", rule);
    folder.write("tests/a.yaml", scenario);
    const Told passed = test(folder);
    EXPECT_EQ(passed.code, good) << passed.out << passed.err;
    std::string wrong(scenario);
    wrong.replace(wrong.find("05-10"), 5, "05-11");
    folder.write("tests/a.yaml", wrong);
    const Told failed = test(folder);
    EXPECT_EQ(failed.code, refused);
    EXPECT_EQ(
        failed.out, "FAIL 一千人 / B13: due 期望 2026-05-11 24:00 实得 2026-05-10 24:00"
                    " (rules/small/tests/a.yaml:7:29)\n通过 passed 0 / 1\n"
    );
}

constexpr std::string_view local_scenario = R"yaml(- name: 北京须走访一百二十家
  clause: BJ/一
  today: 2026-04-20
  workflow: recruitment-event
  case: { stage: plan, plan: { expected: 110 } }
  org: { kind: school }
  expect: { quotas: { visits: { have: 110, need: 120, missing: 10, status: behind } } }
  why: [BJ/一, 2026/二]
)yaml";

Told test_overlay(const rules::OverlayFolder& local, std::string_view written)
{
    local.write_overlay("tests/a.yaml", written);
    std::ostringstream out;
    std::ostringstream err;
    const int code = test_pack(local.overlay(), false, false, out, err);
    return {code, out.str(), err.str()};
}

TEST_F(PackCommands, AskAnOverlayTogetherWithThePackItExtends)
{
    const rules::OverlayFolder local;
    const Told told = test_overlay(local, local_scenario);
    EXPECT_EQ(told.code, good) << told.out << told.err;
    // Alone it has no rule; asked for another number it fails.
    std::string alone(local_scenario);
    alone.insert(alone.find("  case:"), "  with: []\n");
    EXPECT_NE(test_overlay(local, alone).err.find("RP1104"), std::string::npos)
        << "an overlay alone binds no workflow";
    std::string wrong(local_scenario);
    wrong.replace(wrong.find("need: 120"), 9, "need: 100");
    EXPECT_NE(
        test_overlay(local, wrong).out.find("visits: need 期望 100 实得 120"), std::string::npos
    );
}

TEST_F(PackCommands, AskAPackTogetherWithOthersThatAScenarioNames)
{
    const rules::OverlayFolder local;
    std::string text(local_scenario);
    text.replace(text.find("BJ/一"), std::string("BJ/一").size(), "2026/二");
    text.insert(text.find("  case:"), "  with: [beijing]\n");
    local.write("tests/a.yaml", text);
    const Told told = test(local);
    EXPECT_EQ(told.code, good) << told.out << told.err;
    text.replace(text.find("[beijing]"), 9, "[peking]");
    local.write("tests/a.yaml", text);
    EXPECT_NE(test(local).err.find("RP1248"), std::string::npos);
}

TEST_F(PackCommands, ShowTheLineOfALooseningOverlay)
{
    const rules::OverlayFolder local;
    local.override_with("small/visits.min", "{ 2026-04-01: { value: 99, clause: BJ/一 } }");
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(lint_pack(local.overlay(), false, out, err), refused);
    EXPECT_NE(err.str().find("  rules/local/beijing/overrides.yaml:2:25\n"), std::string::npos)
        << err.str();
    EXPECT_NE(
        err.str().find("    2 |   values: { 2026-04-01: { value: 99, clause: BJ/一 } }"),
        std::string::npos
    ) << err.str();
}

TEST_F(PackCommands, TakeNoPackForTestedThatHasNoTests)
{
    folder.write("rules/permit.lua", rule);
    const Told told = test(folder);
    EXPECT_EQ(told.code, refused);
    EXPECT_NE(told.err.find("RP1305"), std::string::npos) << told.err;
}

}  // namespace
}  // namespace beihui::cli
