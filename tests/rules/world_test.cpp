#include "base/files.hpp"
#include "pack_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace beihui::rules
{
namespace
{

std::shared_ptr<const World> world_of(const PackFolder& folder)
{
    const auto world = World::load(folder.rules());
    EXPECT_TRUE(world) << world.error().detail.zh;
    return world ? *world : nullptr;
}

// The only incident that comes of adding this rule to the pack.
Incident incident_of(const PackFolder& folder, std::string_view body)
{
    folder.write("rules/broken.lua", rule_of("broken", body));
    const auto world = world_of(folder);
    const Decision decision = world->evaluate(question_about(1000));
    EXPECT_EQ(decision.requirements.size(), 1U) << "the other rule goes on";
    EXPECT_EQ(decision.incidents.size(), 1U);
    return decision.incidents.empty() ? Incident{} : decision.incidents[0];
}

Fault fault_in(const PackFolder& folder, std::string_view body)
{
    const Incident incident = incident_of(folder, body);
    EXPECT_EQ(incident.rule, "broken");
    return incident.error.faults.empty() ? Fault{} : incident.error.faults[0];
}

TEST(World, AnswersWithTheClauseItsWordsAndItsMark)
{
    const PackFolder folder;
    const auto world = world_of(folder);
    const Decision decision = world->evaluate(question_about(1000));
    ASSERT_EQ(decision.requirements.size(), 1U);
    const Requirement& found = decision.requirements[0];
    EXPECT_EQ(found.key, "B13");
    EXPECT_FALSE(found.met);
    EXPECT_EQ(found.basis.clause_text, "举办千人以上活动须办理安全许可");
    EXPECT_EQ(found.basis.mark, SourceMark::unconfirmed);  // i-001 is nobody's yet
    EXPECT_EQ(found.basis.interpretation, "i-001");
    EXPECT_EQ(found.due->text(), "2026-05-11T00:00:00+08:00");
    EXPECT_TRUE(world->evaluate(question_about(999)).requirements.empty());
}

TEST(World, MarksAnAnswerAsConfirmedOnceSomebodyHasConfirmedTheReading)
{
    const PackFolder folder;
    std::string text(PackFolder::interpretations);
    text.replace(
        text.find("decided_by: null"), 16, "decided_by: 省教育厅\n  decided_on: 2026-04-02"
    );
    folder.write("interpretations.yaml", text);
    const Decision decision = world_of(folder)->evaluate(question_about(1000));
    EXPECT_EQ(decision.requirements.at(0).basis.mark, SourceMark::interpretation);
}

TEST(World, NamesTheParameterThatWasProbablyMeant)
{
    const PackFolder folder;
    const Fault fault = fault_in(folder, "local n = p \"permit.form\"");
    EXPECT_EQ(fault.code, "RP2041");
    EXPECT_EQ(fault.where, "rules/small/rules/broken.lua:3:18");
    EXPECT_EQ(
        fault.detail.zh,
        "没有名为 permit.form 的参数，相近的有 permit.from（rules/small/params.yaml:1:1）"
    );
    EXPECT_EQ(fault.clause, "2026/二");
}

TEST(World, RefusesAParameterThatIsNotInForceYet)
{
    const PackFolder folder;
    folder.write("rules/broken.lua", rule_of("broken", "local n = p \"permit.from\""));
    Question question = question_about(1000);
    question.today = Date::parse("2026-03-31").value();
    const Decision decision = world_of(folder)->evaluate(question);
    ASSERT_EQ(decision.incidents.size(), 2U);
    EXPECT_EQ(decision.incidents[0].error.code, "RP2042");
}

TEST(World, TellsARuleThatAnswersNothing)
{
    const PackFolder folder;
    const Fault fault = fault_in(folder, "out:note \"看过了\"");
    EXPECT_EQ(fault.code, "RP2045");
    EXPECT_EQ(fault.where.rfind("rules/small/rules/broken.lua:1", 0), 0U) << fault.where;
}

TEST(World, StopsEndlessRulesAndLetsTheOthersGoOn)
{
    const PackFolder folder;
    const Fault fault = fault_in(folder, "while true do end");
    EXPECT_EQ(fault.code, "RP2003");
    EXPECT_EQ(fault.where.rfind("rules/small/rules/broken.lua:3", 0), 0U) << fault.where;
}

TEST(World, RefusesAnswersThatAreNotFit)
{
    const PackFolder folder;
    EXPECT_EQ(fault_in(folder, "out:quota { key = \"n\", have = 1.5, need = 2 }").code, "RP2006");
    const Fault misspelt = fault_in(folder, "out:finding { level = \"info\", mesage = \"x\" }");
    EXPECT_EQ(misspelt.code, "RP2043");
    EXPECT_EQ(misspelt.way_out.zh, "是不是 message？");
    EXPECT_EQ(fault_in(folder, "out:finding { level = \"bad\", message = \"x\" }").code, "RP2043");
    EXPECT_EQ(fault_in(folder, "out:requirement { key = \"x\", met = false }").code, "RP2043");
    EXPECT_EQ(
        fault_in(folder, "out:requirement { key = \"x\", met = false, missing = \"一句\" }").code,
        "RP2043"
    );
    EXPECT_EQ(
        fault_in(folder, "out:finding { level = \"info\", message = \"x\", clause = \"2026/九\" }")
            .code,
        "RP1105"
    );
    EXPECT_EQ(
        fault_in(folder, "out:duty { key = \"x\", who = \"school\", due = \"周一\" }").code,
        "RP2043"
    );
    EXPECT_EQ(fault_in(folder, "for i = 1, 101 do out:note \"x\" end").code, "RP2046");
}

TEST(World, RefusesToGuessHolidaysThatAreNotPublished)
{
    const PackFolder folder;
    const Fault fault = fault_in(folder, "out:note(ctx.cal.add_working_days(\"2031-01-01\", 3))");
    EXPECT_EQ(fault.code, "RP2020");
    EXPECT_NE(fault.detail.zh.find("2031"), std::string::npos);
    EXPECT_EQ(fault.where, "rules/small/rules/broken.lua:3:22");
}

TEST(World, GivesNothingOfARuleThatFailedHalfWay)
{
    const PackFolder folder;
    folder.write(
        "rules/broken.lua",
        rule_of(
            "broken", "out:finding { level = \"info\", message = \"半句\" }\n    error(\"坏了\")"
        )
    );
    const Decision decision = world_of(folder)->evaluate(question_about(1000));
    EXPECT_TRUE(decision.findings.empty());
    EXPECT_EQ(decision.incidents.at(0).error.faults.at(0).detail.zh, "坏了");
    // A rule that could not answer has not said yes: the gate stays shut.
    EXPECT_EQ(decision.unmet("readiness").size(), 1U);
}

TEST(World, RefusesToLoadRulesThatAreWrittenWrong)
{
    const auto fault_of_file = [](std::string_view text, std::string_view code) {
        const PackFolder folder;
        folder.write("rules/broken.lua", text);
        const auto world = World::load(folder.rules());
        EXPECT_FALSE(world);
        return world ? Fault{} : fault_of(world.error().faults, code);
    };
    EXPECT_EQ(fault_of_file("local a = \nend", "RP2001").where, "rules/small/rules/broken.lua:2:1");
    std::string wrong_clause = rule_of("broken", "");
    wrong_clause.replace(wrong_clause.find("2026/二"), std::string("2026/二").size(), "2026/三三");
    const Fault clause = fault_of_file(wrong_clause, "RP1120");
    EXPECT_EQ(clause.where, "rules/small/rules/broken.lua:1:53");
    EXPECT_EQ(clause.way_out.zh, "是不是 2026/三？");
    fault_of_file(rule_of("permit", ""), "RP1120");                        // an id that is taken
    fault_of_file("require(\"circular\").rule { id = \"x\" }", "RP1120");  // not complete
    fault_of_file("require \"nowhere\"", "RP1121");
}

TEST(World, SaysWhenAPackIsNotLoaded)
{
    const PackFolder folder;
    Question question = question_about(1000);
    question.packs = {{"2019-nothing", 1, ""}};
    const Decision decision = world_of(folder)->evaluate(question);
    ASSERT_EQ(decision.incidents.size(), 1U);
    EXPECT_EQ(decision.incidents[0].error.code, "pack_not_loaded");
}

TEST(World, GivesRulesTheCountsThatTheyDeclared)
{
    const PackFolder folder;
    folder.write("rules/visits.lua", R"lua(require("circular").rule {
        id = "visits", clause = "2026/二", title = "走访", on = "recruitment-event", emits = "quota",
        needs = { n = { of = "visit", count = "distinct(employer)" } },
        eval = function(ctx, p, out)
            out:quota { key = "visits", have = ctx.input.n, need = 100, unit = "家" }
        end }
)lua");
    const auto world = world_of(folder);
    Question question = question_about(10);
    EXPECT_EQ(world->evaluate(question).incidents.at(0).error.code, "needs_not_fetched");
    question.fetch = [](const std::vector<Need>& needs) -> Result<json::object> {
        EXPECT_EQ(needs.at(0).measure.at("of"), "visit");
        return json::object{{needs.at(0).name, 57}};
    };
    EXPECT_EQ(world->evaluate(question).quotas.at(0).have, 57);
}

// Every clause must come out the same on any machine: one process writes the trace, another
// compares.
TEST(World, GivesTheSameTraceBytesInTwoProcesses)
{
    const auto trace_now = [] {
        const PackFolder folder;
        return world_of(folder)->evaluate(question_about(1200)).trace;
    };
    if (const char* const file = std::getenv("BEIHUI_TRACE_FILE")) {
        ASSERT_TRUE(write_file(file, trace_now()));
        return;
    }
    std::string file = (std::filesystem::temp_directory_path() / "beihui-trace-XXXXXX").string();
    close(mkstemp(file.data()));
    const pid_t child = fork();
    if (child == 0) {
        setenv("BEIHUI_TRACE_FILE", file.c_str(), 1);
        execl(
            "/proc/self/exe", "rules_tests",
            "--gtest_filter=World.GivesTheSameTraceBytesInTwoProcesses", static_cast<char*>(nullptr)
        );
        _exit(127);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    const auto other = read_file(file, 1 << 20);
    std::filesystem::remove(file);
    ASSERT_TRUE(other);
    EXPECT_FALSE(other->empty());
    EXPECT_EQ(*other, trace_now());
}

TEST(World, RunsTableChecksAndSaysWhenOneFails)
{
    const PackFolder folder;
    folder.write("annex/1.yaml", R"yaml(id: small.annex1
annex: 附件 1
title: 统计表
clause: 2026/二
columns:
  - { id: events, label: 活动, unit: 场, clause: 2026/二, measure: { of: event, count: rows } }
)yaml");
    folder.write("rules/checks.lua", R"lua(local N = require "circular"
N.table_check { id = "a", clause = "2026/二", table = "small.annex1", eval = function(row, out)
    local x = row.evnets end }
N.table_check { id = "b", clause = "2026/二", table = "small.annex1", eval = function(row, out)
    if row.events == 0 then out:finding { level = "warning", message = "没有活动" } end end }
)lua");
    const auto world = world_of(folder);
    const Date today = Date::parse("2026-04-20").value();
    const auto found = world->check_table("small.annex1", {{"events", 0}}, today);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].level, "error");
    EXPECT_NE(found[0].message.find("events"), std::string::npos) << found[0].message;
    EXPECT_EQ(found[1].message, "没有活动");
}

// The pack of the folder as it stands now.
std::shared_ptr<const Pack> revision_of(const PackFolder& folder, int revision, int from)
{
    std::string manifest = PackFolder::manifest();
    manifest.replace(manifest.find("revision: 1"), 11, "revision: " + std::to_string(revision));
    folder.write("pack.yaml", manifest);
    std::string params(PackFolder::params);
    params.replace(params.find("1000"), 4, std::to_string(from));
    folder.write("params.yaml", params);
    return read_pack(folder.pack()).value();
}

TEST(World, JudgesACaseByTheRevisionItIsPinnedTo)
{
    const PackFolder folder;
    const auto first = revision_of(folder, 1, 1000);
    const auto second = revision_of(folder, 2, 1200);
    const auto calendar = read_calendar(folder.rules());
    ASSERT_TRUE(calendar);
    const auto world = World::of({second}, *calendar, {first});
    ASSERT_TRUE(world) << world.error().detail.zh;
    EXPECT_EQ((*world)->find("small"), second.get());
    EXPECT_EQ((*world)->find("small", first->hash), first.get());
    EXPECT_EQ((*world)->find("small", std::string(64, '0')), nullptr);

    Question question = question_about(1100);
    question.packs = {{"small", 1, first->hash}};
    const Decision pinned = (*world)->evaluate(question);
    EXPECT_EQ(pinned.requirements.size(), 1U);
    EXPECT_EQ(pinned.packs, (std::vector<PackPin>{{"small", 1, first->hash}}));
    question.packs = {{"small", 2, second->hash}};
    EXPECT_TRUE((*world)->evaluate(question).requirements.empty());
    question.packs = {{"small", 2, ""}};
    EXPECT_TRUE((*world)->evaluate(question).requirements.empty()) << "the live one";

    question.packs = {{"small", 3, std::string(64, '0')}};
    const Decision unknown = (*world)->evaluate(question);
    ASSERT_EQ(unknown.incidents.size(), 1U) << "nothing is guessed";
    EXPECT_EQ(unknown.incidents[0].error.code, "pack_not_loaded");
    EXPECT_NE(unknown.incidents[0].error.detail.zh.find("第 3 版"), std::string::npos);
}

TEST(World, GoesOnWithoutAnEarlierRevisionThatDoesNotLoad)
{
    const PackFolder folder;
    const auto live = revision_of(folder, 2, 1000);
    folder.write("rules/permit.lua", "this is no Lua");
    const auto broken = revision_of(folder, 1, 1000);
    const auto calendar = read_calendar(folder.rules());
    EXPECT_FALSE(World::of({broken}, *calendar));
    const auto world = World::of({live}, *calendar, {broken});
    ASSERT_TRUE(world) << "its cases get incidents, the others are served";
    Question question = question_about(1000);
    question.packs = {{"small", 1, broken->hash}};
    EXPECT_EQ((*world)->evaluate(question).incidents.size(), 1U);
}

}  // namespace
}  // namespace beihui::rules
