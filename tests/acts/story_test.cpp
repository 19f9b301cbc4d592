#include "acts/story_runner.hpp"
#include "base/files.hpp"
#include "home.hpp"

#include <gtest/gtest.h>

namespace beihui::acts
{
namespace
{

// The 2026 pack, with other tests.
class StoriesOfThePack : public testing::Test
{
protected:
    static const StoryBench& bench()
    {
        static const StoryBench loaded = [] {
            StoryBench read;
            read.world = rules::World::load(home / "rules").value();
            std::vector<workflows::Steps> steps;
            for (const auto& pack : read.world->packs())
                for (const auto& [path, bytes] : pack->files)
                    if (path == "steps.yaml")
                        steps.push_back({pack->id, pack->folder + "/" + path, bytes});
            read.workflows = workflows::Library::load(home / "workflows", steps).value();
            return read;
        }();
        return loaded;
    }

    static std::vector<rules::Story> read(std::string_view text)
    {
        rules::Pack pack = *bench().world->find("2026-youqi");
        if (!text.empty())
            pack.files = {{"tests/a.yaml", std::string(text)}};
        Faults faults;
        auto stories = rules::stories_of(pack, faults);
        EXPECT_TRUE(faults.none()) << faults.error().detail.zh;
        return stories;
    }

    static Result<std::vector<ScenarioResult>> run(std::string_view text)
    {
        return run_stories(read(text), [](const auto&) { return bench(); });
    }

    // What went wrong, a line each: "… @line".
    static std::string differences(std::string_view text)
    {
        const auto results = run(text);
        EXPECT_TRUE(results) << results.error().detail.zh;
        std::string all;
        if (results)
            for (const ScenarioResult& result : *results)
                for (const rules::Mismatch& each : result.mismatches)
                    all += each.what.zh + " @" + std::to_string(each.place.line) + "\n";
        return all;
    }

    static std::string codes(std::string_view text)
    {
        const auto results = run(text);
        std::string all;
        if (!results) {
            const Error error = results.error();
            for (const Fault& fault : error.faults)
                all += (all.empty() ? "" : " ") + fault.where.substr(fault.where.find(':') + 1) +
                       " " + fault.code;
        }
        return all;
    }
};

// A ledger of a department; `steps` from line 10 on.
std::string ledger(std::string_view steps, std::string_view expect)
{
    return std::string(R"(- name: 一
  clause: 2026/五(三)a
  story:
    organisations: { 浙江: { kind: province }, 经信厅: { kind: province_sme, parent: 浙江 } }
    people:
      赵立: { organisation: 经信厅, roles: province_sme }
      钱二: { organisation: 浙江, roles: auditor }
    employers: { 甲: {} }
    steps:
      - { at: 2026-05-10, by: 赵立, case: 台账, opens: campaign, data: { title: 优企 } }
)") + std::string(steps) +
           "  expect:\n" + std::string(expect);
}

TEST_F(StoriesOfThePack, AllPassAndGiveTheSameTracesTwice)
{
    const auto first = run("");
    const auto second = run("");
    ASSERT_TRUE(first) << first.error().detail.zh;
    ASSERT_TRUE(second);
    EXPECT_GE(first->size(), 7U);
    for (std::size_t i = 0; i < first->size(); ++i) {
        const ScenarioResult& result = first->at(i);
        for (const rules::Mismatch& each : result.mismatches)
            ADD_FAILURE() << result.name << " / " << each.what.zh << " (" << each.place.text()
                          << ")";
        EXPECT_FALSE(result.trace.empty());
        EXPECT_EQ(result.trace, second->at(i).trace) << result.name;
    }
}

TEST_F(StoriesOfThePack, OfTheHandbookRun)
{
    const std::string handbook = read_file(home / "docs" / "rules.md", 1 << 20).value();
    const std::size_t begin = handbook.find("```yaml\n", handbook.find("### 故事")) + 8;
    const std::string example = handbook.substr(begin, handbook.find("```", begin) - begin);
    EXPECT_NE(example.find("story:"), std::string::npos);
    EXPECT_EQ(differences(example), "");
}

TEST_F(StoriesOfThePack, EndAtAStepThatIsRefusedAndWasNotToBe)
{
    const std::string found = differences(ledger(
        "      - { by: 钱二, case: 台账, act: sum_up, data: { text: 总结 } }\n"
        "      - { by: 赵立, case: 台账, act: sum_up, data: { text: 总结 } }\n",
        "    - { case: 台账, stage: running }\n"
    ));
    EXPECT_TRUE(found.starts_with("第 2 步 钱二 sum_up 台账 期望 办成 实得 被拒绝 role_required"))
        << found;
    EXPECT_TRUE(found.ends_with(" @11\n"));
    EXPECT_EQ(std::ranges::count(found, '\n'), 1) << found;
}

TEST_F(StoriesOfThePack, EndAtAStepThatWasToBeRefusedAndWasNot)
{
    EXPECT_EQ(
        differences(ledger(
            "      - { by: 赵立, case: 台账, act: sum_up, data: { text: 总结 }, refused: "
            "act_not_open }\n",
            "    - { case: 台账, stage: archived }\n"
        )),
        "第 2 步 赵立 sum_up 台账 期望 被拒绝 act_not_open 实得 办成 @11\n"
    );
}

TEST_F(StoriesOfThePack, SeeACaseAsItIsAtTheMomentAndNamesInsteadOfIds)
{
    const std::string steps = "      - { at: \"2026-05-12 10:00\", by: 赵立, case: 台账, act: "
                              "record_mobilised, rows: [ { "
                              "employer: 甲, invited_on: 2026-05-12 } ] }\n"
                              "      - { at: \"2026-05-12 12:00\", by: 赵立, case: 台账, act: "
                              "sum_up, data: { text: 总结 } "
                              "}\n";
    EXPECT_EQ(
        differences(ledger(
            steps, "    - { at: \"2026-05-12 11:59:59\", case: 台账, stage: running }\n"
                   "    - { at: \"2026-05-12 12:00\", by: 钱二, case: 台账, stage: summed_up }\n"
        )),
        ""
    );
    EXPECT_EQ(
        differences(ledger(
            steps, "    - { at: \"2026-05-09 12:00\", case: 台账, stage: running }\n"
                   "    - { at: \"2026-05-12 11:59:59\", case: 台账, stage: summed_up }\n"
        )),
        "期望 1 台账 期望 有案卷 实得 此时还没有开立 @14\n"
        "期望 2 台账 / stage 期望 summed_up 实得 running @15\n"
    );
}

TEST_F(StoriesOfThePack, CiteTheClausesThatWereAtWork)
{
    const std::string story = ledger("", "    - { case: 台账, stage: running }\n");
    EXPECT_EQ(differences(story + "  why: [2026/五(三)a, 2026/序]\n"), "");
    const std::string found = differences(story + "  why: [2026/四(三)e]\n");
    EXPECT_TRUE(found.starts_with("why 期望 2026/四(三)e 实得 ")) << found;
}

TEST_F(StoriesOfThePack, ReportNamesThatWereNotIntroduced)
{
    const std::string seen = "    - { case: 台账, stage: running }\n";
    EXPECT_EQ(
        codes(ledger("      - { by: 赵力, case: 台账, act: sum_up, data: { text: 总结 } }\n", seen)
        ),
        "11:9 RP1310"
    );
    EXPECT_EQ(
        codes(ledger("      - { by: 赵立, case: 台帐, act: sum_up, data: { text: 总结 } }\n", seen)
        ),
        "11:9 RP1310"
    );
    EXPECT_EQ(
        codes(ledger(
            "      - { by: 赵立, case: 台账, act: file, rows: [ { number: 1, duty: annex1, "
            "sent_on: 2026-05-11, document: 表.pdf } ] }\n",
            seen
        )),
        "11:106 RP1310"
    );
    EXPECT_EQ(
        codes(ledger("", "    - { table: 2026.annex1, of: 江苏, cells: { events: 0 } }\n")),
        "12:7 RP1310 12:7 RP1317"
    );
}

TEST_F(StoriesOfThePack, ReportWhatWorkflowsAndTablesDoNotHave)
{
    const std::string seen = "    - { case: 台账, stage: running }\n";
    EXPECT_EQ(
        codes(ledger("      - { by: 赵立, case: 二, opens: campain, data: {} }\n", seen)),
        "11:9 RP1314"
    );
    EXPECT_EQ(
        codes(ledger("      - { by: 赵立, case: 台账, opens: campaign, data: {} }\n", seen)),
        "11:9 RP1313"
    );
    EXPECT_EQ(codes(ledger("      - { by: 赵立, case: 台账, act: sumup }\n", seen)), "11:9 RP1314");
    EXPECT_EQ(
        codes(ledger("      - { by: 赵立, case: 台账, act: sum_up, data: { txt: 总结 } }\n", seen)),
        "11:50 RP1003"
    );
    EXPECT_EQ(
        codes(ledger("      - { by: 赵立, case: 台账, act: sum_up, rows: [] }\n", seen)),
        "11:9 RP1312"
    );
    EXPECT_EQ(codes(ledger("", "    - { case: 台账, stage: runing }\n")), "12:26 RP1104");
    EXPECT_EQ(codes(ledger("", "    - { case: 台账, acts: { fly: true } }\n")), "12:27 RP1104");
    EXPECT_EQ(
        codes(ledger("", "    - { table: 2026.annex9, of: 浙江, cells: { events: 0 } }\n")),
        "12:7 RP1314"
    );
    EXPECT_EQ(
        codes(ledger("", "    - { table: 2026.annex1, of: 浙江, cells: { evnts: 0 } }\n")),
        "12:46 RP1104"
    );
}

TEST_F(StoriesOfThePack, ReportPeopleWhoCanDoNothing)
{
    EXPECT_EQ(
        codes(
            "- name: 一\n  clause: 2026/序\n  story:\n    organisations: { 校: { kind: school } }\n"
            "    people: { 甲: { organisation: 校 }, 乙: { organisation: 校, roles: boss } }\n"
            "    employers: { 厂: { sise: 小型 } }\n"
            "  expect: [ { case: 厂, stage: verified } ]\n"
        ),
        "5:34 RP1319 5:68 RP1104 6:23 RP1003"
    );
}

TEST_F(StoriesOfThePack, TellOfARegistrationThatIsRefused)
{
    const std::string found = differences(
        "- name: 一\n  clause: 2026/序\n  story:\n    organisations: { 校: { kind: school } }\n"
        "    people: { 甲: { organisation: 校, roles: auditor } }\n"
        "    employers: { 厂: { uscc: 91000000MA00000158 } }\n"
        "  expect: [ { at: 2026-05-10, case: 厂, stage: verified } ]\n"
    );
    EXPECT_TRUE(found.starts_with("布置 厂 期望 登记成功 实得 form_faults")) << found;
}

TEST_F(StoriesOfThePack, PutPeopleAndFirmsIntoTheirRegistersAsTold)
{
    EXPECT_EQ(
        differences(R"(- name: 一
  clause: 2026/序
  story:
    organisations: { 校: { kind: school, school_type: 高职 } }
    people:
      甲: { organisation: 校, roles: [employment_officer, employment_director], post: 书记, from: 2026-03-01, to: 2026-08-31 }
      乙: { organisation: 校, posts: [ { role: school_leader, post: 副职, to: 2026-03-01 }, { role: employment_officer, from: 2026-03-02 } ] }
    employers:
      "厂{1..2}": { size: 中型, srdi: { from: 2026-01-01 } }
      医院: { enterprise: false, verified: false }
    steps:
      - { at: 2026-05-10, by: 乙, case: 医院, act: verify, data: { method: 营业执照原件, checked_on: 2026-05-10, licence_valid: true, not_abnormal: true, authority_letter: true, agent_id_seen: true } }
  expect:
    - { at: 2026-05-09, case: 医院, stage: pending, data: { profile: { size: 不适用 } } }
    - { case: 医院, stage: verified }
    - { case: 厂2, stage: verified, data: { profile: { size: 中型, name: 厂2 } } }
    - { case: 校, data: { profile: { level: school, school_type: 高职 } } }
)"),
        ""
    );
}

}  // namespace
}  // namespace beihui::acts
