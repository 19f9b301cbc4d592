#include "acts/explain.hpp"
#include "cli/case_desk.hpp"
#include "cli/commands.hpp"

namespace beihui::cli
{
namespace
{

constexpr std::string_view days = "report.days:\n  title: { zh: 报送天数, en: Days }\n"
                                  "  unit: 个工作日\n  values:\n"
                                  "    2025-04-01: { value: 3, interpretation: i-001 }\n";

constexpr std::string_view report = R"lua(local N = require "circular"
N.rule {
    id = "report.due", clause = "2025/二", title = "活动后报送", on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        local day = ctx.cal.add_working_days(ctx.case.starts_on, p "report.days")
        ctx.cal.add_days(ctx.case.starts_on, 100)
        out:duty { key = "report", who = "school", due = ctx.cal.end_of(day) }
        out:duty { key = "later", who = "school" }
    end,
}
)lua";

std::string text(const json::object& explanation)
{
    return std::string(text_of(explanation, "text"));
}

bool holds(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

class Explain : public testing::Test
{
protected:
    Explain() { home.write_pack("trial", days, report); }

    json::object why(CaseDesk& desk, const std::string& number, const std::string& duty)
    {
        return desk.look(number, [&](storage::ReadTxn& txn, const Case& subject) {
            return acts::why_due(desk.context(), txn, subject, duty);
        });
    }

    OwnHome home;
};

// 2026/四(三)e: the permit is applied for 20 days before; 23 May 2026 gives 3 May, in a holiday.
TEST_F(Explain, TellHowThePermitOfTwentyDaysIsCounted_2026_4_3_e)
{
    CaseDesk desk(BEIHUI_SOURCE_DIR, "2026-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "千人招聘会", "2026-05-23", 1000);
    const json::object told = desk.look(number, [&](storage::ReadTxn& txn, const Case& subject) {
        return acts::explain_rule(desk.context(), txn, subject, "safety.permit", std::nullopt);
    });
    EXPECT_EQ(text_of(told, "clause"), "2026/四(三)e");
    EXPECT_FALSE(text_of(told, "clause_text").empty());
    EXPECT_FALSE(bool_of(told, "stored", true));
    const std::string all = text(told);
    EXPECT_TRUE(
        holds(all, "2026-05-23（周六）前第 20 个自然日（不论是否工作日）：2026-05-03（周日）")
    ) << all;
    EXPECT_TRUE(holds(all, "截止 2026-05-03 24:00")) << all;
    // The day lies in a holiday: the last working day before it, and what lies between.
    EXPECT_TRUE(holds(all, "2026-05-03 周日 劳动节放假，不计")) << all;
    EXPECT_TRUE(holds(all, "2026-05-02 周六 劳动节放假，不计")) << all;
    EXPECT_TRUE(holds(all, "2026-05-01 周五 劳动节放假，不计")) << all;
    EXPECT_TRUE(holds(all, "2026-04-30 周四 工作日，第 1 个工作日")) << all;
    EXPECT_TRUE(holds(all, "safety.apply_days")) << all;
    EXPECT_TRUE(holds(all, "case.plan.expected = 1000")) << all;
    EXPECT_TRUE(holds(all, "要求 B04")) << all;
    EXPECT_TRUE(holds(all, "缺省口径，尚无人确认")) << all;
}

TEST_F(Explain, SayWhyAnItemDoesNotApply_2026_4_3_e)
{
    CaseDesk desk(BEIHUI_SOURCE_DIR, "2026-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "九百九十九人", "2026-05-23", 999);
    const json::object told = desk.look(number, [&](storage::ReadTxn& txn, const Case& subject) {
        return acts::explain_rule(desk.context(), txn, subject, "safety.permit", std::nullopt);
    });
    EXPECT_TRUE(holds(text(told), "要求 B04 大型活动安全许可：不适用")) << text(told);
    EXPECT_TRUE(holds(text(told), "每场次预计 999 人，不足 1000 人")) << text(told);
    const json::object due = why(desk, number, "B04");
    EXPECT_TRUE(due.at("due").is_null());
    EXPECT_TRUE(holds(text(due), "这一项不适用于这个案卷，所以没有截止")) << text(due);
    EXPECT_FALSE(holds(text(due), "通知没有印出日期")) << text(due);
}

TEST_F(Explain, ReadTheTraceThatWasStoredByAMoment)
{
    CaseDesk desk(BEIHUI_SOURCE_DIR, "2026-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "千人招聘会", "2026-05-23", 1000);
    desk.today("2026-04-12T09:00:00+08:00");
    desk.act(number, "edit_plan", json::object{{"expected", 900}});
    const auto asked = [&](const char* moment) {
        return desk.look(number, [&](storage::ReadTxn& txn, const Case& subject) {
            return acts::explain_rule(
                desk.context(), txn, subject, "safety.permit", Instant::parse(moment).value()
            );
        });
    };
    const json::object first = asked("2026-04-11T00:00:00+08:00");
    EXPECT_TRUE(bool_of(first, "stored"));
    EXPECT_EQ(integer_of(first, "version"), 1);
    EXPECT_EQ(text_of(first, "as_of"), "2026-04-10");
    EXPECT_TRUE(holds(text(first), "case.plan.expected = 1000")) << text(first);
    const json::object second = asked("2026-04-12T09:00:00+08:00");
    EXPECT_EQ(integer_of(second, "version"), 2);
    EXPECT_TRUE(holds(text(second), "case.plan.expected = 900")) << text(second);
    EXPECT_THROW(asked("2026-04-09T00:00:00+08:00"), std::runtime_error);  // RP3072
}

TEST_F(Explain, NameTheRulesThereAreForOneThatIsNot)
{
    CaseDesk desk(home.path(), "2025-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "招聘会", "2025-04-30", 100);
    desk.context().database.read([&](storage::ReadTxn& txn) {
        const Case subject = storage::find_case(txn, number).value();
        const auto told =
            acts::explain_rule(desk.context(), txn, subject, "report.duo", std::nullopt);
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().code, "RP3071");
        EXPECT_TRUE(holds(told.error().detail.zh, "是不是 report.due")) << told.error().detail.zh;
    });
}

// Three working days over the holiday of May 2025 (国办发明电〔2024〕12号): 1 to 5 May are skipped.
TEST_F(Explain, NameEachDayThatADueTimeSkips)
{
    CaseDesk desk(home.path(), "2025-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "节前招聘会", "2025-04-30", 100);
    const json::object told = why(desk, number, "report");
    EXPECT_EQ(text_of(told, "due"), "2025-05-09T00:00:00+08:00");
    EXPECT_EQ(text_of(told, "clause"), "2025/二");
    // Only what leads to the due time: the rule also counted a hundred days for nothing.
    const json::array& steps = told.at("steps").as_array();
    ASSERT_EQ(steps.size(), 2U);
    const json::array& counted = steps[0].at("days").as_array();
    ASSERT_EQ(counted.size(), 8U);
    std::vector<std::string> skipped;
    for (const json::value& day : counted)
        if (!bool_of(day, "working"))
            skipped.push_back(
                std::string(text_of(day, "date")) + std::string(text_of(day, "name"))
            );
    EXPECT_EQ(
        skipped, (std::vector<std::string>{
                     "2025-05-01劳动节", "2025-05-02劳动节", "2025-05-03劳动节", "2025-05-04劳动节",
                     "2025-05-05劳动节"
                 })
    );
    const std::string all = text(told);
    for (const char* line :
         {"report 活动后报送：截止 2025-05-08 24:00", "2025-05-01 周四 劳动节放假，不计",
          "2025-05-05 周一 劳动节放假，不计", "2025-05-06 周二 工作日，第 1 个工作日",
          "2025-05-08 周四 工作日，第 3 个工作日", "其间 5 个休息日不计",
          "report.days 报送天数 = 3 个工作日", "问：当日算不算？", "活动结束后三个工作日内报送"})
        EXPECT_TRUE(holds(all, line)) << line << "\n" << all;
}

// 27 April 2025 is a Sunday on which people work.
TEST_F(Explain, CountAWorkedSundayInADueTime)
{
    CaseDesk desk(home.path(), "2025-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "调休前招聘会", "2025-04-25", 100);
    const std::string all = text(why(desk, number, "report"));
    EXPECT_TRUE(holds(all, "截止 2025-04-29 24:00")) << all;
    EXPECT_TRUE(holds(all, "2025-04-26 周六 休息日，不计")) << all;
    EXPECT_TRUE(holds(all, "2025-04-27 周日 劳动节调休上班，第 1 个工作日")) << all;
}

TEST_F(Explain, SayWhyADutyHasNoDueTime)
{
    CaseDesk desk(home.path(), "2025-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "招聘会", "2025-04-25", 100);
    const json::object told = why(desk, number, "later");
    EXPECT_TRUE(told.at("due").is_null());
    EXPECT_TRUE(told.at("steps").as_array().empty());
    EXPECT_TRUE(holds(text(told), "永不逾期")) << text(told);
}

// 2026/五(三)a prints no date; somebody entitled sets one and names the source.
TEST_F(Explain, SayWhoSetADueTimeAndOnWhatBasis_2026_5_3_a)
{
    CaseDesk desk(BEIHUI_SOURCE_DIR, "2026-05-10T09:00:00+08:00");
    const std::string office = desk.organisation("P1", "测试省工信厅", "province_sme");
    const std::string number = desk.open_case("campaign", office, {{"title", "专项行动台账"}});
    EXPECT_TRUE(holds(text(why(desk, number, "annex1")), "没有截止"));
    desk.today("2026-05-12T10:00:00+08:00");
    desk.act(
        number, "set_due",
        json::object{
            {"rows", json::array{json::object{
                         {"duty", "annex1"},
                         {"due_on", "2026-07-10"},
                         {"set_by", "测试省工信厅"},
                         {"source", "省厅通知第 3 号"}
                     }}}
        }
    );
    const json::object told = why(desk, number, "annex1");
    EXPECT_EQ(text_of(told, "due"), "2026-07-11T00:00:00+08:00");
    ASSERT_TRUE(told.at("set_by").is_object());
    EXPECT_EQ(integer_of(told.at("set_by"), "version"), 2);
    EXPECT_TRUE(holds(text(told), "测试省工信厅 省厅通知第 3 号")) << text(told);
    EXPECT_TRUE(holds(text(told), "2026-05-12T10:00:00+08:00")) << text(told);
}

TEST_F(Explain, PrintFromACommandAndWriteNothing)
{
    CaseDesk desk(home.path(), "2025-04-10T09:00:00+08:00");
    const std::string school = desk.organisation("S1", "测试大学", "school");
    const std::string number = desk.event(school, "节前招聘会", "2025-04-30", 100);
    const std::string before = desk.everything();
    desk.close();

    std::ostringstream out;
    std::ostringstream err;
    ExplainAsked rule{desk.places(), number, "report.due", std::nullopt, false};
    EXPECT_EQ(explain_rule(rule, out, err), good) << err.str();
    EXPECT_TRUE(holds(out.str(), "add_days") || holds(out.str(), "第 100 个自然日")) << out.str();
    WhyDueAsked duty{desk.places(), number, "report", true};
    std::ostringstream json_out;
    EXPECT_EQ(why_due(duty, json_out, err), good) << err.str();
    const auto read = read_json(json_out.str().substr(0, json_out.str().size() - 1));
    ASSERT_TRUE(read) << json_out.str();
    EXPECT_EQ(text_of(*read, "due"), "2025-05-09T00:00:00+08:00");
    duty.duty = "reprot";
    EXPECT_EQ(why_due(duty, out, err), refused);
    EXPECT_TRUE(holds(err.str(), "是不是 report")) << err.str();
    duty.number = "BH-2025-999999";
    EXPECT_EQ(why_due(duty, out, err), refused);
    EXPECT_TRUE(holds(err.str(), "没有案卷")) << err.str();

    desk.open();
    EXPECT_TRUE(desk.everything() == before);
}

TEST_F(Explain, RefuseADatabaseThatIsNotThereAndMakeNone)
{
    OwnFolder empty;
    Places places;
    places.home = home.path();
    places.data = empty.path() / "none";
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(explain_rule({places, "BH-2025-000001", "report.due", {}, false}, out, err), refused);
    EXPECT_TRUE(holds(err.str(), "没有数据库")) << err.str();
    EXPECT_FALSE(std::filesystem::exists(places.data));
}

}  // namespace
}  // namespace beihui::cli
