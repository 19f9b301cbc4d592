// Requests that are wrong, late, repeated or hostile: each is refused with what is wrong, and
// nothing is written.
#include "system/event.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <thread>

namespace beihui::test
{
namespace
{

class BadInput : public testing::TestWithParam<Store>
{
protected:
    BadInput() { server.today("2026-05-10"); }

    std::string open_event(std::string_view title = "录入检查")
    {
        const Reply opened = campus.officer().open(
            "recruitment-event", campus.school, plan_for(title, "2026-06-20", 200)
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }

    Reply send_act(const std::string& number, std::string_view body, Fields fields)
    {
        return campus.officer().ask(
            "POST", "/api/v1/cases/" + number + "/acts", body, std::move(fields)
        );
    }

    static Fields terms(const std::string& version, const std::string& key = fresh_key())
    {
        return {{"X-Beihui", "1"}, {"Idempotency-Key", key}, {"If-Match", version}};
    }

    std::int64_t version_of(const std::string& number)
    {
        return campus.officer().get("/api/v1/cases/" + number).integer("version");
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};

INSTANTIATE_TEST_SUITE_P(
    On,
    BadInput,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

json::object edit(json::object data)
{
    return {{"act", "edit_plan"}, {"data", std::move(data)}};
}

TEST_P(BadInput, RefusesABodyThatIsNotJsonWithThePlaceWhereItBreaks)
{
    const std::string number = open_event();
    for (const char* body :
         {"{\"act\": ", "{\"act\": \"edit_plan\",}", "{'act': 1}", "\xff",
          "{\"act\":\"a\",\"act\":\"b\"}", "{\"act\":\"\\u0000\"}"}) {
        const Reply reply = send_act(number, body, terms("\"v1\""));
        EXPECT_EQ(reply.status, 400) << body << reply.body;
        EXPECT_EQ(reply.text("code"), "not_json") << body;
    }
    EXPECT_EQ(version_of(number), 1);
}

TEST_P(BadInput, PointsAtEveryMemberThatIsUnknownOrOfAnotherType)
{
    const std::string number = open_event();
    const Reply unknown = send_act(number, R"({"act":"edit_plan","dta":{}})", terms("\"v1\""));
    EXPECT_EQ(unknown.status, 422);
    EXPECT_EQ(unknown.text("errors.0.pointer"), "#/dta");
    EXPECT_NE(unknown.text("errors.0.way_out").find("data"), std::string::npos);

    const Reply types = send_act(number, R"({"act":5,"data":[],"reason":{}})", terms("\"v1\""));
    EXPECT_EQ(types.status, 422);
    for (const char* pointer : {"#/act", "#/data", "#/reason"})
        EXPECT_FALSE(types.find("errors", "pointer", pointer).is_null()) << pointer << types.body;

    const Reply fields = send_act(
        number,
        R"({"act":"edit_plan","data":{"expected":"八百","mode":"空中","starts_at":"明天","titel":"x",)"
        R"("college":7,"campus":"yes","venue":"一\u0007楼","responsible":"nobody"}})",
        terms("\"v1\"")
    );
    EXPECT_EQ(fields.status, 422);
    for (const char* field :
         {"expected", "mode", "starts_at", "titel", "college", "campus", "venue"})
        EXPECT_FALSE(fields.find("errors", "pointer", "#/data/" + std::string(field)).is_null())
            << field << fields.body;
    const Reply nobody =
        send_act(number, R"({"act":"edit_plan","data":{"responsible":"nobody"}})", terms("\"v1\""));
    EXPECT_EQ(nobody.status, 422);
    EXPECT_EQ(nobody.text("errors.0.pointer"), "#/data/responsible");
    EXPECT_EQ(version_of(number), 1);
}

TEST_P(BadInput, TakesNoReferenceToAHiddenValueFromOutside)
{
    Event event(
        campus, plan_for("注入", "2026-05-20", 200), {campus.employer("甲", "小型", false)}
    );
    Person& officer = campus.officer();
    const json::object forged{
        {"hidden", "another/plan.contact_name"}, {"commitment", "00"}, {"person", "someone"}
    };
    const Reply object =
        officer.act(event.number, "edit_plan", json::object{{"contact_name", forged}});
    EXPECT_EQ(object.status, 422);
    EXPECT_EQ(object.text("errors.0.pointer"), "#/data/contact_name");
    event.run_until_held("2026-05-20");
    const Reply graduate =
        officer.act(event.number, "check_in", rows({json::object{{"graduate", forged}}}));
    EXPECT_EQ(graduate.status, 422) << graduate.body;
    EXPECT_EQ(event.page().count("rows.check_ins"), 0U);
}

TEST_P(BadInput, ShowsAForeignCaseAsIfItDidNotExist)
{
    const std::string number = open_event();
    Campus other(server);
    const auto refusal = [&](Person& person, const std::string& asked) {
        Reply reply = person.get("/api/v1/cases/" + asked);
        EXPECT_EQ(reply.status, 404);
        json::object body = reply.json.as_object();
        body.erase("trace_id");
        std::string text = json::serialize(body);
        for (std::size_t at; (at = text.find(asked)) != std::string::npos;)
            text.replace(at, asked.size(), "N");
        return text;
    };
    EXPECT_EQ(refusal(other.officer(), number), refusal(other.officer(), "BH-2026-999999"));
    EXPECT_EQ(other.officer().get("/api/v1/cases").count("items"), 0U);
    const json::object body = edit({{"expected", 300}});
    EXPECT_EQ(other.officer().act_with(number, body, "\"v1\"", fresh_key()).status, 404);
    EXPECT_EQ(other.officer().get("/api/v1/cases/" + number + "/history").status, 404);
    EXPECT_EQ(other.officer().get("/api/v1/cases/" + number + "/facts").status, 404);
    const Reply history = campus.officer().get("/api/v1/cases/" + number + "/history");
    const std::string entry = "/api/v1/entries/" + history.text("items.0.uid");
    EXPECT_EQ(campus.officer().get(entry).status, 200);
    EXPECT_EQ(other.officer().get(entry).status, 404);
    EXPECT_EQ(other.officer().get(entry + "/trace").status, 404);
    EXPECT_EQ(
        other.education().get("/api/v1/tables/2026.annex1?organisation=" + campus.school).status,
        404
    );
    EXPECT_EQ(version_of(number), 1);
}

TEST_P(BadInput, WantsTheVersionThatWasSeenAndTheKeyOfTheRequest)
{
    const std::string number = open_event();
    const std::string body = json::serialize(edit({{"expected", 300}}));
    const Reply without =
        send_act(number, body, {{"X-Beihui", "1"}, {"Idempotency-Key", fresh_key()}});
    EXPECT_EQ(without.status, 428);
    EXPECT_EQ(send_act(number, body, terms("v1")).status, 422);
    EXPECT_EQ(
        send_act(number, body, {{"X-Beihui", "1"}, {"If-Match", "\"v1\""}}).text("code"),
        "idempotency_key_required"
    );
    EXPECT_EQ(send_act(number, body, terms("\"v1\"", "7")).text("code"), "bad_idempotency_key");
    const Reply stale = send_act(number, body, terms("\"v7\""));
    EXPECT_EQ(stale.status, 412);
    EXPECT_EQ(stale.integer("current_version"), 1);
    EXPECT_FALSE(stale.text("changed_by").empty());
    EXPECT_FALSE(stale.text("changed_at").empty());
}

TEST_P(BadInput, LetsOneOfTwoWritersWin)
{
    const std::string number = open_event();
    const Reply first =
        campus.officer().act_with(number, edit({{"expected", 210}}), "\"v1\"", fresh_key());
    const Reply second =
        campus.colleague().act_with(number, edit({{"expected", 220}}), "\"v1\"", fresh_key());
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.field("ETag"), "\"v2\"");
    EXPECT_EQ(second.status, 412);
    EXPECT_EQ(campus.officer().get("/api/v1/cases/" + number).integer("data.plan.expected"), 210);
}

TEST_P(BadInput, CarriesOutEqualRequestsOnceHoweverManyComeAtOnce)
{
    const std::string number = open_event();
    const std::string key = fresh_key();
    ASSERT_EQ(campus.officer().get("/api/v1/session").status, 200);
    std::vector<Reply> replies(20);
    std::vector<std::thread> threads;
    for (Reply& reply : replies)
        threads.emplace_back([&] {
            Person same(server, "", "");
            same.keep_cookie(campus.officer().cookie());
            reply = same.act_with(number, edit({{"expected", 250}}), "\"v1\"", key);
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const Reply& reply : replies) {
        EXPECT_EQ(reply.status, 200) << reply.body;
        EXPECT_EQ(reply.integer("version"), 2);
    }
    EXPECT_EQ(campus.officer().get("/api/v1/cases/" + number + "/history").count("items"), 2U);

    // Later still: the answer is that of then, not of now.
    ASSERT_EQ(
        campus.officer().act(number, "edit_plan", json::object{{"expected", 260}}).status, 200
    );
    const Reply late = campus.officer().act_with(number, edit({{"expected", 250}}), "\"v1\"", key);
    EXPECT_EQ(late.status, 200);
    EXPECT_EQ(late.integer("version"), 2);
    EXPECT_EQ(late.integer("data.plan.expected"), 250);
    EXPECT_EQ(late.field("Idempotency-Replayed"), "true");
    const Reply other = campus.officer().act_with(number, edit({{"expected", 270}}), "\"v3\"", key);
    EXPECT_EQ(other.status, 422);
    EXPECT_EQ(other.text("code"), "idempotency_key_reused");
    EXPECT_EQ(version_of(number), 3);
}

// RFC 7240, section 4.2: the receipt names what the whole answer would have shown.
TEST_P(BadInput, AnswersWithTheReceiptAloneWhenThatIsPreferred)
{
    const std::string number = open_event();
    const std::string body = json::serialize(edit({{"expected", 230}}));
    auto fields = terms("\"v1\"");
    fields.emplace_back("Prefer", "respond-async, return=minimal;foo=1");
    const Reply receipt = send_act(number, body, fields);
    ASSERT_EQ(receipt.status, 200) << receipt.body;
    EXPECT_EQ(receipt.field("Preference-Applied"), "return=minimal");
    EXPECT_EQ(receipt.field("ETag"), "\"v2\"");
    EXPECT_EQ(receipt.text("number"), number);
    EXPECT_EQ(receipt.integer("version"), 2);
    EXPECT_FALSE(receipt.body.find("\"data\"") != std::string::npos);
    const Reply entry = campus.officer().get("/api/v1/entries/" + receipt.text("entry"));
    EXPECT_NE(entry.text("body").find(receipt.text("at")), std::string::npos) << entry.body;
    const Reply replayed = send_act(number, body, fields);
    EXPECT_EQ(replayed.body, receipt.body);
    EXPECT_EQ(replayed.field("Idempotency-Replayed"), "true");
}

TEST_P(BadInput, OpensOneCaseForEqualOpenings)
{
    const std::string key = fresh_key();
    ASSERT_EQ(campus.officer().get("/api/v1/session").status, 200);
    const std::string body = json::serialize(json::object{
        {"workflow", "employer"},
        {"organisation", campus.school},
        {"data", json::object{{"name", "同一家"}, {"size", "小型"}, {"uscc", campus.fresh_code()}}}
    });
    std::vector<Reply> replies(8);
    std::vector<std::thread> threads;
    for (Reply& reply : replies)
        threads.emplace_back([&] {
            Person same(server, "", "");
            same.keep_cookie(campus.officer().cookie());
            reply = same.ask(
                "POST", "/api/v1/cases", body, {{"X-Beihui", "1"}, {"Idempotency-Key", key}}
            );
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const Reply& reply : replies) {
        EXPECT_EQ(reply.status, 201) << reply.body;
        EXPECT_EQ(reply.text("number"), replies[0].text("number"));
        EXPECT_EQ(reply.field("Location"), "/api/v1/cases/" + replies[0].text("number"));
    }
    EXPECT_EQ(campus.officer().get("/api/v1/employers?q=" + encoded("同一家")).count("items"), 1U);
}

TEST_P(BadInput, NamesTheActsThatAreOpenWhenOneIsNot)
{
    const std::string number = open_event();
    const Reply refused = campus.officer().act(number, "hold");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.text("code"), "act_not_open");
    for (const char* label : {"修改方案", "提交备案", "取消活动"})
        EXPECT_NE(refused.text("detail").find(label), std::string::npos) << refused.text("detail");
    EXPECT_EQ(campus.officer().act(number, "fly").text("code"), "unknown_act");
    const Reply role = campus.auditor().act(number, "submit_filing");
    EXPECT_EQ(role.status, 403);
    EXPECT_EQ(role.text("code"), "role_required");
    const Reply reason = campus.officer().act(number, "cancel");
    EXPECT_EQ(reason.status, 422);
    EXPECT_EQ(reason.text("errors.0.pointer"), "#/reason");
    EXPECT_EQ(version_of(number), 1);
}

TEST_P(BadInput, RefusesABodyThatIsTooLargeAndLivesOn)
{
    const std::string number = open_event();
    const std::string target = "/api/v1/cases/" + number;
    const auto too_large = [&](const std::string& path, std::size_t size) {
        http::test::Client client(server.port());
        std::string head =
            "POST " + path +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Beihui: 1\r\nCookie: " + campus.officer().cookie() +
            "\r\nIdempotency-Key: " + fresh_key() +
            "\r\nIf-Match: \"v1\"\r\nContent-Type: application/json\r\n" +
            "Content-Length: " + std::to_string(size) + "\r\n\r\n";
        client.send(head);
        const std::string chunk(std::size_t{1} << 20, 'x');
        for (std::size_t sent = 0; sent < size; sent += chunk.size())
            if (client.send(chunk, std::chrono::seconds(2)) < chunk.size())
                break;
        const auto answer = client.read();
        EXPECT_TRUE(!answer || answer->status == 413) << answer->status;
    };
    too_large(target + "/acts", std::size_t{100} << 20);
    too_large(target + "/documents?kind=plan&name=a.pdf", std::size_t{100} << 20);
    EXPECT_EQ(version_of(number), 1);
}

TEST_P(BadInput, KnowsEveryParameterOfAnAddress)
{
    const Reply typo = campus.officer().get("/api/v1/cases?stages=plan");
    EXPECT_EQ(typo.status, 422);
    EXPECT_EQ(typo.text("code"), "bad_query");
    EXPECT_NE(typo.text("errors.0.way_out").find("stage"), std::string::npos) << typo.body;
    for (const char* target :
         {"/api/v1/cases?limit=0", "/api/v1/cases?limit=201", "/api/v1/cases?from=2026-02-30",
          "/api/v1/cases?sort=size", "/api/v1/cases?cursor=made-up", "/api/v1/duties?state=late",
          "/api/v1/calendar", "/api/v1/employers?limit=x", "/api/v1/people?limit=-1"})
        EXPECT_EQ(campus.officer().get(target).status, 422) << target;
    EXPECT_EQ(campus.officer().get("/api/v1/cases?q=%00").status, 400);
}

}  // namespace
}  // namespace beihui::test
