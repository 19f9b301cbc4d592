// What happens between two days: whose, in which order, how much of it, and nothing of others.
#include "acts/program.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <map>

namespace beihui::test
{
namespace
{

class Agenda : public testing::TestWithParam<Store>
{
protected:
    std::string open_event(std::string_view title, std::string_view from, std::string_view to)
    {
        json::object plan = plan_for(title, from, 300);
        plan["ends_at"] = std::string(to) + "T16:30:00+08:00";
        const Reply opened =
            campus.officer().open("recruitment-event", campus.school, std::move(plan));
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    std::string open_visit(std::string_view title, std::string_view day, std::string_view role)
    {
        const Reply opened = campus.officer().open(
            "visit", campus.school,
            {{"title", title},
             {"date", day},
             {"mode", "实地"},
             {"lead_role", role},
             {"companions", "张三、李四"}}
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    // A filing of the province that is due at the end of a day.
    std::string due_on(std::string_view day)
    {
        Person& filer = campus.person("filer", campus.department("province_sme"), {"province_sme"});
        const Reply ledger =
            filer.open("campaign", campus.department("province_sme"), {{"title", "台账"}});
        EXPECT_EQ(ledger.status, 201) << ledger.body;
        const std::string number = ledger.text("number");
        const Reply set = filer.act(
            number, "set_due",
            rows({json::object{
                {"duty", "annex1"}, {"due_on", day}, {"set_by", "省厅"}, {"source", "省厅通知"}
            }})
        );
        EXPECT_EQ(set.status, 200) << set.body;
        return number;
    }
    static std::string days(std::string_view from, std::string_view to, std::string_view more = {})
    {
        return "/api/v1/agenda?from=" + std::string(from) + "&to=" + std::string(to) +
               std::string(more);
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Agenda,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Agenda, ListsWhatTouchesTheDaysInTheOrderOfTime)
{
    server.today("2026-04-20");
    const std::string before = open_event("以前的", "2026-04-29", "2026-04-30");
    const std::string over = open_event("跨到节后", "2026-04-30", "2026-05-02");
    const std::string within = open_event("当中的", "2026-05-20", "2026-05-20");
    const std::string after = open_event("以后的", "2026-06-01", "2026-06-01");
    const std::string visit = open_visit("走访云岭", "2026-05-20", "书记");
    const std::string teacher = open_visit("教师走访", "2026-05-20", "其他");

    const Reply may = campus.officer().get(days("2026-05-01", "2026-05-31"));
    ASSERT_EQ(may.status, 200) << may.body;
    ASSERT_EQ(may.count("items"), 3U) << may.body;
    EXPECT_EQ(may.text("items.0.number"), over);
    EXPECT_EQ(may.text("items.0.from"), "2026-04-30");
    EXPECT_EQ(may.text("items.0.to"), "2026-05-02");
    EXPECT_EQ(may.text("items.1.number"), visit) << "the whole day comes before a time of it";
    EXPECT_EQ(may.text("items.1.role"), "书记");
    EXPECT_EQ(may.text("items.2.number"), within);
    EXPECT_EQ(may.text("items.2.starts_at"), "2026-05-20T09:00:00+08:00");
    EXPECT_EQ(may.text("items.2.ends_at"), "2026-05-20T16:30:00+08:00");
    EXPECT_EQ(may.text("items.2.venue"), "大学生活动中心一层");
    EXPECT_EQ(may.text("items.2.stage"), "plan");
    EXPECT_TRUE(may.find("items", "number", teacher).is_null()) << "no leader went";
    const std::string owner = may.text("items.2.owner");
    EXPECT_EQ(owner, campus.officer().id());
    EXPECT_EQ(may.text("people." + owner), "姓名" + campus.officer().login());
    EXPECT_FALSE(may.text("organisations." + campus.school).empty());
    // A day of its own, by either end.
    EXPECT_EQ(campus.officer().get(days("2026-05-02", "2026-05-02")).count("items"), 1U);
    EXPECT_EQ(campus.officer().get(days("2026-05-03", "2026-05-19")).count("items"), 0U);
    EXPECT_EQ(campus.officer().get(days("2026-04-29", "2026-06-01")).count("items"), 5U);

    const auto many = [&](std::string_view more) {
        return campus.officer().get(days("2026-05-01", "2026-05-31", more)).count("items");
    };
    EXPECT_EQ(many("&layers=event"), 2U);
    EXPECT_EQ(many("&layers=visit"), 1U);
    EXPECT_EQ(many("&layers=duty"), 0U);
    EXPECT_EQ(many("&layers=visit,event"), 3U);
    EXPECT_EQ(many("&owner=" + owner), 3U);
    EXPECT_EQ(many("&owner=" + campus.director().id()), 0U);
    EXPECT_EQ(many("&organisation=" + campus.school), 3U);
}

TEST_P(Agenda, PutsWhatIsDueAtMidnightOnTheDayThatEndsThen)
{
    server.today("2026-11-30");
    const std::string number = due_on("2026-12-30");
    Person& filer = campus.person("filer", campus.department("province_sme"), {"province_sme"});
    const auto duty_of = [&](std::string_view from, std::string_view to) {
        const Reply found = filer.get(days(from, to, "&layers=duty"));
        EXPECT_EQ(found.status, 200) << found.body;
        const json::value& item = found.find("items", "duty", "annex1");
        return item;
    };
    const json::value on_the_day = duty_of("2026-12-30", "2026-12-30");
    ASSERT_FALSE(on_the_day.is_null());
    EXPECT_EQ(text_of(on_the_day, "number"), number);
    EXPECT_EQ(text_of(on_the_day, "from"), "2026-12-30");
    EXPECT_EQ(text_of(on_the_day, "due"), "2026-12-31T00:00:00+08:00");
    EXPECT_EQ(text_of(on_the_day, "owner"), "province_sme");
    EXPECT_EQ(text_of(on_the_day, "state"), "open");
    EXPECT_FALSE(bool_of(on_the_day, "late", true));
    EXPECT_TRUE(duty_of("2026-12-31", "2026-12-31").is_null());
    EXPECT_TRUE(duty_of("2026-12-29", "2026-12-29").is_null());
    // A department's filings are its own; schools below owe and see none of them.
    EXPECT_EQ(
        campus.education().get(days("2026-12-01", "2026-12-31", "&layers=duty")).count("items"), 0U
    );
    EXPECT_EQ(
        campus.officer().get(days("2026-12-01", "2026-12-31", "&layers=duty")).count("items"), 0U
    );
    server.today("2026-12-31");
    EXPECT_TRUE(bool_of(duty_of("2026-12-30", "2026-12-30"), "late"));
}

TEST_P(Agenda, ShowsNothingOfOthers)
{
    server.today("2026-04-20");
    open_event("别人看不到", "2026-05-20", "2026-05-20");
    open_visit("别人看不到的走访", "2026-05-20", "书记");
    Campus elsewhere(server);
    const Reply theirs = elsewhere.officer().get(days("2026-05-01", "2026-05-31"));
    EXPECT_EQ(theirs.count("items"), 0U) << theirs.body;
    EXPECT_EQ(theirs.count("owners"), 0U);
    // An organisation that is there is answered as one that is not.
    const Reply there =
        elsewhere.officer().get(days("2026-05-01", "2026-05-31", "&organisation=" + campus.school));
    const Reply nowhere = elsewhere.officer().get(
        days("2026-05-01", "2026-05-31", "&organisation=" + std::string(32, '0'))
    );
    EXPECT_EQ(there.status, 404);
    EXPECT_EQ(nowhere.status, 404);
    EXPECT_EQ(there.text("detail"), nowhere.text("detail"));
    // Who may see events only gets no visits; the province sees its schools.
    const Reply guard = campus.security().get(days("2026-05-01", "2026-05-31"));
    ASSERT_EQ(guard.count("items"), 1U) << guard.body;
    EXPECT_EQ(guard.text("items.0.layer"), "event");
    EXPECT_EQ(campus.education().get(days("2026-05-01", "2026-05-31")).count("items"), 2U);
    Person nobody(server, "", "");
    EXPECT_EQ(nobody.once("GET", days("2026-05-01", "2026-05-31")).status, 401);
    // Nothing of what was typed as personal.
    EXPECT_EQ(
        campus.officer().get(days("2026-05-01", "2026-05-31")).body.find("张三"), std::string::npos
    );
}

TEST_P(Agenda, StaysSmallAndSaysHowMuchIsLeftOut)
{
    server.today("2026-04-20");
    std::string long_title;
    for (int i = 0; i < 120; ++i)
        long_title += "会";
    constexpr int on_one_day = 60;
    constexpr int other_days = 10;
    for (int i = 0; i < on_one_day; ++i)
        open_event(long_title, "2026-05-12", "2026-05-12");
    for (int i = 0; i < other_days; ++i)
        open_event(
            long_title, "2026-05-" + std::to_string(13 + i), "2026-05-" + std::to_string(13 + i)
        );
    const Reply may = campus.officer().get(days("2026-05-01", "2026-05-31"));
    ASSERT_EQ(may.status, 200);
    EXPECT_LE(may.body.size(), 60U * 1024U);
    EXPECT_GT(may.body.size(), 40U * 1024U) << "the room is used";
    std::map<std::string, int> listed;
    for (const json::value& item : may.at("items")->as_array())
        ++listed[std::string(text_of(item, "from"))];
    EXPECT_EQ(listed.size(), 1U + other_days) << "a full day leaves room for the others";
    const json::object& left = may.at("left_out")->as_object();
    ASSERT_EQ(left.size(), 1U) << may.body.substr(0, 400);
    EXPECT_EQ(listed["2026-05-12"] + left.at("2026-05-12").as_int64(), on_one_day);
    // One day alone has more room for itself.
    const Reply day = campus.officer().get(days("2026-05-12", "2026-05-12"));
    EXPECT_GT(static_cast<int>(day.count("items")), listed["2026-05-12"]);
    EXPECT_LE(day.body.size(), 60U * 1024U);
}

TEST_P(Agenda, RefusesSpansAndLayersThatItDoesNotKnow)
{
    server.today("2026-04-20");
    Person& officer = campus.officer();
    for (const std::string& target :
         {days("2026-05-01", "2026-07-02"), days("2026-05-02", "2026-05-01"),
          days("2000-01-01", "2199-12-31"), std::string("/api/v1/agenda?from=2026-05-01"),
          std::string("/api/v1/agenda")}) {
        const Reply refused = officer.get(target);
        EXPECT_EQ(refused.status, 422) << target;
        EXPECT_EQ(refused.text("code"), "bad_span") << target;
    }
    EXPECT_EQ(officer.get(days("2026-05-01", "2026-07-01")).status, 200) << "62 days";
    for (const char* more :
         {"&layers=", "&layers=event,event", "&layers=party", "&layers=event;", "&from=2026-05-01",
          "&state=open"})
        EXPECT_EQ(officer.get(days("2026-05-01", "2026-05-02", more)).text("code"), "bad_query")
            << more;
}

}  // namespace
}  // namespace beihui::test
