// A question put to other packs: a rule that cannot answer anything else is not run, and the answer
// is the one that running every rule gives.
#include "overlay_folder.hpp"

#include <algorithm>

namespace beihui::rules
{
namespace
{

constexpr std::string_view helper = R"lua(return {
    crowd = { least = 500 },
    is_crowd = function(n) return n >= 500 end,
}
)lua";

// Four rules: permit (a parameter and its reading), crowd (a helper file), place (another clause) and
// visits (a count).
class SmallFolder : public PackFolder
{
public:
    SmallFolder()
    {
        write("rules/helper.lua", helper);
        write(
            "rules/crowd.lua",
            "local helper = require \"helper\"\n" +
                rule_of(
                    "crowd", "if not helper.is_crowd(ctx.case.plan.expected) then return "
                             "out:not_applicable \"少\" end out:finding { level = \"info\", "
                             "message = \"多\" }"
                )
        );
        write("rules/place.lua", place("场地"));
        write("rules/visits.lua", R"lua(require("circular").rule {
    id = "visits", clause = "2026/三", title = "走访", on = "recruitment-event", emits = "quota",
    needs = { n = { of = "visit", count = "distinct(employer)" } },
    eval = function(ctx, p, out)
        out:quota { key = "visits", have = ctx.input.n, need = 100, unit = "家" }
    end,
}
)lua");
    }

    void replace(const std::string& file, std::string_view from, std::string_view to) const
    {
        std::string text = read(file);
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        write(file, text.replace(at, from.size(), to));
    }
    std::string read(const std::string& file) const
    {
        std::ifstream in(pack() / file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }

    static std::string place(const std::string& title)
    {
        return "require(\"circular\").rule { id = \"place\", clause = \"2026/三\", title = \"" +
               title +
               "\", on = \"recruitment-event\", emits = \"requirement\", eval = function(ctx, p, "
               "out)\n out:requirement { key = \"B01\", met = true } end }\n";
    }
};

std::shared_ptr<const World> world_of(const PackFolder& folder)
{
    const auto world = World::load(folder.rules());
    EXPECT_TRUE(world) << world.error().detail.zh;
    return world ? *world : nullptr;
}

Question asked(std::int64_t visits = 7)
{
    Question question = question_about(1000);
    question.fetch = [visits](const std::vector<Need>& needs) -> Result<json::object> {
        json::object numbers;
        for (const Need& need : needs)
            numbers[need.name] = visits;
        return numbers;
    };
    return question;
}

// Puts the question to both packs; what comes of the shortcut must be what comes of running all.
// Gives how many rules of the later pack were run.
std::size_t rules_run(
    const PackFolder& before,
    const PackFolder& after,
    const Question& first = asked(),
    const Question& second = asked()
)
{
    const auto earlier = world_of(before);
    const auto later = world_of(after);
    const AnsweredAgain again = later->ask_again(second, earlier->ask(first));
    const Decision all = later->ask(second).decision;
    EXPECT_EQ(to_json(again.decision, People::named), to_json(all, People::named));
    EXPECT_EQ(
        to_json(later->evaluate(second), People::named).at("requirements"),
        to_json(all, People::named).at("requirements")
    );
    return again.run;
}

TEST(AskAgain, RunsNoRuleOfTheSamePack)
{
    const SmallFolder folder;
    const auto world = world_of(folder);
    const Answered before = world->ask(asked());
    EXPECT_EQ(before.decision.requirements.size(), 2U);
    EXPECT_TRUE(before.decision.trace.empty());
    const AnsweredAgain again = world_of(folder)->ask_again(asked(), before);
    EXPECT_EQ(again.run, 0U);
    EXPECT_EQ(again.taken, 4U);
    EXPECT_EQ(to_json(again.decision), to_json(before.decision));
}

TEST(AskAgain, RunsARuleWhoseParameterHasAnotherValue)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace("params.yaml", "value: 1000", "value: 1001");
    EXPECT_EQ(rules_run(before, after), 1U);
}

// The same value from another source is another basis.
TEST(AskAgain, RunsARuleWhoseParameterRestsOnSomethingElse)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace("params.yaml", "interpretation: i-001", "clause: 2026/二");
    after.replace("interpretations.yaml", "affects: [permit.from]", "affects: [known_from]");
    EXPECT_EQ(rules_run(before, after), 1U);
}

TEST(AskAgain, RunsARuleWhoseReadingSomebodyHasConfirmed)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace(
        "interpretations.yaml", "decided_by: null", "decided_by: 省教育厅\n  decided_on: 2026-04-02"
    );
    EXPECT_EQ(rules_run(before, after), 1U);
}

TEST(AskAgain, RunsARuleWhoseLuaDiffersAndNoneBesideIt)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace("rules/permit.lua", "ctx.today, 20", "ctx.today, 21");
    EXPECT_EQ(rules_run(before, after), 1U);
}

TEST(AskAgain, RunsARuleWhoseTitleDiffers)
{
    const SmallFolder before;
    const SmallFolder after;
    after.write("rules/place.lua", SmallFolder::place("场地与展位"));
    EXPECT_EQ(rules_run(before, after), 1U);
}

// A rule does what the functions do that it calls, in whatever file they stand, and what the tables
// hold that it reads.
TEST(AskAgain, RunsARuleWhoseHelperDiffers)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace("rules/helper.lua", "n >= 500", "n >= 5000");
    EXPECT_EQ(rules_run(before, after), 1U);
    const SmallFolder with_table;
    with_table.replace("rules/helper.lua", "least = 500", "least = 501");
    EXPECT_EQ(rules_run(before, with_table), 1U);
}

TEST(AskAgain, RunsRulesThatNameAClauseWhoseWordsDiffer)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace("clauses.yaml", "举办千人以上活动须办理安全许可", "须办理安全许可");
    EXPECT_EQ(rules_run(before, after), 2U);  // permit and crowd
    const SmallFolder in_principle;
    in_principle.replace("clauses.yaml", "item: B13", "item: B13\n  force: in_principle");
    EXPECT_EQ(rules_run(before, in_principle), 3U);  // place, visits, and permit reads items
}

TEST(AskAgain, RunsEveryRuleOfAPackThatIsKnownFromAnotherDay)
{
    const SmallFolder before;
    const SmallFolder after;
    after.replace("pack.yaml", "known_from: 2026-04-01", "known_from: 2026-04-02");
    EXPECT_EQ(rules_run(before, after), 4U);
}

TEST(AskAgain, RunsARuleThatGetsAnotherCount)
{
    const SmallFolder before;
    const SmallFolder after;
    EXPECT_EQ(rules_run(before, after, asked(7), asked(8)), 1U);
    EXPECT_EQ(rules_run(before, after, asked(7), asked(7)), 0U);
}

TEST(AskAgain, SaysNothingForARuleThatIsGoneAndRunsANewOne)
{
    const SmallFolder before;
    const SmallFolder after;
    after.remove("rules/crowd.lua");
    after.write(
        "rules/new.lua", rule_of("new", "out:finding { level = \"info\", message = \"新\" }")
    );
    EXPECT_EQ(rules_run(before, after), 1U);
}

TEST(AskAgain, RunsARuleThatFailedBefore)
{
    const SmallFolder before;
    const SmallFolder after;
    for (const SmallFolder* const folder : {&before, &after})
        folder->write("rules/broken.lua", rule_of("broken", "error \"坏了\""));
    EXPECT_EQ(rules_run(before, after), 1U);
}

TEST(AskAgain, RunsARuleWhoseValueAnOverlayGivesNow)
{
    const OverlayFolder before;
    const OverlayFolder after;
    Question question = question_about(110);
    question.packs = {{"beijing", 1, ""}, {"small", 1, ""}};
    EXPECT_EQ(rules_run(before, after, question, question), 0U);
    after.override_with("small/visits.min", "{ 2026-04-01: { value: 130, clause: BJ/一 } }");
    EXPECT_EQ(rules_run(before, after, question, question), 1U);
}

TEST(AskAgain, RunsEverythingWhenTheCalendarDiffers)
{
    const SmallFolder before;
    const SmallFolder after;
    const auto calendar = after.rules() / "calendars" / "cn.yaml";
    std::ofstream(calendar, std::ios::binary | std::ios::app) << "# 另一版\n";
    EXPECT_EQ(rules_run(before, after), 4U);
}

}  // namespace
}  // namespace beihui::rules
