#include "acts/scenario.hpp"
#include "home.hpp"
#include "rules/pack_folder.hpp"

namespace beihui::acts
{
namespace
{

std::shared_ptr<const workflows::Library> real_workflows()
{
    return workflows::Library::load(home / "workflows", {}).value();
}

// Runs one scenario of the small pack over the real workflow.
Result<std::vector<ScenarioResult>> run_one(
    std::string_view scenario,
    std::string_view rule = {},
    std::string_view binds = "[recruitment-event]"
)
{
    const rules::PackFolder folder;
    std::string manifest = rules::PackFolder::manifest();
    manifest.replace(manifest.find("[recruitment-event]"), 19, binds);
    folder.write("pack.yaml", manifest);
    if (!rule.empty())
        folder.write("rules/permit.lua", rule);
    folder.write("tests/a.yaml", scenario);
    const auto world = rules::World::load(folder.rules()).value();
    const rules::Pack& pack = *world->find("small");
    Faults faults;
    const auto scenarios = rules::scenarios_of(pack, faults);
    EXPECT_TRUE(faults.none()) << faults.error().detail.zh;
    return run_scenarios(*world, pack, *real_workflows(), scenarios);
}

constexpr std::string_view head = "- name: 一\n  clause: 2026/二\n  today: 2026-04-20\n"
                                  "  workflow: recruitment-event\n  org: { kind: school }\n"
                                  "  expect: { requirements: { x: absent } }\n";

TEST(Scenarios, ShowARuleEveryFieldOfTheWorkflowAndTheRegister)
{
    const std::string scenario =
        std::string(head) +
        "  case:\n    stage: held\n    reopened: 4\n"
        "    plan: { expected: 999, starts_at: \"2026-05-20T09:00:00+08:00\", contact_name: 王敏 "
        "}\n"
        "    participants: [ { employer: e1, employer_record: { name: 甲, status: verified } }, "
        "{ employer: e2, version: 3 } ]\n";
    const std::string rule = rules::rule_of("permit", R"lua(
        local case = ctx.case
        assert(case.plan.venue == nil and case.reviews[1] == nil)
        assert(case.plan.contact_name == "（已填写）")
        assert(case.starts_on == "2026-05-20" and case.reopened == 4)
        assert(case.reached.approved and not case.reached.archived)
        assert(case.circulars[1] == "small" and #case.documents == 0)
        local first, second = case.participants[1], case.participants[2]
        assert(first.key == "e1" and first.version == 1 and first.by == "")
        assert(first.employer_record.verified and first.employer_record.srdi == nil)
        assert(second.version == 3 and second.employer_record.id == "e2")
        assert(second.employer_record.name == nil and second.attended == nil)
        out:not_applicable "都在")lua");
    const auto results = run_one(scenario, rule);
    ASSERT_TRUE(results) << results.error().detail.zh;
    for (const rules::Mismatch& mismatch : results->at(0).mismatches)
        ADD_FAILURE() << mismatch.what.zh;
}

// What a rule finds in the organisation and in its counts is shaped as on a real case.
TEST(Scenarios, GiveTheOrganisationItsRowsAndCountsByValue)
{
    std::string scenario(head);
    scenario.replace(scenario.find("{ kind: school }"), 16, R"(
    kind: school
    placement: [ { class_year: 2022, rate: 82.40, local_average: "82.4" } ]
    programmes: [ { code: 080901, graduates: 30 } ]
    parent: { name: 某省, placement: [ { class_year: 2022, rate: 88 } ] }
  input: { permit: { firms: { "080901": 7 }, visits: 3 } })");
    scenario += "  case: { stage: held }\n";
    std::string rule = rules::rule_of("permit", R"lua(
        local org = ctx.org
        assert(org.name == "本单位" and org.school_type == nil and org.id == "org")
        assert(num.compare(org.placement[1].rate, org.placement[1].local_average) == 0)
        assert(org.placement[1].source == nil and org.placement[1].class_year == 2022)
        assert(org.programmes[1].code == "080901" and org.programmes[1].head == nil)
        assert(org.parent.name == "某省" and org.parent.kind == nil)
        assert(num.compare(org.parent.placement[1].rate, 88) == 0)
        assert(#org.parent.programmes == 0)
        assert(ctx.input.firms["080901"] == 7 and ctx.input.firms["120203"] == nil)
        assert(ctx.input.visits == 3)
        out:not_applicable "都在")lua");
    rule.replace(
        rule.find(" emits"), 0,
        " needs = { firms = { of = \"visit\", count = \"rows\", by = \"programme\" },"
        " visits = { of = \"visit\", count = \"rows\" } },"
    );
    const auto results = run_one(scenario, rule);
    ASSERT_TRUE(results) << results.error().detail.zh;
    for (const rules::Mismatch& mismatch : results->at(0).mismatches)
        ADD_FAILURE() << mismatch.what.zh;

    // A number where values are counted apart is not what the rule would be given.
    std::string wrong = scenario;
    wrong.replace(wrong.find("{ \"080901\": 7 }"), 15, "7");
    const auto refused = run_one(wrong, rule);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->at(0).mismatches.size(), 1U);
}

TEST(Scenarios, ShowTheOrganisationThatHasNoParentAsAnEmptyTable)
{
    const std::string rule = rules::rule_of("permit", R"lua(
        assert(next(ctx.org.parent) == nil and #ctx.org.placement == 0)
        out:not_applicable "没有上级")lua");
    const auto results = run_one(std::string(head) + "  case: { stage: held }\n", rule);
    ASSERT_TRUE(results) << results.error().detail.zh;
    EXPECT_TRUE(results->at(0).mismatches.empty());
}

TEST(Scenarios, ShowThePostOfAPersonBesideTheField)
{
    std::string scenario(head);
    scenario.replace(scenario.find("recruitment-event"), 17, "visit");
    scenario += "  case: { stage: visited, visit: { date: 2026-04-20, lead: p1,"
                " lead_record: { post: 书记 } } }\n";
    std::string rule = rules::rule_of("permit", R"lua(
        assert(ctx.case.visit.lead_record.post == "书记")
        assert(ctx.case.visit.lead_record.id == "p1")
        out:not_applicable "都在")lua");
    rule.replace(rule.find("recruitment-event"), 17, "visit");
    const auto results = run_one(scenario, rule, "[visit]");
    ASSERT_TRUE(results) << results.error().detail.zh;
    for (const rules::Mismatch& mismatch : results->at(0).mismatches)
        ADD_FAILURE() << mismatch.what.zh;
}

TEST(Scenarios, RefuseNamesAndValuesThatTheWorkflowDoesNotHave)
{
    const auto fault_for = [](std::string_view written, std::string_view code) {
        const auto results = run_one(std::string(head) + "  case: " + std::string(written) + "\n");
        EXPECT_FALSE(results) << written;
        return results ? Fault{} : rules::fault_of(results.error().faults, code);
    };
    EXPECT_EQ(
        fault_for("{ stage: held, plan: { expectd: 1 } }", "RP1003").where,
        "rules/small/tests/a.yaml:7:32"
    );
    fault_for("{ stage: held, planning: {} }", "RP1003");
    fault_for("{ stage: hold }", "RP1303");
    fault_for("{ stage: held, plan: { mode: 电话 } }", "RP1303");
    fault_for("{ stage: held, plan: { expected: 许多 } }", "RP1004");
    fault_for("{ stage: held, plan: { expected: 0 } }", "RP1303");
    fault_for("{ stage: held, participants: [ { employer: e }, { employer: e } ] }", "RP1303");
    fault_for(
        "{ stage: held, participants: [ { employer: e, employer_record: { nam: x } } ] }", "RP1003"
    );
}

TEST(Scenarios, TryAnotherValueOfAParameterForThemselvesOnly)
{
    const auto scenario = [](std::string_view tried, std::string_view expected) {
        return "- name: 一\n  clause: 2026/二\n  today: 2026-04-20\n" + std::string(tried) +
               "  workflow: recruitment-event\n  org: { kind: school }\n"
               "  case: { stage: plan, plan: { expected: 600 } }\n"
               "  expect: { requirements: { B13: " +
               std::string(expected) + " } }\n";
    };
    const std::string rule = rules::rule_of("permit", R"lua(
        if ctx.case.plan.expected < p "permit.from" then
            return out:not_applicable "人数不足"
        end
        out:requirement { key = "B13", met = false, missing = { "没有安全许可" } })lua");
    const auto results = run_one(
        scenario("  params: { permit.from: 600 }\n", "{ met: false, mark: unconfirmed }") +
            scenario("  params: { permit.from: 601 }\n", "absent") + scenario("", "absent"),
        rule
    );
    ASSERT_TRUE(results) << results.error().detail.zh;
    ASSERT_EQ(results->size(), 3U);
    for (const ScenarioResult& result : *results)
        for (const rules::Mismatch& mismatch : result.mismatches)
            ADD_FAILURE() << mismatch.what.zh << " " << mismatch.place.text();
}

// 2026/附件1 and 2026/附件2 are counted by the statements that count a real table; every other
// clause is judged by the rules that judge a real case.
TEST(Scenarios, OfTheRealPacksAllPass)
{
    const auto world = rules::World::load(home / "rules").value();
    std::vector<workflows::Steps> steps;
    for (const auto& pack : world->packs())
        for (const auto& [path, text] : pack->files)
            if (path == "steps.yaml")
                steps.push_back({pack->id, pack->folder + "/" + path, text});
    const auto workflows = workflows::Library::load(home / "workflows", steps).value();
    for (const auto& pack : world->packs()) {
        Faults faults;
        const auto scenarios = rules::scenarios_of(*pack, faults);
        ASSERT_TRUE(faults.none()) << faults.error().detail.zh;
        const auto results = run_scenarios(*world, *pack, *workflows, scenarios);
        ASSERT_TRUE(results) << results.error().detail.zh;
        EXPECT_FALSE(results->empty()) << pack->id;
        for (const ScenarioResult& result : *results) {
            EXPECT_FALSE(result.trace.empty()) << result.name;
            for (const rules::Mismatch& mismatch : result.mismatches)
                ADD_FAILURE() << result.name << " / " << mismatch.what.zh << " ("
                              << mismatch.place.text() << ")";
        }
    }
}

}  // namespace
}  // namespace beihui::acts
