// What out:duty, out:quota and out:finding add to what a rule says.
#include "pack_folder.hpp"

namespace beihui::rules
{
namespace
{

std::shared_ptr<const World> world_with(const PackFolder& folder, std::string_view body)
{
    folder.write("rules/more.lua", rule_of("more", body));
    const auto world = World::load(folder.rules());
    EXPECT_TRUE(world) << world.error().detail.zh;
    return world ? *world : nullptr;
}

Question question_at(std::string_view moment)
{
    Question question = question_about(10);
    question.known_at = Instant::parse(moment).value();
    question.today = question.known_at.date();
    return question;
}

Decision decided(const Question& question, std::string_view body)
{
    const PackFolder folder;
    Decision decision = world_with(folder, body)->evaluate(question);
    for (const Incident& incident : decision.incidents)
        ADD_FAILURE() << incident.error.detail.zh;
    return decision;
}

DutyFound duty(std::string_view moment, std::string_view members)
{
    const std::string body =
        "out:duty { key = \"plan\", who = \"province\", " + std::string(members) + " }";
    const Decision decision = decided(question_at(moment), body);
    return decision.duties.empty() ? DutyFound{} : decision.duties[0];
}

std::string code_of(std::string_view body)
{
    const PackFolder folder;
    const Decision decision = world_with(folder, body)->evaluate(question_about(10));
    return decision.incidents.empty() ? "" : decision.incidents[0].error.code;
}

constexpr std::string_view saturday = "due = ctx.cal.end_of(\"2026-05-09\")";

// 2025/五(三)a: filed on a Saturday evening is on time, at 24:00 it is not.
TEST(Outputs, TakeTheSaturdayOfADeadlineWholeAndItsEndForLate)
{
    EXPECT_FALSE(duty("2026-05-09T20:00:00+08:00", saturday).late);
    EXPECT_FALSE(duty("2026-05-09T23:59:59.999+08:00", saturday).late);
    EXPECT_TRUE(duty("2026-05-10T00:00:00+08:00", saturday).late);
}

// The same pack rolled to the next working day, and with a deadline that leaves the day out.
TEST(Outputs, TakeWhatTheRuleMakesOfASaturday)
{
    const std::string_view rolled =
        "due = ctx.cal.end_of(ctx.cal.shift(\"2026-05-16\", \"next_working_day\"))";
    EXPECT_EQ(duty("2026-05-16T20:00:00+08:00", rolled).due->text(), "2026-05-19T00:00:00+08:00");
    EXPECT_FALSE(duty("2026-05-18T23:59:59+08:00", rolled).late);
    EXPECT_TRUE(duty("2026-05-19T00:00:00+08:00", rolled).late);
    const std::string_view without = "due = ctx.cal.at(\"2026-05-09\", \"00:00\")";
    EXPECT_TRUE(duty("2026-05-09T20:00:00+08:00", without).late);
}

TEST(Outputs, JudgeADoneDutyByWhenItWasDoneAndWhatWasDueThen)
{
    const PackFolder folder;
    const auto world = world_with(
        folder, "out:duty { key = \"plan\", who = \"x\", due = ctx.cal.end_of(\"2026-04-03\") }"
    );
    const auto late = [&](std::string_view done_at, std::string_view due) {
        Question question = question_at("2026-05-01T00:00:00+08:00");
        question.snapshot["case"].as_object()["duties"] = json::array{
            json::object{{"key", "plan"}, {"state", "done"}, {"done_at", done_at}, {"due", due}}
        };
        return world->evaluate(question).duties.at(0).late;
    };
    EXPECT_FALSE(late("2026-04-03T23:59:59+08:00", "2026-04-04T00:00:00+08:00"));
    EXPECT_TRUE(late("2026-04-04T00:00:00+08:00", "2026-04-04T00:00:00+08:00"));
    EXPECT_FALSE(late("2026-04-04T00:00:00+08:00", "2026-04-11T00:00:00+08:00"));
}

// Invariant 9 and 2022/六(一)d: the plan was due on 18 March, the notice came on 22 March.
TEST(Outputs, MarkADutyThatNobodyCouldKnowOfInTime)
{
    const std::string_view due = "due = ctx.cal.end_of(\"2026-04-18\")";
    const auto known = [&](std::string_view day) {
        const std::string members = std::string(due) + ", known_on = \"" + std::string(day) + "\"";
        return duty("2026-04-25T10:00:00+08:00", members);
    };
    const DutyFound received = known("2026-04-22");
    EXPECT_TRUE(received.known_after_due());
    EXPECT_TRUE(received.late);
    EXPECT_TRUE(known("2026-04-19").known_after_due()) << "its day ended as the day began";
    EXPECT_FALSE(known("2026-04-18").known_after_due()) << "a day was left";
    // The day from which the pack is known counts by itself, and cannot be undercut.
    EXPECT_FALSE(duty("2026-04-25T10:00:00+08:00", due).known_after_due());
    const std::string_view early = "due = ctx.cal.end_of(\"2026-03-31\")";
    EXPECT_TRUE(duty("2026-04-25T10:00:00+08:00", early).known_after_due());
    EXPECT_TRUE(
        duty("2026-04-25T10:00:00+08:00", std::string(early) + ", known_on = \"2026-03-01\"")
            .known_after_due()
    );
}

// Invariant 8.
TEST(Outputs, TakeADutyWithoutADueTimeNeverForLate)
{
    const DutyFound found = duty("2026-12-31T23:59:59+08:00", "known_on = \"2026-12-31\"");
    EXPECT_FALSE(found.late);
    EXPECT_FALSE(found.known_after_due());
    EXPECT_FALSE(found.due);
}

TEST(Outputs, CarryWhatADutyIsAboutAndWhichRevisionDecidesIt)
{
    const DutyFound found = duty(
        "2026-05-04T00:00:00+08:00",
        "rules = \"follow\", period_end = \"2026-05-03\", occasion = \"2026-W19\""
    );
    EXPECT_EQ(found.rules, "follow");
    EXPECT_EQ(found.period_end->text(), "2026-05-03");
    EXPECT_EQ(found.occasion, "2026-W19");
    EXPECT_EQ(duty("2026-05-04T00:00:00+08:00", "due = nil").rules, "pin");
    EXPECT_EQ(code_of("out:duty { key = \"a\", who = \"b\", rules = \"live\" }"), "RP2043");
    EXPECT_EQ(code_of("out:duty { key = \"a\", who = \"b\", period_end = \"5月\" }"), "RP2043");
}

QuotaFound quota(std::string_view members, std::string_view force_of_clause = {})
{
    const PackFolder folder;
    if (!force_of_clause.empty()) {
        std::string clauses(PackFolder::clauses);
        clauses.insert(
            clauses.find("  check: rule"), "  force: " + std::string(force_of_clause) + "\n"
        );
        folder.write("clauses.yaml", clauses);
    }
    const auto world =
        world_with(folder, "out:quota { key = \"visits\", " + std::string(members) + " }");
    const Decision decision = world->evaluate(question_about(10));
    return decision.quotas.empty() ? QuotaFound{} : decision.quotas[0];
}

// 2022/六(二)d: 93 of 100 is a warning where the clause says 原则上, and 7 are missing.
TEST(Outputs, TellWhatIsMissingOfAQuotaAndHowFirmlyItIsAskedFor)
{
    const QuotaFound soft = quota("have = 93, need = 100, force = \"in_principle\"");
    EXPECT_EQ(soft.status(), "short");
    EXPECT_EQ(soft.missing(), 7);
    EXPECT_EQ(soft.words().zh, "未达（原则上）");
    const QuotaFound hard = quota("have = 99, need = 100");
    EXPECT_EQ(hard.force, "must");
    EXPECT_EQ(hard.status(), "behind");
    EXPECT_EQ(hard.missing(), 1);
    for (const char* const enough : {"have = 100, need = 100", "have = 101, need = 100"}) {
        EXPECT_EQ(quota(enough).status(), "met");
        EXPECT_EQ(quota(enough).missing(), 0);
        EXPECT_EQ(quota(enough).words().zh, "已达");
    }
}

TEST(Outputs, TakeTheForceOfAQuotaFromItsClause)
{
    EXPECT_EQ(quota("have = 1, need = 2", "in_principle").status(), "short");
    EXPECT_EQ(quota("have = 1, need = 2", "must").status(), "behind");
    EXPECT_EQ(quota("have = 1, need = 2, force = \"must\"", "in_principle").status(), "behind");
    EXPECT_EQ(code_of("out:quota { key = \"q\", have = -1, need = 2 }"), "RP2043");
    EXPECT_EQ(code_of("out:quota { key = \"q\", have = 1, need = 2, force = \"软\" }"), "RP2043");
}

TEST(Outputs, RefuseAForceThatIsNone)
{
    const PackFolder folder;
    std::string clauses(PackFolder::clauses);
    clauses.insert(clauses.find("  check: rule"), "  force: 原则上\n");
    folder.write("clauses.yaml", clauses);
    const auto pack = read_pack(folder.pack());
    ASSERT_FALSE(pack);
    EXPECT_EQ(fault_of(pack.error().faults, "RP1104").where, "rules/small/clauses.yaml:4:10");
}

// 2023/四(五): the college sees who has no file, the province how many.
TEST(Outputs, NamePeopleOnlyToThoseWhoSeePersonalValues)
{
    const Decision decision = decided(
        question_about(10), "out:finding { level = \"error\", message = \"没有一人一档\","
                            " people = { \"p1\", \"p2\" } }\n"
                            "out:finding { level = \"info\", message = \"无人\", people = {} }"
    );
    const json::object named = to_json(decision, People::named);
    EXPECT_EQ(named.at("findings").at(0).at("people"), (json::array{"p1", "p2"}));
    EXPECT_EQ(named.at("findings").at(0).at("people_count"), 2);
    const json::object counted = to_json(decision);
    EXPECT_EQ(counted.at("findings").at(0).at("people_count"), 2);
    EXPECT_FALSE(counted.at("findings").at(0).as_object().contains("people"));
    EXPECT_FALSE(counted.at("findings").at(1).as_object().contains("people_count"));
    EXPECT_EQ(decision.trace.find("p1"), std::string::npos) << "the trace is open to more readers";
    EXPECT_NE(decision.trace.find("\"people_count\":2"), std::string::npos);
    EXPECT_EQ(
        code_of("out:finding { level = \"info\", message = \"x\", people = { 7 } }"), "RP2043"
    );
}

}  // namespace
}  // namespace beihui::rules
