// Links to a brief: read without an account, no longer than they say, and without a trace once they
// were taken back.
#include "base/text.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class BriefLinks : public testing::TestWithParam<Store>
{
protected:
    BriefLinks()
    {
        server.today("2026-05-10");
        json::object plan = plan_for("春季双选会", "2026-05-20", 300);
        plan["contact_name"] = "赵联系";
        plan["contact_phone"] = "13800000000";
        EXPECT_EQ(
            campus.officer().open("recruitment-event", campus.school, std::move(plan)).status, 201
        );
    }

    Reply make(Person& who, std::string days = "7", std::string name = "省厅张处长")
    {
        const json::object body{{"name", name}, {"days", days}};
        return who.ask(
            "POST", "/api/v1/account/briefs", json::serialize(body), {{"X-Beihui", "1"}}
        );
    }
    Reply end(Person& who, const std::string& id)
    {
        return who.ask("DELETE", "/api/v1/account/briefs/" + id, {}, {{"X-Beihui", "1"}});
    }
    static std::string token_of(const Reply& made)
    {
        const std::string url = made.text("url");
        return url.substr(url.find("#code=") + 6);
    }
    // As somebody without an account.
    Reply read(const std::string& token)
    {
        Person stranger(server, "", "");
        return stranger.once(
            "POST", "/api/v1/shared/brief", json::serialize(json::object{{"token", token}}),
            {{"X-Beihui", "1"}, {"Content-Type", "application/json"}}
        );
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};
INSTANTIATE_TEST_SUITE_P(
    On,
    BriefLinks,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(BriefLinks, ShowTheBriefOfWhoeverMadeThemAndNothingPersonal)
{
    Person& leader = campus.leader();
    const Reply made = make(leader);
    ASSERT_EQ(made.status, 201) << made.body;
    const Reply brief = read(token_of(made));
    ASSERT_EQ(brief.status, 200) << brief.body;
    EXPECT_EQ(brief.field("X-Robots-Tag"), "noindex, nofollow");
    EXPECT_EQ(brief.field("Cache-Control"), "no-store");
    EXPECT_EQ(brief.text("today"), "2026-05-10");
    EXPECT_EQ(brief.count("tables"), 2U);
    EXPECT_EQ(brief.text("events.0.title"), "春季双选会");
    for (const char* personal : {"赵联系", "13800000000"})
        EXPECT_EQ(brief.body.find(personal), std::string::npos);
    // The secret stands in the answer that made it and nowhere else.
    const Reply listed = leader.get("/api/v1/account/briefs");
    EXPECT_EQ(listed.text("items.0.name"), "省厅张处长");
    EXPECT_EQ(listed.integer("items.0.uses"), 1);
    EXPECT_EQ(listed.body.find("bh_brief_"), std::string::npos);
    const Reply events = leader.get("/api/v1/account/events");
    for (const char* what : {"make_share", "read_share"})
        EXPECT_FALSE(events.find("items", "what", what).is_null()) << what;
}

TEST_P(BriefLinks, AreNotFoundOnceTheyAreOverTakenBackOrWrong)
{
    Person& leader = campus.leader();
    const Reply short_one = make(leader, "1");
    const Reply long_one = make(leader, "30");
    const std::string good = token_of(long_one);
    std::string wrong = good;
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    for (const std::string& token : {wrong, std::string("bh_brief_"), good + "A", std::string("x")})
        EXPECT_EQ(read(token).status, 404) << token;
    server.today("2026-05-12");
    const Reply over = read(token_of(short_one));
    EXPECT_EQ(over.status, 404);
    EXPECT_EQ(over.text("code"), "share_not_found");
    EXPECT_EQ(read(good).status, 200);
    EXPECT_EQ(end(campus.officer(), long_one.text("id")).status, 404) << "another's";
    EXPECT_EQ(end(leader, long_one.text("id")).status, 204);
    EXPECT_EQ(read(good).status, 404);
    EXPECT_EQ(end(leader, long_one.text("id")).status, 404);
    EXPECT_EQ(leader.get("/api/v1/account/briefs").count("items"), 0U);
}

TEST_P(BriefLinks, EndWithTheAccountAndAreNoSession)
{
    Person& leader = campus.leader();
    const std::string token = token_of(make(leader));
    Person stranger(server, "", "");
    for (const char* path : {"/api/v1/cases", "/api/v1/tables", "/api/v1/session"})
        EXPECT_EQ(
            stranger.once("GET", path, "", {{"Authorization", "Bearer " + token}}).status, 401
        ) << path;
    const auto lock = [&](bool locked) {
        server.context()
            .database
            .write([&](storage::WriteTxn& txn) -> Result<void> {
                auto account = storage::find_account_by_login(txn, leader.login()).value();
                account.locked = locked;
                storage::put_account(txn, account);
                return {};
            })
            .value();
    };
    lock(true);
    EXPECT_EQ(read(token).status, 404);
    lock(false);
    EXPECT_EQ(read(token).status, 200);
}

TEST_P(BriefLinks, SayForWhomAndForHowLongAndAreTenAtMost)
{
    Person& leader = campus.leader();
    for (const auto& [days, name] : std::vector<std::pair<std::string, std::string>>{
             {"0", "甲"}, {"31", "甲"}, {"x", "甲"}, {"7", " "}, {"7", std::string(81, 'a')}
         })
        EXPECT_EQ(make(leader, days, name).status, 422) << days << name;
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(make(leader).status, 201) << i;
    const Reply full = make(leader);
    EXPECT_EQ(full.status, 409);
    EXPECT_EQ(full.text("code"), "too_many_shares");
}

TEST_P(BriefLinks, AreSeenAndEndedByTheSecurityAdministratorButNotRead)
{
    Person& leader = campus.leader();
    const Reply made = make(leader);
    const std::string token = token_of(made);
    const json::object feed{{"name", "手机"}, {"layers", json::array{"event"}}, {"language", "zh"}};
    const Reply calendar =
        leader.ask("POST", "/api/v1/account/feeds", json::serialize(feed), {{"X-Beihui", "1"}});
    std::string account;
    server.context().database.read([&](storage::ReadTxn& txn) {
        account = storage::find_account_by_login(txn, leader.login()).value().id;
    });
    Person& security =
        campus.person("security-administrator", campus.school, {"security_administrator"});
    const std::string at = "/api/v1/accounts/" + account;
    const Reply links = security.get(at + "/links");
    ASSERT_EQ(links.status, 200) << links.body;
    EXPECT_EQ(links.text("feeds.0.id"), calendar.text("id"));
    EXPECT_EQ(links.text("briefs.0.id"), made.text("id"));
    for (const char* secret : {"bh_cal_", "bh_brief_"})
        EXPECT_EQ(links.body.find(secret), std::string::npos);
    const auto finish = [&](Person& who, const std::string& what) {
        return who.ask(
            "POST", at + what + "/end", R"({"reason":"手机丢了"})",
            {{"X-Beihui", "1"}, {"Content-Type", "application/json"}}
        );
    };
    EXPECT_EQ(finish(campus.officer(), "/feeds/" + calendar.text("id")).status, 403);
    EXPECT_EQ(finish(security, "/feeds/" + calendar.text("id")).status, 204);
    EXPECT_EQ(finish(security, "/feeds/" + calendar.text("id")).status, 404);
    EXPECT_EQ(finish(security, "/briefs/" + made.text("id")).status, 204);
    EXPECT_EQ(finish(security, "/briefs/" + made.text("id")).status, 404);
    EXPECT_EQ(read(token).status, 404);
    EXPECT_EQ(leader.get("/api/v1/account/feeds").count("items"), 0U);
}

}  // namespace
}  // namespace beihui::test
