#include "workflows/samples.hpp"

#include <random>

namespace beihui::workflows
{
namespace
{

struct Broken
{
    const char* what;  // in the small workflow
    const char* with;  // what is put in its place
    const char* at;    // what stands where the fault is reported
    const char* code;
    const char* says;  // in the way out or the detail
};

TEST(WorkflowFile, IsRightInTheSmallSample)
{
    const auto workflow = read_workflow("w.yaml", small_workflow);
    ASSERT_TRUE(workflow) << faults_of(workflow.error());
    EXPECT_EQ(workflow->forms[0].fields[2].id, "expected") << "the order of the file is kept";
    EXPECT_EQ(workflow->order_of("done"), 1);
    EXPECT_EQ(workflow->order_of("aside"), -1);
    EXPECT_EQ(workflow->opening()->id, "open");
}

class BrokenWorkflow : public testing::TestWithParam<Broken>
{};

TEST_P(BrokenWorkflow, IsRefusedWithThePlaceAndAWayOut)
{
    const Broken& broken = GetParam();
    const std::string text = replaced(small_workflow, broken.what, broken.with);
    const auto workflow = read_workflow("w.yaml", text);
    ASSERT_FALSE(workflow) << broken.with;
    EXPECT_EQ(workflow.error().kind, Refusal::invalid_input);
    const std::string where =
        "w.yaml:" + place_of(text, broken.at, small_workflow.find(broken.what));
    EXPECT_TRUE(has_fault(workflow.error(), where, broken.code)) << broken.with << "\n"
                                                                 << faults_of(workflow.error());
    bool told = false;
    for (const Fault& fault : workflow.error().faults) {
        EXPECT_FALSE(fault.way_out.zh.empty()) << fault.detail.zh;
        EXPECT_FALSE(fault.way_out.en.empty()) << fault.detail.en;
        told =
            told || (fault.where == where &&
                     (fault.way_out.zh + fault.detail.zh).find(broken.says) != std::string::npos);
    }
    EXPECT_TRUE(told) << faults_of(workflow.error());
}

const Broken broken_samples[] = {
    {"required: true", "requird: true", "requird", "RP1003", "required"},
    {"max: 20", "max: many", "many", "RP1004", "整数"},
    {"{ zh: 日期, en: Day }", "{ en: Day }", "{ en: Day }", "RP1202", "zh"},
    {"zh: 日期", "zh: Day", "Day", "RP1202", "zh"},
    {"type: date", "type: dat", "dat", "RP1203", "date"},
    {"unit: 人次", "unit: 人此", "人此", "RP1204", "人"},
    {"by: [employment_officer], label: { zh: 登记", "by: [employment_oficer], label: { zh: 登记",
     "[employment_oficer", "RP1205", "employment_officer"},
    {"by: [employment_officer], label: { zh: 登记", "by: [], label: { zh: 登记", "[]", "RP1206",
     "角色"},
    {"enter: { from: plan, to: same, form: visitors, by: [employment_officer],",
     "enter: { from: plan, to: same, form: visitors,", "enter:", "RP1206", "角色"},
    {"from: plan, to: done", "from: plann, to: done", "plann", "RP1207", "plan"},
    {"from: plan, to: done", "from: plan, to: doen", "doen", "RP1207", "done"},
    {"reopens: plan", "reopens: plam", "plam", "RP1207", "plan"},
    {"from: plan, to: aside", "from: plan, to: same", "aside: { zh", "RP1208", "aside"},
    {"from: aside, to: back", "from: aside, to: same", "aside: { zh", "RP1209", "final"},
    {"form: visitors", "form: visitor", "visitor,", "RP1210", "visitors"},
    {"title_from: plan.title", "title_from: plan.titel", "plan.titel", "RP1211", "title"},
    {"title_from: plan.title", "title_from: plan.contact", "plan.contact", "RP1212", "personal"},
    {"key: employer", "key: emploier", "emploier", "RP1211", "employer"},
    {"kind: attendance", "kind: attendence", "attendence", "RP1213", "attendance"},
    {"attended: row.came", "atended: row.came", "atended", "RP1213", "attended"},
    {"attended: row.came", "attended: plan.mode", "plan.mode", "RP1214", "attended"},
    {"attended: row.came", "attended: came", "came", "RP1215", "row.<字段>"},
    {"attended: row.came", "attended: row.come", "row.come", "RP1211", "came"},
    {"attended: row.came", "attended: { of: plan.mode, is: 线丄 }", "{ of", "RP1214", "线上"},
    {"held: reached.done", "held: reached.doen", "reached.doen", "RP1207", "done"},
    {"held: reached.done", "held: { history: first_contct }", "first_contct", "RP1215",
     "first_contact"},
    {"held: reached.done", "held: { history: first_contact }", "{ history", "RP1214", "held"},
    {"on: plan.day", "on: { history: first_contact }", "{ history", "RP1212", "日期"},
    {"    employer: row.employer\n    attributes: { attended: row.came, held: reached.done,",
     "    attributes: { attended: row.came, held: { history: first_contact },", "{ history",
     "RP1215", "employer"},
    {"held: reached.done", "held: { rows: visitor }", "{ rows", "RP1210", "visitors"},
    {"held: reached.done", "held: { rows: plan }", "{ rows", "RP1210", "visitors"},
    {"held: reached.done", "held: { rows: visitors, without: come }", "{ rows", "RP1211", "came"},
    {"held: reached.done", "held: { rows: visitors, give: employer }", "{ rows", "RP1214", "held"},
    {"held: reached.done", "held: { rows: visitors, withot: came }", "withot", "RP1003", "without"},
    {"held: reached.done", "held: case.stage", "case.stage", "RP1214", "held"},
    {"held: reached.done", "held: case.number", "case.number", "RP1215", "case.stage"},
    {"held: reached.done", "held: { duty: plan.title, in: plan.title, give: in_time }", "{ duty",
     "RP1212", "case_ref"},
    {"held: reached.done", "held: { duty: plan.title, in: plan.title, give: intime }", "intime",
     "RP1215", "in_time"},
    {"by: [employment_director], not_by: open",
     "by_own: [employment_officer], by: [employment_director], not_by: open",
     "[employment_officer]", "RP1205", "platform"},
    {"not_by: open", "also: { in: plan.title, act: enter, row: { employer: none } }",
     "plan.title, act", "RP1212", "case_ref"},
    {"not_by: open", "also: { in: visitors.employer, act: enter, row: { employer: none } }",
     "visitors.employer", "RP1210", "plan"},
    {"not_by: open", "also: { in: plan.title, act: enter, row: { employer: plan.contact } }",
     "plan.contact", "RP1212", "个人信息"},
    {"not_by: open", "also: { in: plan.title, act: enter, row: { employer: plan.titel } }",
     "plan.titel }", "RP1211", "title"},
    {"mode: plan.mode }", "mode: plan.contact }", "plan.contact", "RP1212", "个人信息"},
    {"on: plan.day", "on: plan.title", "plan.title", "RP1212", "日期"},
    {"of: visitors", "of: visitor", "visitor", "RP1210", "visitors"},
    {"not_by: open", "not_by: opne", "opne", "RP1216", "open"},
    {"min: 1", "of: [甲]", "[甲]", "RP1217", "choice"},
    {"fallback: 线下", "fallback: 线不", "线不", "RP1217", "线"},
    {"from: plan, to: done", "from: plan, to: back", "back", "RP1218", "plan"},
    {"needs: readiness", "needs: readyness", "readyness", "RP1220", "readiness"},
    {"of: [线上, 线下]", "of: [线上, 线上, 线下]", "[线上", "RP1221", "线上"},
    {"by: [employment_officer], label: { zh: 登记",
     "clause: 2026/四, by: [employment_officer], label: { zh: 登记", "2026/四", "RP1222",
     "steps.yaml"},
    {"from: plan, to: done", "from: [plan, done], to: done", "[plan, done]", "RP1217", "final"},
    {"starts_at: plan", "starts_at: done", "done", "RP1226", "starts_at"},
    {"  enter:", "  Enter:", "Enter", "RP1201", "小写"},
    {"  visitors:\n", "  employer:\n", "employer:", "RP1201", "保留"},
    {"  enter:", "  open:", "open:", "RP1002", "open"},
    {"title: { zh: 小流程, en: Small }\n", "", "workflow: small", "RP1005", "title"},
};

INSTANTIATE_TEST_SUITE_P(EachKindOfFault, BrokenWorkflow, testing::ValuesIn(broken_samples));

TEST(WorkflowFile, ReportsAllItsFaultsAtOnce)
{
    std::string text = replaced(small_workflow, "type: date", "type: dat");
    text = replaced(text, "form: visitors", "form: visitor");
    text = replaced(text, "needs: readiness", "needs: readyness");
    const auto workflow = read_workflow("w.yaml", text);
    ASSERT_FALSE(workflow);
    for (const char* const code : {"RP1203", "RP1210", "RP1220"})
        EXPECT_NE(faults_of(workflow.error()).find(code), std::string::npos) << code;
}

TEST(WorkflowFile, HoldsTextPersonalUnlessItSaysOtherwise)
{
    const auto workflow = read_workflow("w.yaml", small_workflow);
    ASSERT_TRUE(workflow);
    const Form& plan = *workflow->form("plan");
    EXPECT_TRUE(plan.find("contact")->personal);
    EXPECT_FALSE(plan.find("title")->personal);
    EXPECT_FALSE(plan.find("day")->personal);
    EXPECT_EQ(plan.find("contact")->max, 200);
    const auto graduate = read_workflow(
        "w.yaml", replaced(
                      small_workflow, "type: boolean, label: { zh: 到场, en: Came }",
                      "type: graduate, personal: false, label: { zh: 到场, en: Came }"
                  )
    );
    ASSERT_FALSE(graduate);
    EXPECT_TRUE(has_fault(graduate.error(), "w.yaml:21:41", "RP1217"))
        << faults_of(graduate.error());
}

// A file may hold anything: it is refused or read, and nothing else happens.
TEST(WorkflowFile, SurvivesTwoThousandRandomMutations)
{
    const std::string original = text_of_file(source_folder / "workflows" / "visit.yaml");
    ASSERT_GT(original.size(), 5'000U);
    std::vector<std::string> lines;
    std::istringstream stream(original);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    std::mt19937 random(20260401);
    const auto below = [&](std::size_t n) { return random() % n; };
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        std::vector<std::string> changed = lines;
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
            std::string& line = changed[below(changed.size())];
            const std::size_t at = below(line.size() + 1);
            switch (below(6)) {
            case 0:  line.erase(at, 1 + below(8)); break;
            case 1:  line.insert(at, 1, static_cast<char>(random() % 256)); break;
            case 2:  line = changed[below(changed.size())]; break;
            case 3:  line.insert(0, below(6), ' '); break;
            case 4:  line.insert(at, "{ [ ] } : - & * ~ \"", below(20)); break;
            default: line.clear();
            }
        }
        std::string text;
        for (const std::string& line : changed)
            text += line + "\n";
        const auto workflow = read_workflow("w.yaml", text);
        if (workflow)
            continue;
        ++refused;
        EXPECT_FALSE(workflow.error().faults.empty());
        for (const Fault& fault : workflow.error().faults)
            EXPECT_TRUE(fault.where.starts_with("w.yaml")) << fault.where << fault.detail.zh;
    }
    EXPECT_GT(refused, 1000) << "most mutations break something";
}

}  // namespace
}  // namespace beihui::workflows
