#include "pack_folder.hpp"
#include "rules/story.hpp"
#include "rules/story_compare.hpp"

namespace beihui::rules
{
namespace
{

struct Read
{
    std::vector<Story> stories;
    std::vector<Fault> faults;

    std::string codes() const
    {
        std::string all;
        for (const Fault& fault : faults)
            all += (all.empty() ? "" : " ") + fault.where.substr(fault.where.find(':') + 1) + " " +
                   fault.code;
        return all;
    }
};

Read read(std::string_view text)
{
    const PackFolder folder;
    folder.write("tests/a.yaml", text);
    Faults faults;
    Read read;
    read.stories = stories_of(*read_pack(folder.pack()).value(), faults);
    read.faults = faults.all();
    return read;
}

// One story with these steps.
std::string with_steps(std::string_view steps)
{
    return "- name: 一\n  clause: 2026/二\n  story:\n    steps:\n" + std::string(steps) +
           "  expect: [ { case: 甲, stage: plan } ]\n";
}

TEST(StoryReader, FillsSetupsAndProceduresIn)
{
    const Read story = read(R"(- setup: 学校
  organisations: { 甲校: { kind: school } }
  people: { 王敏: { organisation: 甲校 } }
- procedure: 报批
  with: [活动, 日期]
  steps:
    - { at: "<日期> 10:00", by: 王敏, case: <活动>, act: submit_filing }
    - { by: 周杰, case: <活动>, act: approve }
- name: 一
  clause: 2026/二
  story:
    uses: 学校
    employers: { "S{08..10}": {} }
    steps:
      - { at: 2026-05-08, by: 王敏, case: 双选会, opens: recruitment-event }
      - { do: 报批, with: { 活动: 双选会, 日期: 2026-05-09 } }
  expect: [ { case: 双选会, stage: approved } ]
)");
    ASSERT_EQ(story.codes(), "");
    const Story& one = story.stories.at(0);
    EXPECT_EQ(one.organisations.at(0).name, "甲校");
    EXPECT_EQ(one.employers.size(), 3U);
    EXPECT_EQ(one.employers.at(0).name, "S08");
    EXPECT_EQ(one.employers.at(2).name, "S10");
    ASSERT_EQ(one.steps.size(), 3U);
    EXPECT_EQ(one.steps[0].at.text(), "2026-05-08T09:00:00+08:00");
    EXPECT_EQ(one.steps[1].subject, "双选会");
    EXPECT_EQ(one.steps[2].at.text(), "2026-05-09T10:00:00+08:00");  // follows the last at once
    EXPECT_EQ(one.steps[2].label(), "第 2 步 周杰 approve 双选会");
    EXPECT_EQ(one.expectations.at(0).at, one.steps[2].at);
}

TEST(StoryReader, DoesAStepOnceForEachNumberOfItsRange)
{
    const Read story = read(with_steps(
        "      - { at: \"2026-05-{04..18..7} 24:00\", by: 王敏, case: \"甲{1..3}\", opens: visit, "
        "reason: \"第{7..9}次\" }\n"
    ));
    ASSERT_EQ(story.codes(), "");
    const auto& steps = story.stories.at(0).steps;
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(steps[0].at.text(), "2026-05-05T00:00:00+08:00");
    EXPECT_EQ(steps[2].at.text(), "2026-05-19T00:00:00+08:00");
    EXPECT_EQ(steps[1].subject, "甲2");
    EXPECT_EQ(steps[1].reason, "第8次");
}

TEST(StoryReader, LooksInTheOrderOfTime)
{
    const Read story = read(R"(- name: 一
  clause: 2026/二
  story: { steps: [ { at: "2026-05-08 08:00:01", by: 王敏, case: 甲, opens: visit } ] }
  expect:
    - { at: "2026-06-01 00:00", case: 甲, stage: b }
    - { case: 甲, stage: a }
)");
    ASSERT_EQ(story.codes(), "");
    const auto& expected = story.stories.at(0).expectations;
    EXPECT_EQ(expected.at(0).label(), "期望 2 甲");
    EXPECT_EQ(expected.at(0).at.text(), "2026-05-08T08:00:01+08:00");
}

TEST(StoryReader, ReportsEveryFaultWithItsPlace)
{
    const auto codes = [](std::string_view step) {
        return read(with_steps("      - " + std::string(step) + "\n")).codes();
    };
    EXPECT_EQ(codes("{ at: 2026-05-08, by: 王, case: 甲, opens: visit, dat: {} }"), "5:57 RP1003");
    EXPECT_EQ(codes("{ at: 5 月 8 日, by: 王, case: 甲, opens: visit }"), "5:15 RP1311");
    EXPECT_EQ(codes("{ by: 王, case: 甲, opens: visit }"), "5:9 RP1311");
    EXPECT_EQ(codes("{ at: 2026-05-08, by: 王, case: 甲 }"), "5:9 RP1312");
    EXPECT_EQ(codes("{ at: 2026-05-08, by: 王, case: 甲, act: a, upload: b }"), "5:9 RP1312");
    EXPECT_EQ(codes("{ at: 2026-05-08, by: 王, case: 甲, act: a, of: 乙 }"), "5:9 RP1312");
    EXPECT_EQ(
        codes("{ at: 2026-05-08, by: 王, case: 甲, act: a, data: {}, rows: [] }"), "5:9 RP1312"
    );
    EXPECT_EQ(codes("{ at: 2026-05-08, by: 王, case: \"甲{9..1}\", act: a }"), "5:40 RP1316");
    EXPECT_EQ(
        codes("{ at: \"2026-05-{01..03}\", by: 王, case: \"甲{1..2}\", act: a }"), "5:48 RP1316"
    );
    EXPECT_EQ(codes("{ at: 2026-05-08, case: 甲, act: a }"), "5:9 RP1005");
    EXPECT_EQ(codes("{ do: 报批 }"), "5:15 RP1318");
    EXPECT_EQ(
        read(with_steps("      - { at: 2026-05-08, by: 王, case: 甲, opens: visit }\n"
                        "      - { at: 2026-05-07, by: 王, case: 甲, act: a }\n"))
            .codes(),
        "6:9 RP1311"
    );
}

TEST(StoryReader, ReportsStoriesThatCannotFail)
{
    const std::string head =
        "- name: 一\n  clause: 2026/二\n  story:\n    steps: [ { at: 2026-05-08, "
        "by: 王, case: 甲, opens: visit } ]\n";
    EXPECT_EQ(read(head).codes(), "1:3 RP1315");
    EXPECT_EQ(read(head + "  expect: [ { at: 2026-05-09 } ]\n").codes(), "5:13 RP1315");
    EXPECT_EQ(read(head + "  expect: [ { case: 甲 } ]\n").codes(), "5:13 RP1315");
    EXPECT_EQ(
        read(head + "  expect: [ { case: 甲, table: 乙, cells: {} } ]\n").codes(), "5:13 RP1315"
    );
    EXPECT_EQ(
        read(head + "  expect: [ { case: 甲, duties: { a: { stat: open } } } ]\n").codes(),
        "5:39 RP1003"
    );
    EXPECT_EQ(
        read(head + "  expect: [ { case: 甲, facts: [ { kind: visit, colour: red } ] } ]\n")
            .codes(),
        "5:48 RP1003"
    );
}

TEST(StoryReader, ReportsSetupsThatAreNotThereAndNamesThatAreTaken)
{
    EXPECT_EQ(
        read("- name: 一\n  clause: 2026/二\n  story: { uses: 学校, people: { 王敏: {}, "
             "\"王{1..2}\": "
             "{}, 王2: {} } }\n  expect: [ { case: 王敏, stage: active } ]\n")
            .codes(),
        "3:18 RP1318 3:55 RP1313"
    );
    EXPECT_EQ(
        read(
            "- { procedure: 一, with: [甲], steps: [ { do: 一, with: { 甲: x } } ] }\n"
            "- name: 一\n  clause: 2026/二\n  story: { steps: [ { do: 一, with: { 甲: x } }, { do: "
            "一 } ] }\n  expect: [ { case: 王敏, stage: active } ]\n"
        )
            .codes(),
        "1:45 RP1318 4:48 RP1318"
    );
}

StoryExpectation expectation(std::string_view text)
{
    const Read story = read(
        "- name: 一\n  clause: 2026/二\n  story: { steps: [ { at: 2026-05-08, by: 王, case: 甲, "
        "opens: "
        "visit } ] }\n  expect: [ { case: 甲, " +
        std::string(text) + " } ]\n"
    );
    EXPECT_EQ(story.codes(), "") << text;
    return story.stories.at(0).expectations.at(0);
}

const char* const page = R"({
    "stage": "plan", "closed": false, "acts": [ { "id": "open", "allowed": true, "why_not": [] } ],
    "data": { "plan": { "expected": 800, "venue": "礼堂" } },
    "duties": [
        { "key": "w-1", "state": "done", "due": "2026-05-11T00:00:00+08:00", "late": false },
        { "key": "w-2", "state": "open", "due": null, "late": false } ],
    "decision": {
        "requirements": [ { "key": "B04", "gate": "readiness", "met": false, "blocking": true,
            "applicable": true, "missing": ["没有许可", "没有回执"], "basis": { "mark": "clause" } } ],
        "quotas": [ { "key": "v", "have": 93, "need": 100 } ],
        "findings": [ { "level": "info", "message": "取最大的一场", "at": "plan" } ],
        "incidents": [] } })";
const char* const facts = R"([
    { "kind": "visit", "employer": "S1", "on": "2026-05-08", "attributes": { "posts": 3 } },
    { "kind": "visit", "employer": "S2", "on": "2026-05-08", "attributes": { "posts": 3 } } ])";

std::string story_differences(std::string_view text)
{
    std::string all;
    for (const Mismatch& each : compare_case(
             expectation(text), read_json(page).value(), read_json(facts).value().as_array()
         ))
        all += each.what.zh + " @" + std::to_string(each.place.column) + "\n";
    return all;
}

TEST(StoryComparison, TakesWhatIsAsTold)
{
    for (const char* const right : {
             "stage: plan, closed: false, acts: { open: true, approve: false }",
             "data: { plan: { expected: 800, venue: 礼堂 } }",
             "duties: { w-1: { state: done, due: \"2026-05-10 24:00\", late: false } }",
             "duties: { w-2: { due: none }, w-3: absent }",
             "duties: { \"w-*\": { count: 2, late: false } }",
             "duties: { \"w-*\": { count: 1, state: open } }",
             "requirements: { B04: { met: false, mark: clause, missing: [许可], missing_count: 2 } "
             "}",
             "quotas: { v: { have: 93, need: 100 } }, unmet: { readiness: B04, reporting: [] }",
             "findings: [ { level: info, contains: 最大 } ], no_findings: [ { level: error } ]",
             "facts: [ { kind: visit, count: 2, posts: 3 }, { kind: visit, employer: S1 } ]",
         })
        EXPECT_EQ(story_differences(right), "") << right;
}

TEST(StoryComparison, SaysWhatWasExpectedWhatCameAndWhere)
{
    EXPECT_EQ(
        story_differences("duties: { w-1: { due: \"2026-05-09 24:00\" } }"),
        "期望 1 甲 / w-1: due 期望 2026-05-09 24:00 实得 2026-05-10 24:00 @41\n"
    );
    EXPECT_EQ(
        story_differences("duties: { w-3: { state: open } }"),
        "期望 1 甲 / w-3 期望 有 实得 没有；有的是：w-1、w-2 @34\n"
    );
}

TEST(StoryComparison, FailsForEveryKindOfExpectation)
{
    for (const char* const wrong : {
             "stage: filing",
             "closed: true",
             "acts: { open: false }",
             "acts: { approve: true }",
             "data: { plan: { expected: 801 } }",
             "data: { plan: { venue: 操场 } }",
             "data: { plan: { mode: 线下 } }",
             "duties: { w-1: absent }",
             "duties: { w-1: { late: true } }",
             "duties: { w-2: { due: \"2026-05-10 24:00\" } }",
             "duties: { w-1: { due: none } }",
             "duties: { \"w-*\": { state: open } }",
             "duties: { \"w-*\": { count: 1 } }",
             "duties: { \"x-*\": { state: open } }",
             "duties: { \"w-*\": absent }",
             "duties: { w-1: { known_after_due: false } }",
             "requirements: { B04: { met: true } }",
             "requirements: { B04: { missing: [备案] } }",
             "requirements: { B04: { missing_count: 1 } }",
             "requirements: { B04: { mark: unconfirmed } }",
             "quotas: { v: { have: 100 } }",
             "quotas: { v: { have: 9 } }",
             "unmet: { readiness: [] }",
             "unmet: { readiness: [B04, B05] }",
             "findings: [ { level: error } ]",
             "no_findings: [ { contains: 最大 } ]",
             "incidents: [ { rule: r } ]",
             "facts: [ { kind: visit, count: 1 } ]",
             "facts: [ { kind: visit, employer: S3 } ]",
             "facts: [ { kind: visit, posts: 4 } ]",
         })
        EXPECT_EQ(std::ranges::count(story_differences(wrong), '\n'), 1)
            << wrong << story_differences(wrong);
}

TEST(StoryComparison, FailsForARuleThatFailed)
{
    json::value broken = read_json(page).value();
    broken.at("decision")
        .at("incidents")
        .as_array()
        .push_back(json::object{
            {"rule", "permit"},
            {"pack", "small"},
            {"code", "RP2045"},
            {"detail", {{"zh", "没有结论"}}}
        });
    EXPECT_EQ(compare_case(expectation("stage: plan"), broken, {}).size(), 1U);
    EXPECT_TRUE(compare_case(
                    expectation("stage: plan, incidents: [ { rule: permit, code: RP2045 } ]"),
                    broken, {}
    )
                    .empty());
}

TEST(StoryComparison, LooksAtAllThatARefusalSays)
{
    Fault fault;
    fault.where = "#/data/rows/0/uscc";
    fault.code = "B04";
    fault.detail.zh = "没有许可";
    fault.way_out.zh = "去申请";
    fault.clause = "2026/二";
    fault.owner = "security_officer";
    const Error refused =
        refuse(Refusal::rule_refused, "requirements_unmet", "还差 1 项", "1 unmet", {fault});
    const auto count = [&](std::string_view wanted) {
        const Read story = read(with_steps(
            "      - { at: 2026-05-08, by: 王, case: 甲, act: approve, refused: " +
            std::string(wanted) + " }\n"
        ));
        EXPECT_EQ(story.codes(), "") << wanted;
        return compare_refusal(story.stories.at(0).steps.at(0), refused).size();
    };
    EXPECT_EQ(count("requirements_unmet"), 0U);
    EXPECT_EQ(
        count("{ code: requirements_unmet, unmet: B04, clause: 2026/二, owner: security_officer, "
              "fields: uscc, contains: 去申请 }"),
        0U
    );
    for (const char* const wrong :
         {"act_not_open", "{ code: requirements_unmet, unmet: [] }",
          "{ code: requirements_unmet, unmet: [B04, B05] }",
          "{ code: requirements_unmet, clause: 2026/三 }",
          "{ code: requirements_unmet, owner: auditor }",
          "{ code: requirements_unmet, fields: [name] }",
          "{ code: requirements_unmet, contains: 备案 }"})
        EXPECT_EQ(count(wrong), 1U) << wrong;
}

}  // namespace
}  // namespace beihui::rules
