// Acceptance scenarios of the domain model, asked through the API.
#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class Scenarios : public testing::Test
{
protected:
    std::int64_t cell(std::string_view column)
    {
        const Reply answer =
            campus.sme().get("/api/v1/tables/2026.annex1?from=2026-04-01&to=2026-06-30");
        EXPECT_EQ(answer.status, 200) << answer.body;
        return integer_of(answer.find("cells", "column", column), "value", -1);
    }

    json::array attended(const std::vector<std::string>& employers, std::size_t absent)
    {
        json::array lines;
        for (std::size_t i = 0; i < employers.size(); ++i)
            lines.emplace_back(json::object{
                {"employer", employers[i]},
                {"attended", i >= absent},
                {"booths", i == absent ? 2 : 1}
            });
        return lines;
    }

    TestServer& server = shared_server(Store::sqlite);
    Campus campus{server};
};

json::array graduates(int first, int count)
{
    json::array lines;
    for (int i = 0; i < count; ++i)
        lines.emplace_back(json::object{{"graduate", "G" + std::to_string(first + i)}});
    return lines;
}

json::object agreement(int number, int graduate, const std::string& employer, const char* kind)
{
    return {
        {"number", "XY-" + std::to_string(number)},
        {"graduate", "G" + std::to_string(graduate)},
        {"employer", employer},
        {"kind", kind},
        {"signed_on", "2026-05-21"}
    };
}

// Scenario 9: 40 SMEs (3 absent, one with two booths, 12 of those attending specialised) and 2 large
// firms; then 20 SMEs, 15 of them again, 8 specialised. Scenario 10: 600 and 300 persons, 120 of
// both; 45 and 20 signed, 4 persons in both, 1 cancelled; an internship paper adds nothing.
TEST_F(Scenarios, CountAnnex1AsTheModelDoes_2026_annex1)
{
    server.today("2026-04-10");
    std::vector<std::string> first;
    for (int i = 0; i < 40; ++i)  // the first three stay away; 12 specialised after them
        first.push_back(campus.employer("中小" + std::to_string(i), "小型", i >= 3 && i < 15));
    std::vector<std::string> second(
        first.begin() + 7, first.begin() + 22
    );  // 15, of which 8 specialised
    for (int i = 0; i < 5; ++i)
        second.push_back(campus.employer("新来" + std::to_string(i), "微型", false));
    std::vector<std::string> with_large = first;
    for (int i = 0; i < 2; ++i)
        with_large.push_back(campus.employer("大型" + std::to_string(i), "大型", false));

    Event one(campus, plan_for("第一场", "2026-05-20", 900), with_large);
    one.run_until_held("2026-05-20");
    Event two(campus, plan_for("第二场", "2026-05-21", 400), second);
    two.run_until_held("2026-05-21");
    Person& officer = campus.officer();
    one.must(officer, "record_attendance", rows(attended(with_large, 3)));
    two.must(officer, "record_attendance", rows(attended(second, 0)));
    EXPECT_EQ(cell("events"), 2);
    EXPECT_EQ(cell("smes"), 57);
    EXPECT_EQ(cell("srdi"), 20);

    one.must(officer, "check_in", rows(graduates(0, 600)));
    one.must(officer, "check_in", rows(graduates(0, 50)));  // 50 go out and come in again
    two.must(officer, "check_in", rows(graduates(480, 300)));
    EXPECT_EQ(cell("people"), 900);

    json::array signed_first;
    for (int i = 0; i < 45; ++i)
        signed_first.emplace_back(agreement(i, i, first[5], i % 2 == 0 ? "就业协议" : "意向协议"));
    signed_first[44].as_object()["cancelled_on"] = "2026-06-01";
    json::array signed_second;
    for (int i = 0; i < 20; ++i)  // the first four signed at the first fair too
        signed_second.emplace_back(agreement(100 + i, i < 4 ? i : 500 + i, second[0], "就业协议"));
    signed_second.emplace_back(agreement(200, 700, second[0], "实习证明"));
    one.must(officer, "record_agreements", rows(std::move(signed_first)));
    two.must(officer, "record_agreements", rows(std::move(signed_second)));
    EXPECT_EQ(cell("signed"), 60);
}

TEST_F(Scenarios, AskForASafetyPermitFromAThousandPersonsOn_2026_4_3_e)
{
    server.today("2026-04-20");
    const std::string employer = campus.employer("甲", "小型", false);
    Event below(campus, plan_for("九百九十九人", "2026-05-20", 999), {employer});
    EXPECT_FALSE(bool_of(below.requirement("B04"), "applicable", true));
    Event at(campus, plan_for("一千人", "2026-05-20", 1000), {employer});
    const json::value permit = at.requirement("B04");
    EXPECT_TRUE(bool_of(permit, "applicable"));
    EXPECT_FALSE(bool_of(permit, "met", true));
    // The last day to apply is 30 April: it ends with that day.
    EXPECT_EQ(text_of(permit, "due"), "2026-05-01T00:00:00+08:00");
    EXPECT_EQ(text_of(permit, "owner"), "security_officer");
    // On that day it is still in time, on the next a decision is wanted.
    server.today("2026-04-30T23:00:00+08:00");
    EXPECT_EQ(json_text(at.requirement("B04")).find("须作出决定"), std::string::npos);
    server.today("2026-05-01T00:00:00+08:00");
    EXPECT_NE(json_text(at.requirement("B04")).find("须作出决定"), std::string::npos);
}

TEST_F(Scenarios, BlockAnEventThatGrewTooLateToApplyAndAskForADecision_2026_4_3_e)
{
    server.today("2026-05-08");
    Event event(
        campus, plan_for("扩大规模", "2026-05-20", 800), {campus.employer("甲", "小型", false)}
    );
    event.prepare();
    event.submit();
    event.approve();
    server.today("2026-05-10");
    const json::object grown{{"expected", 1200}};
    const Reply preview = campus.officer().preview(event.number, "edit_plan", grown);
    EXPECT_EQ(preview.status, 200);
    EXPECT_TRUE(preview.at("reopens")->as_bool());
    EXPECT_EQ(preview.text("stage_after"), "filing");
    const json::value& due = preview.find("due_times", "key", "B04");
    EXPECT_EQ(text_of(due, "after"), "2026-05-01T00:00:00+08:00") << preview.body;
    EXPECT_EQ(event.page().text("stage"), "approved");  // only looked at

    event.must(campus.officer(), "edit_plan", grown);
    EXPECT_EQ(event.page().text("stage"), "filing");
    const Reply refused = campus.director().act(event.number, "approve");
    EXPECT_EQ(refused.status, 409);
    const json::value& permit = refused.find("errors", "code", "B04");
    for (const char* choice : {"限制人数", "分场举办", "延期举办"})
        EXPECT_NE(text_of(permit, "detail").find(choice), std::string_view::npos) << permit;
    EXPECT_FALSE(text_of(permit, "way_out").empty());
    // A decision alone changes nothing: the plan must follow it.
    event.must(campus.security(), "record_permit", json::object{{"late_decision", "限制人数"}});
    EXPECT_EQ(campus.director().act(event.number, "approve").status, 409);
    event.must(campus.officer(), "edit_plan", json::object{{"expected", 900}});
    event.tick_items();
    EXPECT_EQ(campus.director().act(event.number, "approve").status, 200);
}

TEST_F(Scenarios, ReopenTheFilingOfAnApprovedEventThatMovesToAnotherHall_2026_4_3_e)
{
    server.today("2026-05-08");
    Event event(
        campus, plan_for("换场地", "2026-05-20", 500), {campus.employer("甲", "小型", false)}
    );
    event.prepare();
    event.submit();
    event.approve();
    // What does not concern place, time or size leaves the approval standing.
    event.must(campus.officer(), "edit_plan", json::object{{"region", "长三角"}});
    EXPECT_EQ(event.page().text("stage"), "approved");
    event.must(campus.officer(), "edit_plan", json::object{{"venue", "西区体育馆"}});
    EXPECT_EQ(event.page().text("stage"), "filing");
    for (const char* item : {"B13", "B14", "B20"})
        EXPECT_FALSE(bool_of(event.requirement(item), "met", true)) << item;
    EXPECT_EQ(campus.director().act(event.number, "approve").status, 409);
    EXPECT_EQ(campus.officer().act(event.number, "publish").text("code"), "act_not_open");
    event.tick_items();
    EXPECT_EQ(campus.director().act(event.number, "approve").status, 200);
}

// What has not taken place is not counted as held (2026/附件1).
TEST_F(Scenarios, HoldNoEventBeforeTheDayItBegins_2026_annex1)
{
    server.today("2026-05-08");
    Event event(
        campus, plan_for("未到日期", "2026-05-20", 300), {campus.employer("甲", "小型", false)}
    );
    event.prepare();
    event.submit();
    event.approve();
    event.publish();
    server.today("2026-05-19");
    const Reply early = campus.officer().act(event.number, "hold");
    EXPECT_EQ(early.status, 409);
    EXPECT_EQ(early.text("code"), "too_early");
    EXPECT_EQ(event.page().text("stage"), "published");
    server.today("2026-05-20");
    EXPECT_EQ(campus.officer().act(event.number, "hold").status, 200);
}

TEST_F(Scenarios, TakeCodesOfEmployersAsGB32100Says)
{
    server.today("2026-05-10");
    const auto register_code = [&](std::string_view code) {
        return campus.officer().open(
            "employer", campus.school,
            {{"name", "编码检查" + std::string(code)}, {"size", "小型"}, {"uscc", code}}
        );
    };
    const Reply good = register_code("91000000MA00000157");
    EXPECT_EQ(good.status, 201) << good.body;
    EXPECT_EQ(good.text("stage"), "pending");
    const Reply wrong = register_code("91000000MA00000158");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.text("errors.0.pointer"), "#/data/uscc");
    EXPECT_EQ(register_code("91000000ma00jk128u").text("data.profile.uscc"), "91000000MA00JK128U");
    EXPECT_EQ(register_code("91000000MAOOWXY91P").status, 422);
    const Reply twice = register_code("91000000MA00000157");
    EXPECT_EQ(twice.status, 409);
    EXPECT_EQ(twice.text("code"), "code_registered");

    const Reply held = register_code("91000000M0000A120K");
    EXPECT_EQ(held.status, 201) << held.body;
    EXPECT_EQ(held.text("stage"), "held");
    const std::string number = held.text("number");
    EXPECT_EQ(campus.officer().act(number, "verify").text("code"), "act_not_open");
    const Reply licence = campus.officer().upload(number, "licence", "执照.pdf", "%PDF-1.4 x");
    ASSERT_EQ(licence.status, 201) << licence.body;
    const json::object evidence{
        {"licence", licence.text("document.id")}, {"method", "与执照原件核对"}
    };
    EXPECT_EQ(campus.officer().act(number, "confirm_code", evidence).status, 403);
    EXPECT_EQ(campus.director().act(number, "confirm_code", evidence).text("stage"), "pending");
}

TEST_F(Scenarios, KeepADutyWithoutAPrintedDateFromEverBeingOverdue_2026_5_3_b)
{
    server.today("2026-05-10");
    const Reply ledger =
        campus.person("filer", campus.department("province_sme"), {"province_sme"})
            .open("campaign", campus.department("province_sme"), {{"title", "台账"}});
    ASSERT_EQ(ledger.status, 201) << ledger.body;
    Person& filer = campus.person("filer", campus.department("province_sme"), {"province_sme"});
    server.today("2026-12-31");
    const Reply open = filer.get("/api/v1/duties?state=open");
    const json::value& annex = open.find("items", "key", "annex1");
    ASSERT_FALSE(annex.is_null()) << open.body;
    EXPECT_TRUE(member(annex, "due")->is_null());
    EXPECT_FALSE(bool_of(annex, "overdue", true));
    const std::string number = ledger.text("number");
    ASSERT_EQ(
        filer
            .act(
                number, "set_due",
                rows({json::object{
                    {"duty", "annex1"},
                    {"due_on", "2026-12-30"},
                    {"set_by", "省厅"},
                    {"source", "省厅通知"}
                }})
            )
            .status,
        200
    );
    const Reply dated = filer.get("/api/v1/duties");
    const json::value& overdue = dated.find("items", "key", "annex1");
    EXPECT_TRUE(bool_of(overdue, "overdue"));
    EXPECT_FALSE(bool_of(overdue, "late", true)) << "it is not done";
    // Invariant 9: the date was set when it had passed, so nobody could have met it.
    EXPECT_TRUE(bool_of(overdue, "known_after_due"));
    ASSERT_EQ(
        filer
            .act(
                number, "file",
                rows({json::object{{"number", "1"}, {"duty", "annex1"}, {"sent_on", "2026-12-31"}}})
            )
            .status,
        200
    );
    const Reply done = filer.get("/api/v1/duties?state=done");
    const json::value& filed = done.find("items", "key", "annex1");
    ASSERT_FALSE(filed.is_null()) << done.body;
    EXPECT_TRUE(bool_of(filed, "late"));
    EXPECT_TRUE(bool_of(filed, "known_after_due"));
}

// The same date, set while it lay ahead: known in time, and filed before its day has ended.
TEST_F(Scenarios, TakeADateThatWasSetAheadForKnown_2026_5_3_b)
{
    server.today("2026-05-10");
    Person& filer = campus.person("filer", campus.department("province_sme"), {"province_sme"});
    const Reply ledger =
        filer.open("campaign", campus.department("province_sme"), {{"title", "台账"}});
    const std::string number = ledger.text("number");
    const json::object date{
        {"duty", "annex1"}, {"due_on", "2026-12-30"}, {"set_by", "省厅"}, {"source", "省厅通知"}
    };
    ASSERT_EQ(filer.act(number, "set_due", rows({date})).status, 200);
    server.today("2026-12-30");
    const json::object filing{{"number", "1"}, {"duty", "annex1"}, {"sent_on", "2026-12-30"}};
    ASSERT_EQ(filer.act(number, "file", rows({filing})).status, 200);
    const Reply page = filer.get("/api/v1/cases/" + number);
    const json::value& filed = page.find("duties", "key", "annex1");
    EXPECT_EQ(text_of(filed, "state"), "done");
    EXPECT_FALSE(bool_of(filed, "late", true));
    EXPECT_FALSE(bool_of(filed, "known_after_due", true));
}

}  // namespace
}  // namespace beihui::test
