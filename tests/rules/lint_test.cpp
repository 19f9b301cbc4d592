#include "pack_folder.hpp"
#include "rules/lint.hpp"

namespace beihui::rules
{
namespace
{

void change(
    const PackFolder& folder,
    const std::string& path,
    std::string text,
    std::string_view from,
    std::string_view to
)
{
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    folder.write(path, text);
}

TEST(Lint, HasNothingAgainstAPackThatIsWhole)
{
    const PackFolder folder;
    folder.write("tests/a.yaml", R"(- name: 一千人
  clause: 2026/二
  today: 2026-04-20
  workflow: recruitment-event
  case: { stage: plan }
  org: { kind: school }
  expect: { requirements: { B13: { met: false } } }
)");
    const Lint lint = lint_pack(folder.pack());
    for (const Fault& fault : lint.errors)
        ADD_FAILURE() << fault.where << ' ' << fault.detail.zh;
    for (const Fault& fault : lint.warnings)
        ADD_FAILURE() << fault.where << ' ' << fault.detail.zh;
    EXPECT_EQ(lint.coverage.clauses, 2U);
    EXPECT_EQ(lint.coverage.by_rule, 1U);
    EXPECT_EQ(lint.coverage.by_checklist, 1U);
    EXPECT_EQ(lint.coverage.tested, 1U);
}

TEST(Lint, CountsCoverageDownwards)
{
    Coverage coverage;
    coverage.clauses = 33;
    EXPECT_EQ(coverage.percent(32), 96U);
    EXPECT_EQ(coverage.percent(33), 100U);
    EXPECT_EQ(Coverage().percent(0), 0U);
}

TEST(Lint, FindsAQuoteThatTheCircularDoesNotHave)
{
    const PackFolder folder;
    change(
        folder, "clauses.yaml", std::string(PackFolder::clauses), "千人以上活动", "百人以上活动"
    );
    EXPECT_EQ(
        fault_of(lint_pack(folder.pack()).errors, "RP1403").where, "rules/small/clauses.yaml:1:1"
    );
}

TEST(Lint, FindsAClauseThatNoRuleCites)
{
    const PackFolder folder;
    folder.remove("rules/permit.lua");
    const Lint lint = lint_pack(folder.pack());
    fault_of(lint.errors, "RP1401");
    EXPECT_EQ(fault_of(lint.warnings, "RP1404").where, "rules/small/params.yaml:1:1");
    EXPECT_EQ(lint.coverage.by_rule, 0U);
}

TEST(Lint, FindsAChecklistClauseWithoutARealItemOrOwner)
{
    const PackFolder folder;
    change(folder, "clauses.yaml", std::string(PackFolder::clauses), "item: B13", "item: B31");
    EXPECT_EQ(fault_of(lint_pack(folder.pack()).errors, "RP1402").way_out.zh, "是不是 B13？");
    change(
        folder, "clauses.yaml", std::string(PackFolder::clauses), "employment_officer",
        "employment_oficer"
    );
    EXPECT_EQ(
        fault_of(lint_pack(folder.pack()).errors, "RP1409").way_out.zh,
        "是不是 employment_officer？"
    );
}

TEST(Lint, FindsReadingsThatAffectNothing)
{
    const PackFolder folder;
    change(
        folder, "interpretations.yaml", std::string(PackFolder::interpretations), "permit.from",
        "permit.form"
    );
    fault_of(lint_pack(folder.pack()).errors, "RP1405");
    folder.write(
        "interpretations.yaml", std::string(PackFolder::interpretations) +
                                    "i-002: { question: 问, answer: 答, basis: 无 }\n"
    );
    EXPECT_EQ(
        fault_of(lint_pack(folder.pack()).warnings, "RP1405").where,
        "rules/small/interpretations.yaml:7:1"
    );
}

TEST(Lint, FindsClockTimesWithoutQuotes)
{
    const PackFolder folder;
    change(folder, "items.yaml", "items:\n  - { id: B13, by: 12:00 }\n", "", "");
    EXPECT_EQ(
        fault_of(lint_pack(folder.pack()).errors, "RP1407").where, "rules/small/items.yaml:2:20"
    );
}

TEST(Lint, FindsMeasuresThatCountNothing)
{
    const PackFolder folder;
    folder.write("annex/1.yaml", R"(id: small.annex1
annex: 附件 1
title: 统计表
clause: 2026/二
columns:
  - { id: events, label: 活动, unit: 场, clause: 2026/二, measure: { of: event, count: rows, where: { hold: true } } }
)");
    EXPECT_EQ(
        fault_of(lint_pack(folder.pack()).errors, "RP1410")
            .where.rfind("rules/small/annex/1.yaml:6", 0),
        0U
    );
}

TEST(Lint, RefusesToCountAColumnApart)
{
    const PackFolder folder;
    folder.write("annex/1.yaml", R"(id: small.annex1
annex: 附件 1
title: 统计表
clause: 2026/二
columns:
  - { id: visits, label: 走访, unit: 家次, clause: 2026/二, measure: { of: visit, count: rows, by: programme } }
)");
    const Fault fault = fault_of(lint_pack(folder.pack()).errors, "RP1230");
    EXPECT_EQ(fault.where.rfind("rules/small/annex/1.yaml:6", 0), 0U) << fault.where;
}

// A parameter that only a window names is read all the same.
TEST(Lint, KnowsTheParametersOfWindowsAndRefusesValuesThatAreNone)
{
    const PackFolder folder;
    const auto lint_with = [&](std::string_view value) {
        folder.write(
            "params.yaml", std::string(PackFolder::params) +
                               "visits.window: { values: { 2026-04-01: { value: " +
                               std::string(value) + ", clause: 2026/二 } } }\n"
        );
        std::string rule = rule_of("visits", "out:not_applicable \"\"");
        rule.replace(
            rule.find(" emits"), 0,
            " needs = { n = { of = \"visit\", count = \"rows\", window_param = \"visits.window\" } "
            "},"
        );
        folder.write("rules/visits.lua", rule);
        return lint_pack(folder.pack());
    };
    const Lint right = lint_with("{ from: 2026-04-01, to: 2026-06-30 }");
    EXPECT_TRUE(right.errors.empty());
    for (const Fault& fault : right.warnings)
        EXPECT_NE(fault.code, "RP1204") << fault.detail.zh;
    EXPECT_EQ(
        fault_of(lint_with("{ from: 2026-06-30, to: 2026-04-01 }").errors, "RP1233").way_out.zh,
        "在 params.yaml 里写 value: { from: 2022-03-01, to: 2022-08-31 }"
    );
}

TEST(Lint, FindsParametersThatAreReadAndNotThereUnlessTheKeyIsPutTogether)
{
    const PackFolder folder;
    const auto lint_with = [&](std::string_view body) {
        folder.write("rules/more.lua", rule_of("more", body));
        return lint_pack(folder.pack()).errors;
    };
    for (const char* const read : {"p \"permit.form\"", "p('permit.form')"}) {
        const Fault fault = fault_of(lint_with("out:note(" + std::string(read) + ")"), "RP1411");
        EXPECT_EQ(fault.where, "rules/small/rules/more.lua:3:16");
        EXPECT_EQ(fault.way_out.zh, "是不是 permit.from？");
    }
    for (const char* const body :
         {"out:note(p \"permit.from\")", "out:note(p(\"permit.\" .. \"from\"))",
          "local q = { p = out.note } q.p(out, \"permit.form\")"})
        EXPECT_TRUE(lint_with(body).empty()) << body;
}

TEST(Lint, FindsRemindersThatWouldNeverBeSent)
{
    const PackFolder folder;
    folder.write("rules/more.lua", rule_of("more", "out:note('small.annex1')"));
    const auto lint_with = [&](std::string_view value) {
        folder.write(
            "params.yaml", std::string(PackFolder::params) +
                               "filing.reminders:\n  values:\n    2026-04-01: { value: " +
                               std::string(value) + ", clause: 2026/三 }\n"
        );
        return lint_pack(folder.pack()).errors;
    };
    const auto whole = lint_with(R"([ { form: small.annex1, weekday: 5, time: "16:00" } ])");
    EXPECT_TRUE(whole.empty()) << whole[0].detail.zh;
    for (const char* const value :
         {R"({ form: small.annex1, weekday: 5, time: "16:00" })",
          R"([ { form: small.annex1, weekday: 5 } ])",
          R"([ { form: small.annex1, weekday: 5, time: "16:00", at: "17:00" } ])",
          R"([ { form: small.annex2, weekday: 5, time: "16:00" } ])",
          R"([ { form: small.annex1, weekday: 0, time: "16:00" } ])",
          R"([ { form: small.annex1, weekday: 八, time: "16:00" } ])",
          R"([ { form: small.annex1, weekday: 5, time: "16点" } ])",
          R"([ { form: small.annex1, weekday: 5, time: 1600 } ])"}) {
        const Fault fault = fault_of(lint_with(value), "RP1413");
        EXPECT_TRUE(fault.where.starts_with("rules/small/params.yaml:9:")) << fault.where;
    }
}

TEST(Lint, WantsAReviewerWhoIsNotTheAuthor)
{
    const PackFolder folder;
    change(folder, "pack.yaml", PackFolder::manifest(), "reviewers: [乙]", "reviewers: [甲]");
    fault_of(lint_pack(folder.pack()).errors, "RP1408");
    change(folder, "pack.yaml", PackFolder::manifest(), "reviewers: [乙]", "reviewers: []");
    const Lint lint = lint_pack(folder.pack());
    EXPECT_TRUE(lint.errors.empty());
    fault_of(lint.warnings, "RP1406");
}

TEST(Lint, ReadsTheTestsOfThePackToo)
{
    const PackFolder folder;
    folder.write("tests/a.yaml", "- name: 一\n  clause: 2026/四\n  today: 2026-04-20\n");
    const Lint lint = lint_pack(folder.pack());
    fault_of(lint.errors, "RP1104");  // no such clause
    fault_of(lint.errors, "RP1005");  // no workflow, case, org, expect
}

TEST(Lint, HasNothingAgainstTheRealPack)
{
    const Lint lint = lint_pack(std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules/2026-youqi");
    for (const Fault& fault : lint.errors)
        ADD_FAILURE() << fault.where << ' ' << fault.code << ' ' << fault.detail.zh;
    const Coverage& coverage = lint.coverage;
    EXPECT_EQ(coverage.by_rule + coverage.by_checklist + coverage.information, coverage.clauses);
}

}  // namespace
}  // namespace beihui::rules
