// The history of a case: what it was, what changed it, and what of it may be seen by whom.
#include "base/bytes.hpp"
#include "system/event.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <set>

namespace beihui::test
{
namespace
{

class History : public testing::TestWithParam<Store>
{
protected:
    History() { server.today("2026-05-10"); }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};

INSTANTIATE_TEST_SUITE_P(
    On,
    History,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(History, ShowsACaseAsItStoodAtAMoment)
{
    const std::string employer = campus.employer("甲", "小型", false);
    Event event(campus, plan_for("回看", "2026-06-20", 200), {employer});
    event.upload("plan", "方案.pdf");
    server.today("2026-05-12");
    Person& officer = campus.officer();
    event.must(officer, "edit_plan", json::object{{"expected", 280}, {"title", "回看二"}});
    event.must(officer, "add_participants", json::object{{"remove", json::array{employer}}});
    event.upload("plan", "方案二.pdf");
    event.submit();

    const std::string at = "/api/v1/cases/" + event.number;
    const Reply then = officer.get(at + "?as_of=" + encoded("2026-05-11T00:00:00+08:00"));
    ASSERT_EQ(then.status, 200) << then.body;
    EXPECT_EQ(then.text("title"), "回看");
    EXPECT_EQ(then.text("stage"), "plan");
    EXPECT_EQ(then.integer("data.plan.expected"), 200);
    EXPECT_EQ(then.text("rows.participants.0.employer"), employer);
    EXPECT_EQ(then.count("documents"), 1U);
    EXPECT_EQ(then.text("as_of"), "2026-05-11T00:00:00+08:00");
    EXPECT_EQ(then.count("acts"), 0U);  // nobody acts in the past
    const Reply now = officer.get(at);
    EXPECT_EQ(now.count("rows.participants"), 0U);
    EXPECT_EQ(now.count("documents"), 2U);
    EXPECT_EQ(officer.get(at + "?as_of=" + encoded("2026-05-01T00:00:00+08:00")).status, 404);

    // What the rules say of one version changes with the day, and so does the tag of the page.
    const std::string tag = now.field("ETag");
    const Reply same = officer.ask("GET", at, "", {{"If-None-Match", tag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(same.field("ETag"), tag);
    EXPECT_NE(campus.director().get(at).field("ETag"), tag) << "who asks is part of the page";
    server.today("2026-12-31");
    const Reply later = officer.ask("GET", at, "", {{"If-None-Match", tag}});
    EXPECT_EQ(later.status, 200) << "what was due is late by now";
    EXPECT_NE(later.field("ETag"), tag);
    EXPECT_EQ(later.integer("version"), now.integer("version"));
}

TEST_P(History, PagesNewestFirstWithoutGapOrRepeatWhileActsGoOn)
{
    Event event(campus, plan_for("翻页", "2026-06-20", 100), {});
    Person& officer = campus.officer();
    for (int i = 1; i <= 9; ++i)
        event.must(officer, "edit_plan", json::object{{"expected", 100 + i}});
    std::vector<std::int64_t> versions;
    std::string cursor;
    int more = 0;
    do {
        const Reply page = officer.get(
            "/api/v1/cases/" + event.number + "/history?limit=3" +
            (cursor.empty() ? "" : "&cursor=" + cursor)
        );
        ASSERT_EQ(page.status, 200) << page.body;
        for (const json::value& entry : page.at("items")->as_array())
            versions.push_back(integer_of(entry, "version"));
        cursor = page.text("next_cursor");
        event.must(officer, "edit_plan", json::object{{"expected", 200 + ++more}});
    } while (!cursor.empty());
    EXPECT_EQ(versions, (std::vector<std::int64_t>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST_P(History, SaysWhoChangedWhatFromWhatToWhat)
{
    Event event(campus, plan_for("变更", "2026-06-20", 100), {});
    event.must(campus.officer(), "edit_plan", json::object{{"expected", 120}, {"venue", nullptr}});
    event.must(campus.director(), "cancel", nullptr, "场地检修\n另行通知");
    const Reply page = campus.officer().get("/api/v1/cases/" + event.number + "/history");
    const json::value& cancel = page.at("items")->as_array()[0];
    EXPECT_EQ(text_of(cancel, "reason"), "场地检修\n另行通知");
    EXPECT_EQ(text_of(cancel, "stage_before"), "plan");
    EXPECT_EQ(text_of(cancel, "stage_after"), "cancelled");
    EXPECT_EQ(text_of(*member(cancel, "actor"), "key"), campus.director().id());
    Reply edit;
    edit.json = page.at("items")->as_array()[1];
    const json::value& expected = edit.find("changes", "field", "expected");
    EXPECT_EQ(integer_of(expected, "before"), 100);
    EXPECT_EQ(integer_of(expected, "after"), 120);
    EXPECT_TRUE(member(edit.find("changes", "field", "venue"), "after")->is_null());
    const Reply trace = campus.officer().get("/api/v1/entries/" + edit.text("uid") + "/trace");
    EXPECT_EQ(trace.text("hash"), edit.text("trace_hash"));
    EXPECT_GT(trace.count("rules"), 5U);
}

TEST_P(History, KeepsEveryKindOfFileByItsBytesAndNotByItsName)
{
    Event event(campus, plan_for("材料", "2026-06-20", 100), {});
    Person& officer = campus.officer();
    const std::string png("\x89PNG\r\n\x1a\n\0\0\0", 11);
    const Reply kept = officer.upload(event.number, "photo", "../照片 \"1\".exe", png);
    ASSERT_EQ(kept.status, 201) << kept.body;
    EXPECT_EQ(kept.text("document.media"), "image/png");
    EXPECT_EQ(kept.text("document.sha256"), hex(sha256(png)));
    const std::string address = "/api/v1/documents/" + kept.text("document.id");
    EXPECT_EQ(kept.field("Location"), address);
    const Reply back = officer.get(address);
    EXPECT_EQ(back.body, png);
    EXPECT_EQ(back.field("Content-Type"), "image/png");
    EXPECT_EQ(back.field("X-Content-Type-Options"), "nosniff");
    EXPECT_TRUE(back.field("Content-Disposition").starts_with("attachment"));
    EXPECT_EQ(back.field("Content-Disposition").find("../"), std::string::npos);

    const std::string program(
        "\x7f"
        "ELF\x02\x01\0\0",
        8
    );
    const Reply refused = officer.upload(event.number, "plan", "方案.pdf", program);
    EXPECT_EQ(refused.status, 415);
    EXPECT_EQ(officer.upload(event.number, "plan", "a\nb.pdf", "%PDF-1.4").status, 422);
    EXPECT_EQ(officer.upload(event.number, "plan", "空.pdf", "").status, 422);
    Campus other(server);
    EXPECT_EQ(other.officer().get(address).status, 404);
    // Who sees values masked sees the page, and not a file that may hold them.
    EXPECT_EQ(campus.sme().get("/api/v1/cases/" + event.number).status, 200);
    EXPECT_EQ(campus.sme().get(address).status, 404);
    EXPECT_EQ(campus.education().get(address).status, 404);
    EXPECT_EQ(event.page().count("documents"), 1U);
    // Evidence that is of another case cannot be named.
    Event second(campus, plan_for("另一场", "2026-06-21", 100), {});
    const Reply foreign = officer.act(
        second.number, "tick_item",
        rows({json::object{
            {"item", "B13"}, {"state", "完成"}, {"evidence", json::array{kept.text("document.id")}}
        }})
    );
    EXPECT_EQ(foreign.status, 422);
    EXPECT_EQ(foreign.text("errors.0.pointer"), "#/data/rows/0/evidence");
}

// Personal values: masked by default, opened by the school for a stated reason, never for the
// province; nowhere in the hashed bytes and in no line of the log. Every opening is noted.
TEST_P(History, ShowsPersonalValuesToTheSchoolForAStatedReasonOnly)
{
    const std::string secret = "13912345678";
    const std::string student = "2022099777";
    testing::internal::CaptureStderr();
    json::object plan = plan_for("个人信息", "2026-05-20", 200);
    plan["contact_name"] = "赵联系";
    plan["contact_phone"] = secret;
    Event event(campus, std::move(plan), {campus.employer("甲", "小型", false)});
    event.upload("photo", "王同学签到.pdf");
    event.run_until_held("2026-05-20");
    event.must(campus.officer(), "check_in", rows({json::object{{"graduate", student}}}));
    (void)campus.officer().get("/api/v1/cases?q=" + encoded(secret));
    (void)campus.officer().get("/api/v1/cases/" + encoded(secret));
    const std::string log = testing::internal::GetCapturedStderr();

    const std::string at = "/api/v1/cases/" + event.number;
    Person& officer = campus.officer();
    EXPECT_TRUE(officer.get(at).at("data.plan.contact_phone.masked")->as_bool());
    EXPECT_TRUE(officer.get(at).at("rows.check_ins.0.graduate.masked")->as_bool());
    EXPECT_NE(officer.get(at).body.find("王同学签到.pdf"), std::string::npos) << "to work with";
    const auto opening = [&](Person& reader, std::string_view reason) {
        return reader.post(at + "/openings", json::object{{"reason", reason}});
    };
    EXPECT_EQ(opening(officer, "看").text("code"), "reason_required");
    EXPECT_EQ(opening(campus.sme(), "核对附件一的人数").status, 403);
    ASSERT_EQ(opening(officer, "核对签到人数").status, 201);
    EXPECT_EQ(officer.get(at).text("data.plan.contact_phone"), secret);
    EXPECT_EQ(officer.get(at).text("rows.check_ins.0.graduate"), student);
    EXPECT_TRUE(campus.director().get(at).at("rows.check_ins.0.graduate.masked")->as_bool())
        << "whoever opens it, opens it for themselves";
    const Reply noted = campus.auditor().get("/api/v1/access?action=open_personal&limit=1");
    EXPECT_EQ(noted.text("items.0.reason"), "核对签到人数") << noted.body;
    EXPECT_EQ(noted.text("items.0.detail.number"), event.number);
    EXPECT_EQ(officer.get("/api/v1/access").status, 403);
    for (Person* reader : {&campus.sme(), &campus.education(), &campus.auditor()})
        for (const std::string& target : {at, at + "/history", at + "/facts"}) {
            const Reply seen = reader->get(target);
            ASSERT_EQ(seen.status, 200) << seen.body;
            for (const std::string& value :
                 {secret, student, std::string("赵联系"), std::string("王同学")})
                EXPECT_EQ(seen.body.find(value), std::string::npos) << target << value;
        }
    EXPECT_TRUE(campus.sme().get(at).at("data.plan.contact_phone.masked")->as_bool());

    const Reply history = campus.officer().get(at + "/history?limit=200");
    for (const json::value& entry : history.at("items")->as_array()) {
        const std::string body = campus.officer()
                                     .get("/api/v1/entries/" + std::string(text_of(entry, "uid")))
                                     .text("body");
        EXPECT_EQ(body.find(secret), std::string::npos);
        EXPECT_EQ(body.find(student), std::string::npos);
        EXPECT_EQ(body.find("赵联系"), std::string::npos);
        EXPECT_EQ(body.find("王同学"), std::string::npos);
    }
    EXPECT_EQ(log.find(secret), std::string::npos) << log;
    EXPECT_EQ(log.find(student), std::string::npos) << log;
}

TEST_P(History, TellsOfEachFactWhichCellsItFeedsAndWhyNotTheOthers)
{
    const std::string employer = campus.employer("甲", "大型", false);
    Event event(campus, plan_for("归属", "2026-05-20", 200), {employer});
    event.run_until_held("2026-05-20");
    event.must(
        campus.officer(), "record_attendance",
        rows({json::object{{"employer", employer}, {"attended", true}}})
    );
    const Reply facts = campus.officer().get("/api/v1/cases/" + event.number + "/facts");
    ASSERT_EQ(facts.status, 200) << facts.body;
    Reply fact;
    fact.json = facts.find("facts", "kind", "event");
    EXPECT_EQ(fact.text("counted.0.column"), "events");
    fact.json = facts.find("facts", "kind", "attendance");
    // A large firm is no SME: the reason is told.
    EXPECT_FALSE(text_of(fact.find("left_out", "column", "smes"), "why").empty()) << facts.body;
    // A cancelled event feeds nothing.
    Event cancelled(campus, plan_for("取消", "2026-05-22", 200), {employer});
    cancelled.must(campus.officer(), "cancel", nullptr, "报名不足");
    EXPECT_EQ(
        campus.officer().get("/api/v1/cases/" + cancelled.number + "/facts").count("facts"), 0U
    );
}

TEST_P(History, ListsCasesPageByPageWithoutGapOrRepeat)
{
    std::set<std::string> opened;
    for (int i = 0; i < 7; ++i)
        opened.insert(
            Event(campus, plan_for("列表" + std::to_string(i), "2026-06-20", 100), {}).number
        );
    std::multiset<std::string> listed;
    std::string cursor;
    do {
        const Reply page = campus.officer().get(
            "/api/v1/cases?limit=3&sort=number" +
            (cursor.empty() ? "" : "&cursor=" + encoded(cursor))
        );
        ASSERT_EQ(page.status, 200) << page.body;
        for (const json::value& line : page.at("items")->as_array())
            listed.insert(std::string(text_of(line, "number")));
        cursor = page.text("next_cursor");
    } while (!cursor.empty());
    EXPECT_EQ(listed, std::multiset<std::string>(opened.begin(), opened.end()));
    EXPECT_EQ(campus.officer().get("/api/v1/cases?stage=filing&stage=held").count("items"), 0U);
    EXPECT_EQ(
        campus.education()
            .get("/api/v1/cases?open=true&organisation=" + campus.school)
            .count("items"),
        7U
    );
    EXPECT_EQ(campus.officer().get("/api/v1/cases?organisation=" + campus.province).status, 404);
}

}  // namespace
}  // namespace beihui::test
