// Signing in and out, and what a session is good for (security.md, section 6).
#include "accounts/passwords.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

class SignIn : public testing::Test
{
protected:
    Reply try_password(Person& somebody, std::string_view login, std::string_view password)
    {
        const json::object body{{"login", login}, {"password", password}};
        somebody.sign_out_quietly();
        Person nobody(server, "", "");
        return nobody.once("POST", "/api/v1/session", json::serialize(body), {{"X-Beihui", "1"}});
    }

    TestServer& server = shared_server(Store::sqlite);
    Campus campus{server};
};

// What a stranger learns from a refusal: everything but the id of the request.
json::object without_trace(const Reply& reply)
{
    json::object body = reply.json.as_object();
    body.erase("trace_id");
    return body;
}

TEST_F(SignIn, TellsAWrongPasswordAndAnUnknownLoginAlike)
{
    server.today("2026-05-10");
    Person& officer = campus.officer();
    const Reply wrong = try_password(officer, officer.login(), "不是这个口令");
    const Reply unknown = try_password(officer, "nobody-" + officer.login(), "不是这个口令");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(wrong.text("code"), "sign_in_failed");
    EXPECT_EQ(without_trace(wrong), without_trace(unknown));
    EXPECT_TRUE(wrong.field("Set-Cookie").empty());
}

// By the work done, not by the clock: seconds on a busy machine say nothing.
TEST_F(SignIn, DoesTheSameWorkForAWrongPasswordAndAnUnknownLogin)
{
    Person& officer = campus.officer();
    server.today("2026-05-10T10:00:00+08:00");
    ASSERT_EQ(try_password(officer, "nobody", "口令").status, 401);  // makes the stand-in
    const std::uint64_t before = accounts::password_hashes_computed();
    EXPECT_EQ(try_password(officer, officer.login(), "不是这个口令").status, 401);
    const std::uint64_t wrong = accounts::password_hashes_computed() - before;
    EXPECT_EQ(try_password(officer, "nobody-" + officer.login(), "不是这个口令").status, 401);
    EXPECT_EQ(wrong, 1U);
    EXPECT_EQ(accounts::password_hashes_computed() - before, 2U);
}

TEST_F(SignIn, HandsOutACookieThatScriptsAndOtherSitesCannotUse)
{
    const Reply reply = campus.officer().sign_in();
    ASSERT_EQ(reply.status, 200);
    const std::string cookie = reply.field("Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("beihui_session=")) << cookie;
    for (const char* flag : {"; HttpOnly", "; SameSite=Lax", "; Path=/"})
        EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
    EXPECT_EQ(reply.text("organisation.id"), campus.school);
    EXPECT_EQ(reply.text("person.id"), campus.officer().id());
    EXPECT_EQ(reply.text("roles.0"), "employment_officer");
}

TEST_F(SignIn, EndsTheSessionWhenThePersonSignsOut)
{
    Person& officer = campus.officer();
    ASSERT_EQ(officer.get("/api/v1/session").status, 200);
    const std::string cookie = officer.cookie();
    const Reply out = officer.ask("DELETE", "/api/v1/session", "", {{"X-Beihui", "1"}});
    EXPECT_EQ(out.status, 204);
    EXPECT_NE(out.field("Set-Cookie").find("Max-Age=0"), std::string::npos);

    Person thief(server, "", "");
    thief.keep_cookie(cookie);
    EXPECT_EQ(thief.once("GET", "/api/v1/session").status, 401);
    // Not only here: another node, or this one after a restart, asks the database.
    server.today("2026-05-10T15:00:00+08:00");
    EXPECT_EQ(thief.once("GET", "/api/v1/session").status, 401);
}

TEST_F(SignIn, RefusesAWriteThatNoPageOfOursSent)
{
    Person& officer = campus.officer();
    ASSERT_EQ(officer.get("/api/v1/session").status, 200);
    const json::object body{
        {"workflow", "recruitment-event"},
        {"organisation", campus.school},
        {"data", plan_for("跨站", "2026-05-20", 100)}
    };
    const Reply reply = officer.ask(
        "POST", "/api/v1/cases", json::serialize(body), {{"Idempotency-Key", fresh_key()}}
    );
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(officer.get("/api/v1/cases").count("items"), 0U);
}

TEST_F(SignIn, NeedsASessionForEverythingButItself)
{
    Person nobody(server, "", "");
    for (const char* target :
         {"/api/v1/session", "/api/v1/workflows", "/api/v1/organisations", "/api/v1/people",
          "/api/v1/employers", "/api/v1/cases", "/api/v1/cases/BH-2026-0001", "/api/v1/duties",
          "/api/v1/tables", "/api/v1/packs", "/api/v1/calendar",
          "/api/v1/entries/00000000000000000000000000000000"})
        EXPECT_EQ(nobody.once("GET", target).status, 401) << target;
}

TEST_F(SignIn, EndsASessionThatWasNotUsedForHalfAnHour)
{
    server.today("2026-05-10T09:00:00+08:00");
    Person& officer = campus.officer();
    ASSERT_EQ(officer.sign_in().status, 200);
    // Use keeps it alive: 25 minutes and 25 minutes more.
    server.today("2026-05-10T09:25:00+08:00");
    EXPECT_EQ(officer.once("GET", "/api/v1/session").status, 200);
    server.settle();
    server.today("2026-05-10T09:50:00+08:00");
    EXPECT_EQ(officer.once("GET", "/api/v1/session").status, 200);
    server.settle();
    server.today("2026-05-10T10:21:00+08:00");
    EXPECT_EQ(officer.once("GET", "/api/v1/session").status, 401);
}

TEST_F(SignIn, EndsASessionAfterTwelveHoursHoweverMuchItIsUsed)
{
    server.today("2026-05-10T08:00:00+08:00");
    Person& officer = campus.officer();
    ASSERT_EQ(officer.sign_in().status, 200);
    for (int hour = 8; hour < 20; ++hour)
        for (const char* minute : {"15", "35", "55"}) {
            const std::string text = (hour < 10 ? "0" : "") + std::to_string(hour);
            server.today("2026-05-10T" + text + ":" + minute + ":00+08:00");
            EXPECT_EQ(officer.once("GET", "/api/v1/session").status, 200) << hour << minute;
            server.settle();
        }
    server.today("2026-05-10T20:00:01+08:00");
    EXPECT_EQ(officer.once("GET", "/api/v1/session").status, 401);
}

TEST_F(SignIn, LetsWhoeverGuessesWaitAfterFiveTries)
{
    server.today("2026-05-11T09:00:00+08:00");
    Person& officer = campus.officer();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(try_password(officer, officer.login(), "不是这个口令").status, 401);
    const Reply refused = try_password(officer, officer.login(), "一个足够长的口令，写于2026年");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.field("Retry-After"), "15");
    EXPECT_EQ(refused.text("detail"), "尝试次数过多，请 15 秒后再试");
    // The others are left alone, and nothing is locked for good.
    EXPECT_EQ(campus.colleague().sign_in().status, 200);
    server.today("2026-05-11T09:00:16+08:00");
    EXPECT_EQ(officer.sign_in().status, 200);
}

}  // namespace
}  // namespace beihui::test
