#include "acts/replay.hpp"
#include "acts/what_if.hpp"
#include "cli/case_desk.hpp"
#include "cli/commands.hpp"

#include <map>
#include <set>

namespace beihui::cli
{
namespace
{

constexpr std::uint64_t seed = 158;

constexpr std::string_view parameters = R"(report.days:
  values:
    2025-04-01: { value: 3, interpretation: i-001 }
permit.from:
  values:
    2025-04-01: { value: 1000, clause: 2025/二 }
visits.min:
  values:
    2025-04-01: { value: 2, clause: 2025/三 }
)";

constexpr std::string_view lua_rules = R"lua(local N = require "circular"
N.rule {
    id = "report.due", clause = "2025/二", title = "活动后报送", on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        local day = ctx.cal.add_working_days(ctx.case.starts_on, p "report.days")
        out:duty { key = "report", who = "school", due = ctx.cal.end_of(day) }
    end,
}
N.rule {
    id = "permit", clause = "2025/二", title = "许可", on = "recruitment-event",
    emits = "requirement",
    eval = function(ctx, p, out)
        local met = ctx.case.plan.expected < p "permit.from"
        out:requirement { key = "permit", met = met, missing = { "没有许可" } }
    end,
}
N.rule {
    id = "visits", clause = "2025/三", title = "走访", on = "recruitment-event", emits = "quota",
    needs = { n = { of = "visit", count = "distinct(employer)" } },
    eval = function(ctx, p, out)
        out:quota { key = "visits", have = ctx.input.n, need = p "visits.min", unit = "家" }
    end,
}
)lua";

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

// "number: kind/key change" of everything that a report tells.
std::set<std::string> told(const json::object& report)
{
    std::set<std::string> lines;
    for (const json::value& organisation : report.at("organisations").as_array())
        for (const json::value& each : member(organisation, "listed")->as_array())
            for (const json::value& difference : member(each, "differences")->as_array())
                lines.insert(
                    std::string(text_of(each, "title")) + ": " +
                    std::string(text_of(difference, "kind")) + "/" +
                    std::string(text_of(difference, "key")) + " " +
                    std::string(text_of(difference, "change"))
                );
    return lines;
}

acts::WhatIfAsked year_of(const std::string& organisation, const char* from, const char* to)
{
    acts::WhatIfAsked asked;
    asked.organisation = organisation;
    asked.from = Date::parse(from).value();
    asked.to = Date::parse(to).value();
    return asked;
}

// Two schools of one province with events of different sizes under an invented circular.
class WhatIf : public testing::Test
{
protected:
    WhatIf()
    {
        home.write_pack("trial", parameters, lua_rules);
        desk = std::make_unique<CaseDesk>(home.path(), "2025-04-10T09:00:00+08:00");
        province = desk->organisation("P1", "测试省", "province");
        first = school("S1", "第一大学");
        second = school("S2", "第二大学");
        desk->event(first, "五百人", "2025-04-30", 500);
        desk->event(first, "九百人", "2025-04-30", 900);
        desk->event(second, "千二百人", "2025-05-20", 1200);
        desk->event(second, "来年", "2025-12-20", 900);
    }

    std::string school(const std::string& code, const std::string& name)
    {
        return acts::register_organisation(
                   desk->context(), province,
                   {{"code", code}, {"name", name}, {"level", "school"}, {"kind", "school"}}
        )
            .value();
    }
    // The pack with one text of its parameters replaced.
    std::filesystem::path draft(const std::string& old_text, const std::string& new_text)
    {
        copy_pack(
            home.path() / "rules" / "trial", drafts.path() / "trial", "params.yaml", old_text,
            new_text
        );
        return drafts.path() / "trial";
    }
    json::object ask(const std::filesystem::path& folder, const acts::WhatIfAsked& asked)
    {
        const auto rules =
            acts::rules_with_draft(desk->context(), rules::read_pack(folder).value(), "");
        const auto report = acts::what_if(desk->context(), rules.value(), asked);
        if (!report)
            throw std::runtime_error(report.error().code);
        return *report;
    }
    json::object ask(const std::filesystem::path& folder)
    {
        return ask(folder, year_of(province, "2025-04-01", "2025-06-30"));
    }

    OwnHome home;
    OwnFolder drafts;
    std::unique_ptr<CaseDesk> desk;
    std::string province;
    std::string first;
    std::string second;
};

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

// One statement for each need and side, however many cases; the number is that of each school.
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
    EXPECT_EQ(integer_of(report, "statements_for_counts"), 2);
    EXPECT_TRUE(holds(std::string(text_of(report, "text")), "2 / 2 家 → 2 / 3 家"))
        << text_of(report, "text");
}

TEST_F(WhatIf, AsksADraftOfANewCircularInThePlaceOfTheOldOne)
{
    std::string later(parameters);
    for (auto at = later.find("2025-04-01"); at != std::string::npos; at = later.find("2025-04-01"))
        later.replace(at, 10, "2025-09-01");
    later.replace(later.find("value: 1000"), 11, "value: 800");
    home.write_pack("trial-next", later, lua_rules, "drafts/");
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

TEST_F(WhatIf, ReplaysACaseWithADraftDifferencesFirst)
{
    const std::string number = desk->event(first, "回放", "2025-05-20", 900);
    desk->today("2025-04-12T09:00:00+08:00");
    desk->act(number, "edit_plan", json::object{{"expected", 700}});
    const std::string before = desk->everything();
    const auto rules = acts::rules_with_draft(
        desk->context(), rules::read_pack(draft("value: 1000", "value: 800")).value(), ""
    );
    const json::object replay = desk->look(number, [&](storage::ReadTxn& txn, const Case& subject) {
        return acts::replay_case(desk->context(), txn, subject, rules.value());
    });
    EXPECT_EQ(integer_of(replay, "differing"), 1);
    const json::array& acts = replay.at("acts").as_array();
    ASSERT_EQ(acts.size(), 2U);
    EXPECT_TRUE(bool_of(acts[0], "differs"));
    EXPECT_FALSE(bool_of(acts[1], "differs", true));
    const json::array& different = member(acts[0], "differences")->as_array();
    ASSERT_EQ(different.size(), 1U);
    EXPECT_EQ(text_of(different[0], "change"), "unmet");
    EXPECT_TRUE(desk->everything() == before);

    desk->close();
    ReplayAsked asked{desk->places(), number, (drafts.path() / "trial").string(), "", false};
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(replay_case(asked, out, err), good) << err.str();
    EXPECT_TRUE(holds(out.str(), "2 次操作有判定，1 次与当时不同")) << out.str();
    EXPECT_LT(out.str().find("第 1 版"), out.str().find("第 2 版")) << out.str();
}

// Every case of the demonstration, decided again by the rules that decided it, at each of its acts:
// the same trace, byte for byte. So a difference that replay shows comes from the rules alone.
TEST(Replay, ComesToTheSameTraceWithTheSameRules)
{
    CaseDesk desk(BEIHUI_SOURCE_DIR, "2026-11-15T09:00:00+08:00");
    std::ostringstream printed;
    ASSERT_TRUE(fill_demo(desk.installation(), seed, printed));
    std::vector<std::string> numbers;
    desk.context().database.read([&](storage::ReadTxn& txn) {
        const Scope everything =
            accounts::scope_of(acts::the_program(), accounts::Action::read_cases);
        storage::CaseQuery query;
        query.limit = 400;
        for (const Case& each : storage::list_cases(txn, everything, query).value().items)
            numbers.push_back(each.number);
    });
    const std::string before = desk.everything();
    std::size_t acts = 0;
    for (const std::string& number : numbers) {
        const json::object replay =
            desk.look(number, [&](storage::ReadTxn& txn, const Case& subject) {
                return acts::replay_case(
                    desk.context(), txn, subject, acts::live_rules(desk.context())
                );
            });
        EXPECT_EQ(integer_of(replay, "differing"), 0) << text_of(replay, "text");
        for (const json::value& act : replay.at("acts").as_array()) {
            ++acts;
            EXPECT_TRUE(bool_of(act, "same_trace")) << number << " " << act;
        }
    }
    EXPECT_GT(acts, 300U);
    EXPECT_TRUE(desk.everything() == before);

    // 2026/四(三)e, i-019: a permit from 300 persons on instead of 1000 concerns those between.
    OwnFolder drafts;
    copy_pack(
        std::filesystem::path(BEIHUI_SOURCE_DIR) / "rules" / "2026-youqi",
        drafts.path() / "2026-youqi", "params.yaml", "value: 1000, interpretation: i-019",
        "value: 300, interpretation: i-019"
    );
    const auto rules = acts::rules_with_draft(
        desk.context(), rules::read_pack(drafts.path() / "2026-youqi").value(), ""
    );
    std::map<std::string, std::string> roots;
    desk.context().database.read([&](storage::ReadTxn& txn) {
        for (const auto& record : storage::list_registered(txn, "organisation", "", "", 500))
            roots[storage::find_case(txn, record.id)->org_path] = record.id;
    });
    std::set<std::string> between;
    std::set<std::string> changed;
    for (const auto& [path, root] : roots) {
        if (std::ranges::count(path, '/') > 2)
            continue;  // below another
        const json::object report =
            acts::what_if(desk.context(), rules.value(), year_of(root, "2026-01-01", "2026-12-31"))
                .value();
        for (const json::value& organisation : report.at("organisations").as_array())
            for (const json::value& each : member(organisation, "listed")->as_array())
                for (const json::value& difference : member(each, "differences")->as_array())
                    if (text_of(difference, "key") == "B04")
                        changed.emplace(text_of(each, "number"));
    }
    for (const std::string& number : numbers) {
        const Case subject = desk.found(number);
        const json::value* const plan = subject.data.if_contains("plan");
        const std::int64_t expected = plan ? integer_of(*plan, "expected") : 0;
        // i-020: only an event that lets the public in is one of the regulation.
        if (subject.workflow == "recruitment-event" && expected >= 300 && expected < 1000 &&
            text_of(*plan, "mode") != "线上" && bool_of(*plan, "public_admitted", true))
            between.insert(number);
    }
    EXPECT_FALSE(between.empty());
    EXPECT_EQ(changed, between);
    EXPECT_TRUE(desk.everything() == before);
}

}  // namespace
}  // namespace beihui::cli
