#include "acts/scenario.hpp"
#include "rules/pack_folder.hpp"

namespace beihui::acts
{
namespace
{

const std::filesystem::path home = BEIHUI_SOURCE_DIR;

std::shared_ptr<const workflows::Library> real_workflows()
{
    return workflows::Library::load(home / "workflows", {}).value();
}

// Runs one scenario of the small pack over the real workflow.
Result<std::vector<ScenarioResult>> run_one(std::string_view scenario, std::string_view rule = {})
{
    const rules::PackFolder folder;
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

// 2026/附件1 and 2026/附件2 are counted by the statements that count a real table; every other
// clause is judged by the rules that judge a real case.
TEST(Scenarios, OfTheRealPackAllPass)
{
    const auto world = rules::World::load(home / "rules").value();
    const rules::Pack& pack = *world->find("2026-youqi");
    Faults faults;
    const auto scenarios = rules::scenarios_of(pack, faults);
    ASSERT_TRUE(faults.none()) << faults.error().detail.zh;
    std::vector<workflows::Steps> steps;
    for (const auto& [path, text] : pack.files)
        if (path == "steps.yaml")
            steps.push_back({pack.id, pack.folder + "/" + path, text});
    const auto workflows = workflows::Library::load(home / "workflows", steps).value();
    const auto results = run_scenarios(*world, pack, *workflows, scenarios);
    ASSERT_TRUE(results) << results.error().detail.zh;
    EXPECT_GE(results->size(), 79U);
    for (const ScenarioResult& result : *results) {
        EXPECT_FALSE(result.trace.empty()) << result.name;
        for (const rules::Mismatch& mismatch : result.mismatches)
            ADD_FAILURE() << result.name << " / " << mismatch.what.zh << " ("
                          << mismatch.place.text() << ")";
    }
}

}  // namespace
}  // namespace beihui::acts
