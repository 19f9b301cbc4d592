// Live events: who hears of which case, for how long, and what happens after a gap.
#include "storage/stores.hpp"
#include "system/contract.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

using namespace std::chrono_literals;

// A page that stands open. It hears "ready" before anything else is done.
class Listening
{
public:
    explicit Listening(Person& person, std::string_view last_id = {}, bool is_read = true)
        : client_(person.server().port())
    {
        std::string request = "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" +
                              std::to_string(person.server().port()) +
                              "\r\nCookie: " + person.cookie() + "\r\n";
        if (!last_id.empty())
            request += "Last-Event-ID: " + std::string(last_id) + "\r\n";
        client_.send(request + "\r\n");
        const auto answer = client_.read();
        head = answer ? *answer : http::test::Answer{};
        const Exchange seen{
            "GET", "/api/v1/events", head.status, head.field("Content-Type"), head.body
        };
        for (const std::string& fault : project_contract().check(seen))
            ADD_FAILURE() << "GET /api/v1/events " << head.status
                          << " is not what docs/openapi.yaml says: " << fault;
        if (is_read && head.status == 200)
            first = next();
    }

    // The next event but heartbeats; empty when there is none in time.
    std::string next(std::chrono::milliseconds within = 5s)
    {
        const auto deadline = std::chrono::steady_clock::now() + within;
        for (;;) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                deadline - std::chrono::steady_clock::now()
            );
            const auto text = client_.read_until("\n\n", left);
            if (!text)
                return {};
            if (!text->starts_with(':'))
                return *text;
        }
    }
    bool ends(std::chrono::milliseconds within = 5s) { return client_.ends(within); }
    bool has_heartbeat() { return client_.read_until(":\n\n", 5s).has_value(); }

    http::test::Answer head;
    std::string first;

private:
    http::test::Client client_;
};

std::string id_in(const std::string& event)
{
    const std::size_t at = event.find("id: ") + 4;
    return event.substr(at, event.find('\n', at) - at);
}

bool tells_of(const std::string& event, const std::string& number)
{
    return event.find("event: case\n") != std::string::npos &&
           event.find('"' + number + '"') != std::string::npos;
}

class Events : public testing::TestWithParam<Store>
{
protected:
    Events() { server.today("2026-05-10"); }

    // Somebody who has signed in, so that there is a cookie.
    Person& here(Person& person)
    {
        EXPECT_EQ(person.get("/api/v1/session").status, 200);
        return person;
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};

INSTANTIATE_TEST_SUITE_P(
    On,
    Events,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Events, TellOfACaseByNumberVersionAndKindAndNothingElse)
{
    Event event(campus, plan_for("推送", "2026-06-20", 200), {});
    Listening page(here(campus.officer()));
    EXPECT_EQ(page.head.status, 200);
    EXPECT_EQ(page.head.field("Content-Type"), "text/event-stream");
    EXPECT_EQ(page.head.field("Cache-Control"), "no-store");
    EXPECT_NE(page.first.find("event: ready\n"), std::string::npos) << page.first;
    event.must(campus.officer(), "edit_plan", json::object{{"expected", 210}});
    std::string told = page.next();
    // The opening of the case may have come first.
    while (!told.empty() && told.find("\"version\":2") == std::string::npos)
        told = page.next();
    EXPECT_TRUE(tells_of(told, event.number)) << told;
    EXPECT_NE(
        told.find(
            R"(data: {"number":")" + event.number +
            R"(","version":2,"workflow":"recruitment-event"})"
        ),
        std::string::npos
    ) << told;
}

TEST_P(Events, NeverTellOfACaseThatTheReaderMayNotSee)
{
    Campus other(server);
    Listening page(here(campus.officer()));
    Event foreign(other, plan_for("别的学校", "2026-06-20", 200), {});
    Event own(campus, plan_for("本校", "2026-06-20", 200), {});
    std::string told = page.next();
    ASSERT_FALSE(told.empty());
    // What was recorded first would have been told first.
    for (; !told.empty() && !tells_of(told, own.number); told = page.next())
        EXPECT_EQ(told.find(foreign.number), std::string::npos) << told;
    EXPECT_TRUE(tells_of(told, own.number));
    for (std::string rest = page.next(700ms); !rest.empty(); rest = page.next(700ms))
        EXPECT_EQ(rest.find(foreign.number), std::string::npos) << rest;
}

TEST_P(Events, EndWithTheSession)
{
    Person& officer = here(campus.officer());
    Listening page(officer);
    ASSERT_EQ(page.head.status, 200);
    EXPECT_TRUE(page.has_heartbeat());
    EXPECT_EQ(officer.ask("DELETE", "/api/v1/session", "", {{"X-Beihui", "1"}}).status, 204);
    Event event(campus, plan_for("退出之后", "2026-06-20", 200), {});
    std::string told = page.next();
    EXPECT_FALSE(tells_of(told, event.number)) << told;
    EXPECT_NE(told.find("event: end\n"), std::string::npos) << told;
    EXPECT_TRUE(page.ends());
}

TEST_P(Events, EndWhenTheAccountIsLocked)
{
    Person& colleague = here(campus.colleague());
    Listening page(colleague);
    ASSERT_EQ(page.head.status, 200);
    const auto locked =
        server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
            auto account = storage::find_account_by_login(txn, colleague.login());
            account->locked = true;
            storage::put_account(txn, *account);
            return {};
        });
    ASSERT_TRUE(locked);
    EXPECT_NE(page.next().find("event: end\n"), std::string::npos);
    EXPECT_TRUE(page.ends());
}

TEST_P(Events, GoOnWhereTheyWereCutOff)
{
    Event event(campus, plan_for("续传", "2026-06-20", 200), {});
    Person& officer = here(campus.officer());
    std::string place;
    {
        Listening page(officer);
        event.must(officer, "edit_plan", json::object{{"expected", 210}});
        std::string told = page.next();
        while (!told.empty() && told.find("\"version\":2") == std::string::npos)
            told = page.next();
        ASSERT_TRUE(tells_of(told, event.number));
        place = id_in(told);
    }
    event.must(officer, "edit_plan", json::object{{"expected", 220}});
    Listening again(officer, place);
    EXPECT_NE(again.first.find("event: ready\n"), std::string::npos) << again.first;
    std::string told = again.next();
    while (!told.empty() && !tells_of(told, event.number))
        told = again.next();
    EXPECT_NE(told.find("\"version\":3"), std::string::npos) << told;
}

TEST_P(Events, SayToReadAnewWhenTooMuchCameBetween)
{
    Event event(campus, plan_for("遗漏", "2026-06-20", 200), {});
    Person& officer = here(campus.officer());
    const std::string place = id_in(Listening(officer).first);
    for (int i = 0; i < 25; ++i)  // the hub of the tests keeps twenty
        event.must(officer, "edit_plan", json::object{{"expected", 300 + i}});
    Listening watch(officer);
    event.must(officer, "edit_plan", json::object{{"expected", 400}});
    while (true) {
        const std::string told = watch.next();
        ASSERT_FALSE(told.empty());
        if (told.find("\"version\":27") != std::string::npos)
            break;
    }
    Listening late(officer, place);
    const std::string told = late.next();
    EXPECT_NE(told.find("event: reload\n"), std::string::npos) << told;
    // Somebody else's seats: those of the pages above are given back only in a while.
    for (const char* strange : {"000000000000.5", "x"}) {
        Listening page(here(campus.director()), strange);
        EXPECT_NE(page.first.find("event: reload\n"), std::string::npos) << strange;
    }
    for (const char* strange : {"000000000000.", "."}) {
        Listening page(here(campus.colleague()), strange);
        EXPECT_NE(page.first.find("event: reload\n"), std::string::npos) << strange;
    }
}

TEST_P(Events, AreShedWhenOnePersonHasTooManyOpen)
{
    Person& officer = here(campus.officer());
    Listening first(officer);
    Listening second(officer);
    {
        Listening third(officer);
        ASSERT_EQ(third.head.status, 200);
        const Reply fourth = officer.get("/api/v1/events");
        EXPECT_EQ(fourth.status, 503);
        EXPECT_EQ(fourth.text("code"), "too_many_streams");
        EXPECT_FALSE(fourth.field("Retry-After").empty());
    }
    // The third has hung up: its seat is free soon.
    for (int i = 0; i < 50; ++i) {
        if (Listening(officer, {}, false).head.status == 200)
            return;
        std::this_thread::sleep_for(100ms);
    }
    FAIL() << "the seat of a page that was closed was not given back";
}

TEST_P(Events, AreForWhoeverHasSignedInAndMayReadCases)
{
    http::test::Client client(server.port());
    client.send(
        "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
        "\r\n\r\n"
    );
    EXPECT_EQ(client.read()->status, 401);
    http::test::Client head(server.port());
    head.send(
        "HEAD /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
        "\r\nCookie: " + here(campus.officer()).cookie() + "\r\n\r\n"
    );
    EXPECT_EQ(head.read(true)->status, 200);
}

}  // namespace
}  // namespace beihui::test
