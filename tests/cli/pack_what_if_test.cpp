#include "cli/commands.hpp"
#include "cli/trial_year.hpp"

namespace beihui::cli
{
namespace
{

class WhatIf : public TrialYear
{};

TEST_F(WhatIf, ReportsExactlyTheCasesThatAThresholdChanges)
{
    const std::string before = desk->everything();
    const json::object report = ask(draft("value: 1000", "value: 800"));
    EXPECT_EQ(integer_of(report, "cases"), 3);  // the one of December is not asked for
    EXPECT_EQ(integer_of(report, "changed"), 1);
    EXPECT_EQ(told(report), std::set<std::string>{"九百人: requirement/permit unmet"});
    EXPECT_EQ(integer_of(report, "no_longer_ready"), 1);
    EXPECT_EQ(integer_of(report, "became_ready"), 0);
    EXPECT_EQ(integer_of(report, "left_out"), 0);
    const json::array& organisations = report.at("organisations").as_array();
    ASSERT_EQ(organisations.size(), 1U);
    EXPECT_EQ(text_of(organisations[0], "name"), "第一大学");
    EXPECT_EQ(integer_of(organisations[0], "cases"), 2);
    const std::string text(text_of(report, "text"));
    EXPECT_TRUE(holds(text, "1 / 3 个案卷改变")) << text;
    EXPECT_TRUE(holds(text, "满足 → 未满足：没有许可")) << text;
    EXPECT_TRUE(desk->everything() == before);
}

TEST_F(WhatIf, ReportsDueTimesBeforeAndAfter)
{
    const json::object report = ask(draft("value: 3", "value: 4"));
    EXPECT_EQ(integer_of(report, "changed"), 3);
    const std::string text(text_of(report, "text"));
    EXPECT_TRUE(holds(text, "应报，截止 2025-05-08 24:00 → 应报，截止 2025-05-09 24:00")) << text;
    ASSERT_EQ(report.at("changes").as_array().size(), 1U);
    EXPECT_EQ(text_of(report.at("changes").as_array()[0], "change"), "due_later");
    EXPECT_EQ(integer_of(report.at("changes").as_array()[0], "cases"), 3);
}

TEST_F(WhatIf, ChangesNothingWhenTheDraftIsWhatIsLive)
{
    const json::object report = ask(home.path() / "rules" / "trial");
    EXPECT_EQ(integer_of(report, "cases"), 3);
    EXPECT_EQ(integer_of(report, "changed"), 0);
    EXPECT_TRUE(report.at("organisations").as_array().empty());
}

// One statement for each need, however many cases and for both sides; the number is that of each
// school.
TEST_F(WhatIf, CountsWhatRulesNeedForAllOrganisationsAtOnce)
{
    const auto employer = [&](const std::string& code, const std::string& name) {
        const std::string number =
            desk->open_case("employer", first, {{"uscc", code}, {"name", name}, {"size", "小型"}});
        return desk->found(number).id;
    };
    const std::vector<std::string> firms = {
        employer("91000000MA00000157", "甲公司"), employer("91000000MA00JK128U", "乙公司")
    };
    for (const std::string& firm : firms)
        desk->open_case(
            "visit", first,
            {{"date", "2025-04-09"},
             {"mode", "实地"},
             {"employer", firm},
             {"lead_role", "书记"},
             {"gist", "要点"}},
            "log"
        );
    const json::object report = ask(draft("value: 2,", "value: 3,"));
    EXPECT_EQ(
        told(report), (std::set<std::string>{
                          "五百人: quota/visits not_reached",
                          "九百人: quota/visits not_reached",
                          "千二百人: quota/visits need",
                      })
    );
    EXPECT_EQ(integer_of(report, "statements_for_counts"), 1);
    EXPECT_TRUE(holds(std::string(text_of(report, "text")), "2 / 2 家 → 2 / 3 家"))
        << text_of(report, "text");
}

TEST_F(WhatIf, AsksADraftOfANewCircularInThePlaceOfTheOldOne)
{
    std::string later(trial_parameters);
    for (auto at = later.find("2025-04-01"); at != std::string::npos; at = later.find("2025-04-01"))
        later.replace(at, 10, "2025-09-01");
    later.replace(later.find("value: 1000"), 11, "value: 800");
    home.write_pack("trial-next", later, trial_rules, "drafts/");
    const auto pack = rules::read_pack(home.path() / "drafts" / "trial-next").value();
    const auto refusal = acts::rules_with_draft(desk->context(), pack, "");
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().code, "RP3070");
    const auto rules = acts::rules_with_draft(desk->context(), pack, "trial").value();
    const auto asked = year_of(province, "2025-04-01", "2025-06-30");
    const json::object report = acts::what_if(desk->context(), rules, asked).value();
    // Its parameters have no value before September: both are asked on their first day.
    EXPECT_EQ(text_of(report, "today"), "2025-09-01");
    EXPECT_EQ(integer_of(report, "failed"), 0);
    EXPECT_EQ(told(report), std::set<std::string>{"九百人: requirement/permit unmet"});
}

TEST_F(WhatIf, GivesTheSameWithManyThreadsAndTellsAllOfThem)
{
    for (int i = 0; i < 450; ++i)
        desk->event(i % 2 == 0 ? first : second, "补 " + std::to_string(i), "2025-05-21", 700 + i);
    const std::filesystem::path folder = draft("value: 1000", "value: 800");
    auto asked = year_of(province, "2025-04-01", "2025-06-30");
    const json::object alone = ask(folder, asked);
    std::vector<std::size_t> progress;
    asked.threads = 3;
    asked.progress = [&](std::size_t done, std::size_t all) {
        EXPECT_EQ(all, 453U);
        progress.push_back(done);
    };
    const json::object together = ask(folder, asked);
    EXPECT_EQ(text_of(alone, "text"), text_of(together, "text"));
    EXPECT_EQ(integer_of(together, "changed"), 201);  // 700 + i from 800 to 999, and 九百人
    ASSERT_EQ(progress.size(), 3U);                   // batches of 200
    EXPECT_EQ(progress.back(), 453U);

    asked.most_listed = 10;
    const json::object cut = ask(folder, asked);
    EXPECT_EQ(integer_of(cut, "changed"), 201);
    EXPECT_EQ(told(cut).size(), 10U);
    EXPECT_EQ(integer_of(cut, "left_out"), 191);
}

// 原则上 instead of must: the number is the same, what missing it means is not.
TEST_F(WhatIf, ReportsAQuotaWhoseForceChanges)
{
    const json::object report = ask(draft(
        "text: \"组织走访\"\n  kind: mandatory",
        "text: \"组织走访\"\n  kind: mandatory\n  force: in_principle", "clauses.yaml"
    ));
    EXPECT_EQ(integer_of(report, "changed"), 3);
    EXPECT_TRUE(told(report).contains("五百人: quota/visits force"));
    const std::string text(text_of(report, "text"));
    EXPECT_TRUE(holds(text, "0 / 2 家 → 0 / 2 家（原则上）")) << text;
}

// A circular that was known only after the day: nobody is late (invariant 9).
TEST_F(WhatIf, ReportsADutyThatIsKnownOnlyAfterItIsDue)
{
    const json::object report =
        ask(draft("known_from: 2025-04-01", "known_from: 2025-06-02", "pack.yaml"));
    EXPECT_EQ(integer_of(report, "changed"), 3);
    EXPECT_TRUE(told(report).contains("五百人: duty/report known_after_due"));
    const std::string text(text_of(report, "text"));
    EXPECT_TRUE(holds(text, "截止 2025-05-08 24:00（2025-06-02 才知悉）")) << text;
}

TEST_F(WhatIf, StopsWhenItIsAskedTo)
{
    auto asked = year_of(province, "2025-04-01", "2025-06-30");
    int cases = 0;
    asked.stop = [&] { return ++cases > 2; };
    const auto rules = acts::rules_with_draft(
        desk->context(), rules::read_pack(home.path() / "rules" / "trial").value(), ""
    );
    const auto report = acts::what_if(desk->context(), rules.value(), asked);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, "RP3076");
}

TEST_F(WhatIf, CountsADraftThatFailsAsAFailureAndGuessesNothing)
{
    const json::object report = ask(draft("permit.from", "permit.until"));
    EXPECT_EQ(integer_of(report, "failed"), 3);
    EXPECT_TRUE(told(report).contains("五百人: incident/permit added"));
}

TEST_F(WhatIf, PrintsCountsFirstDrawsABarAndWritesNothing)
{
    const std::string before = desk->everything();
    desk->close();
    WhatIfWanted wanted;
    wanted.places = desk->places();
    wanted.folder = draft("value: 1000", "value: 800");
    wanted.cases = "2025";
    wanted.organisation = "测试省";
    wanted.shows_progress = true;
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(ask_what_if(wanted, out, err), good) << err.str();
    EXPECT_LT(out.str().find("2 / 4 个案卷改变"), out.str().find("第一大学：")) << out.str();
    EXPECT_TRUE(holds(err.str(), "] 4 / 4\n")) << err.str();
    wanted.cases = "2025-06-01..2025-05-01";
    EXPECT_EQ(ask_what_if(wanted, out, err), refused);
    EXPECT_TRUE(holds(err.str(), "看不懂案卷的时间")) << err.str();
    wanted.cases = "2025";
    wanted.organisation = "没有的";
    EXPECT_EQ(ask_what_if(wanted, out, err), refused);
    EXPECT_TRUE(holds(err.str(), "没有单位")) << err.str();
    desk->open();
    EXPECT_TRUE(desk->everything() == before);
}

}  // namespace
}  // namespace beihui::cli
