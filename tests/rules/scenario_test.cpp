#include "pack_folder.hpp"
#include "rules/scenario.hpp"

namespace beihui::rules
{
namespace
{

// One scenario of the small pack, with these expectations.
Scenario scenario_with(std::string_view expect, std::string_view rest = {})
{
    const PackFolder folder;
    const auto pack = read_pack(folder.pack()).value();
    const std::string text =
        "- name: 一千人\n  clause: 2026/二\n  today: 2026-04-20\n  workflow: recruitment-event\n"
        "  case: { stage: plan }\n  org: { kind: school }\n  expect: " +
        std::string(expect) + "\n" + std::string(rest);
    Faults faults;
    const auto file = Yaml::read("tests/a.yaml", text);
    EXPECT_TRUE(file);
    const auto scenarios = read_scenarios(*file, *pack, faults);
    EXPECT_TRUE(faults.none()) << faults.error().detail.zh;
    return scenarios.at(0);
}

std::vector<std::string> differences(
    std::string_view expect,
    std::int64_t expected = 1000,
    std::string_view rest = {}
)
{
    const PackFolder folder;
    const auto world = World::load(folder.rules()).value();
    std::vector<std::string> words;
    for (const Mismatch& mismatch :
         compare(scenario_with(expect, rest), world->evaluate(question_about(expected))))
        words.push_back(mismatch.what.zh + " (" + mismatch.place.text() + ")");
    return words;
}

using Texts = std::vector<std::string>;

TEST(Scenario, PassesWhenEverythingIsAsExpected)
{
    EXPECT_EQ(
        differences(
            "{ requirements: { B13: { met: false, applicable: true, gate: readiness, mark: "
            "unconfirmed, due: \"2026-05-10 24:00\", missing: [安全许可], missing_count: 1 } }, "
            "unmet: { readiness: [B13] }, duties: { annex1: absent } }",
            1000, "  why: [2026/二]\n"
        ),
        Texts{}
    );
}

TEST(Scenario, SaysWhatWasExpectedWhatCameAndWhere)
{
    EXPECT_EQ(
        differences("{ requirements: { B13: { due: \"2026-05-11 24:00\" } } }"),
        Texts{"B13: due 期望 2026-05-11 24:00 实得 2026-05-10 24:00 (tests/a.yaml:7:29)"}
    );
    EXPECT_EQ(
        differences("{ requirements: { B13: { missing: [备案] } } }"),
        Texts{"B13: missing 期望 含“备案” 实得 没有安全许可 (tests/a.yaml:7:29)"}
    );
}

TEST(Scenario, FailsForEveryKindOfExpectation)
{
    for (const char* const wrong :
         {"{ requirements: { B13: { met: true } } }", "{ requirements: { B13: absent } }",
          "{ requirements: { B14: { met: true } } }", "{ requirements: { B13: { mark: clause } } }",
          "{ requirements: { B13: { blocking: false } } }",
          "{ requirements: { B13: { gate: reporting } } }",
          "{ requirements: { B13: { missing_count: 2 } } }",
          "{ requirements: { B13: { way_out: 申请 } } }", "{ duties: { annex1: { due: none } } }",
          "{ quotas: { visits: { have: 1 } } }", "{ findings: [ { contains: 提示 } ] }",
          "{ incidents: [ { rule: permit } ] }", "{ unmet: { readiness: [] } }"})
        EXPECT_EQ(differences(wrong).size(), 1U) << wrong;
}

// One decision with a duty, a quota and a finding, and what does not fit one of them.
TEST(Scenario, LooksAtWhatTheHostMakesOfDutiesQuotasAndFindings)
{
    Decision decision;
    DutyFound duty;
    duty.key = "plan";
    duty.due = start_of(Date::parse("2026-04-19").value());
    duty.known_on = Date::parse("2026-04-22").value();
    duty.period_end = Date::parse("2026-04-12").value();
    duty.occasion = "2026-W15";
    duty.rules = "follow";
    duty.late = true;
    decision.duties.push_back(duty);
    QuotaFound quota;
    quota.key = "visits";
    quota.have = 93;
    quota.need = 100;
    quota.force = "in_principle";
    decision.quotas.push_back(quota);
    Finding finding;
    finding.level = "error";
    finding.message = "没有档案";
    finding.people = {"p1", "p2"};
    decision.findings.push_back(finding);
    const auto count = [&](std::string_view expect) {
        return compare(scenario_with(expect), decision).size();
    };
    EXPECT_EQ(
        count("{ duties: { plan: { known_after_due: true, late: true, rules: follow, period_end: "
              "2026-04-12, occasion: 2026-W15 } }, quotas: { visits: { status: short, missing: 7, "
              "force: in_principle } }, findings: [ { people_count: 2 } ] }"),
        0U
    );
    for (const char* const wrong :
         {"{ duties: { plan: { known_after_due: false } } }",
          "{ duties: { plan: { late: false } } }", "{ duties: { plan: { rules: pin } } }",
          "{ duties: { plan: { period_end: none } } }",
          "{ duties: { plan: { occasion: 2026-W16 } } }", "{ quotas: { visits: { status: met } } }",
          "{ quotas: { visits: { missing: 6 } } }", "{ quotas: { visits: { force: must } } }",
          "{ findings: [ { people_count: 1 } ] }", "{ no_findings: [ { people_count: 2 } ] }"})
        EXPECT_EQ(count(wrong), 1U) << wrong;
}

TEST(Scenario, FailsWhenARuleFails)
{
    Decision decision;
    decision.incidents.push_back(
        {"small", "permit", refuse(Refusal::rule_refused, "RP2045", "无", "none")}
    );
    const auto found = compare(scenario_with("{ duties: { annex1: absent } }"), decision);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NE(found[0].what.zh.find("RP2045"), std::string::npos);
    EXPECT_TRUE(
        compare(scenario_with("{ incidents: [ { rule: permit, code: RP2045 } ] }"), decision)
            .empty()
    );
}

TEST(Scenario, TakesNoClauseForProvedByARuleThatDidNotApply)
{
    EXPECT_EQ(differences("{ requirements: { B13: absent } }", 999), Texts{});
    EXPECT_EQ(
        differences("{ requirements: { B13: absent } }", 999, "  why: [2026/二]\n"),
        Texts{"why 期望 2026/二 实得 （没有） (tests/a.yaml:8:8)"}
    );
}

TEST(Scenario, FindsKeysThatItDoesNotKnow)
{
    const PackFolder folder;
    const auto pack = read_pack(folder.pack()).value();
    Faults faults;
    const auto file = Yaml::read(
        "tests/a.yaml",
        "- name: 一\n  clause: 2026/二\n  today: 2026-04-20\n  workflow: visits\n  case: { stage: "
        "plan }\n"
        "  org: { kind: school }\n  expect: { requirement: {} , findings: [ { levle: info } ] }\n"
    );
    read_scenarios(file.value(), *pack, faults);
    EXPECT_EQ(fault_of(faults.all(), "RP1104").where, "tests/a.yaml:4:13");
    EXPECT_EQ(fault_of(faults.all(), "RP1003").where, "tests/a.yaml:7:13");
    EXPECT_EQ(faults.all().size(), 3U);
}

TEST(Scenario, RefusesParametersThatThePackDoesNotHaveAndValuesOfAnotherKind)
{
    const PackFolder folder;
    const auto pack = read_pack(folder.pack()).value();
    Faults faults;
    const auto file = Yaml::read(
        "tests/a.yaml",
        "- name: 一\n  clause: 2026/二\n  today: 2026-04-20\n  workflow: recruitment-event\n"
        "  params: { permit.form: 1, permit.from: 一千 }\n  case: { stage: plan }\n"
        "  org: { kind: school }\n  expect: { requirements: { B13: absent } }\n"
    );
    read_scenarios(file.value(), *pack, faults);
    const Fault unknown = fault_of(faults.all(), "RP1104");
    EXPECT_EQ(unknown.where, "tests/a.yaml:5:13");
    EXPECT_NE(unknown.way_out.zh.find("permit.from"), std::string::npos);
    EXPECT_EQ(fault_of(faults.all(), "RP1306").where, "tests/a.yaml:5:42");
    EXPECT_EQ(faults.all().size(), 2U);
}

TEST(Scenario, WritesOneFactForEachNumberOfARange)
{
    Faults faults;
    const auto list = Yaml::read(
        "tests/a.yaml", "- { kind: agreement, occasion: 会, on: 2026-04-20, person: \"g{41..44}\", "
                        "item: \"B{1..4}\","
                        " employer: S1, attributes: { kind: 就业协议, held: true } }\n"
    );
    const std::vector<Fact> facts = read_facts(list.value(), faults);
    ASSERT_TRUE(faults.none());
    ASSERT_EQ(facts.size(), 4U);
    EXPECT_EQ(facts[3].person, "g44");
    EXPECT_EQ(facts[3].item, "B4");
    EXPECT_EQ(facts[3].employer, "S1");
    EXPECT_EQ(facts[3].attributes.at("held"), true);
}

TEST(Scenario, RefusesRangesAndAttributesThatAreNone)
{
    for (const char* const wrong :
         {"- { kind: visit, occasion: 一, on: 2026-04-20, employer: \"S{5..3}\" }",
          "- { kind: visit, occasion: 一, on: 2026-04-20, employer: \"S{1..x}\" }",
          "- { kind: visit, occasion: 一, on: 2026-04-20, employer: \"S{1..3}\", item: \"P{1..4}\" "
          "}",
          "- { kind: visit, occasion: 一, on: 2026-04-20, attributes: { campus: true } }",
          "- { kind: visits, occasion: 一, on: 2026-04-20 }"}) {
        Faults faults;
        const auto list = Yaml::read("tests/a.yaml", wrong);
        read_facts(list.value(), faults);
        EXPECT_EQ(faults.all().size(), 1U) << wrong;
    }
}

}  // namespace
}  // namespace beihui::rules
