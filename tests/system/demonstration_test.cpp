// The demonstration beside the real data: in, visited, left and out, and the real data as it was.
#include "storage/condition.hpp"
#include "system/campus.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace beihui::test
{
namespace
{

class BesideTheRealData : public testing::Test
{
protected:
    BesideTheRealData() { server.today("2026-04-01"); }

    Reply change(Person& who, std::string_view method)
    {
        return who.ask(method, "/api/v1/demonstration", {}, {{"X-Beihui", "1"}});
    }
    Reply wait(Person& who)
    {
        for (int i = 0; i < 1200; ++i) {
            const Reply now = who.get("/api/v1/demonstration");
            if (now.text("state") != "loading")
                return now;
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
        return who.get("/api/v1/demonstration");
    }
    std::int64_t entries()
    {
        std::int64_t found = 0;
        server.context().database.read([&](storage::ReadTxn& txn) {
            found = storage::condition(txn).entries;
        });
        return found;
    }
    // The cookies that an answer sets, as a browser sends them back.
    static std::string cookies_of(const Reply& reply)
    {
        std::string all;
        const std::string name = "Set-Cookie: ";
        for (std::size_t at = 0; (at = reply.head.find(name, at)) != std::string::npos;) {
            at += name.size();
            const std::string cookie = reply.head.substr(at, reply.head.find(';', at) - at);
            if (!cookie.ends_with('='))
                all += (all.empty() ? "" : "; ") + cookie;
        }
        return all;
    }

    TestServer& server = shared_server(Store::sqlite);
    Campus campus{server};
};

TEST_F(BesideTheRealData, TheDemonstrationComesGoesAndTouchesNothingOfIt)
{
    Person& administrator = campus.administrator();
    EXPECT_EQ(administrator.get("/api/v1/demonstration").text("state"), "none");
    EXPECT_EQ(change(administrator, "DELETE").status, 404);
    EXPECT_EQ(change(campus.officer(), "POST").status, 403);
    const std::int64_t before = entries();
    ASSERT_EQ(change(administrator, "POST").status, 202);
    EXPECT_EQ(change(administrator, "POST").text("code"), "demonstration_there");
    const Reply ready = wait(administrator);
    ASSERT_EQ(ready.text("state"), "ready") << ready.body;
    EXPECT_GT(ready.count("accounts"), 10U);
    EXPECT_EQ(ready.integer("acts_since"), 0);

    // In, with the real session put aside.
    const Fields form{{"X-Beihui", "1"}, {"Content-Type", "application/json"}};
    const std::string visit = "/api/v1/demonstration/visit";
    EXPECT_EQ(administrator.ask("POST", visit, R"({"login":"nobody"})", form).status, 404);
    const Reply in = administrator.ask("POST", visit, R"({"login":"wangmin"})", form);
    ASSERT_EQ(in.status, 204) << in.body;
    const std::string cookies = cookies_of(in);
    Person browser(server, "", "");
    const auto ask = [&](std::string_view method, std::string_view target, Fields more = {}) {
        more.emplace_back("Cookie", cookies);
        more.emplace_back("X-Beihui", "1");
        return browser.once(method, target, "", more);
    };
    EXPECT_TRUE(ask("GET", "/api/v1/demonstration/place").at("inside")->as_bool());
    EXPECT_EQ(ask("GET", "/api/v1/session").text("login"), "wangmin");
    const Reply cases = ask("GET", "/api/v1/cases?limit=1");
    ASSERT_EQ(cases.count("items"), 1U) << cases.body;
    // What is in the one is not in the other.
    const std::string number = cases.text("items.0.number");
    EXPECT_EQ(campus.officer().get("/api/v1/cases/" + number).status, 404);
    EXPECT_EQ(administrator.get("/api/v1/session").text("login"), administrator.login());
    // Nobody inside removes it, and a session of it opens nothing outside.
    EXPECT_EQ(ask("DELETE", "/api/v1/demonstration").status, 404);
    const std::string session = cookies.substr(cookies.find("beihui_session="));
    EXPECT_EQ(
        browser
            .once("GET", "/api/v1/session", "", {{"Cookie", session.substr(0, session.find(';'))}})
            .status,
        401
    );

    const Reply out = ask("POST", "/api/v1/demonstration/leave");
    EXPECT_EQ(out.status, 204);
    EXPECT_NE(out.head.find(administrator.cookie().substr(0, 40)), std::string::npos)
        << "the real session is back\n"
        << out.head;
    // Who holds a cookie is remembered for a second; the administrator signs in anew for the rest.
    server.today("2026-04-01T12:00:00+08:00");
    EXPECT_EQ(ask("GET", "/api/v1/session").status, 401) << "that of the demonstration has ended";

    ASSERT_EQ(change(administrator, "DELETE").status, 202);
    EXPECT_EQ(administrator.get("/api/v1/demonstration").text("state"), "none");
    // The cookie of somebody who was in it leads to the real one now.
    EXPECT_FALSE(ask("GET", "/api/v1/demonstration/place").at("inside")->as_bool());
    EXPECT_EQ(entries(), before);
    const Reply events = administrator.get("/api/v1/account/events");
    for (const char* what : {"load_demonstration", "remove_demonstration"})
        EXPECT_FALSE(events.find("items", "what", what).is_null()) << what;
    EXPECT_EQ(
        browser.once("POST", "/api/v1/demonstration/leave", "", {{"X-Beihui", "1"}}).status, 204
    );
}

}  // namespace
}  // namespace beihui::test
