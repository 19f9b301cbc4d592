#include "base/json.hpp"
#include "http/front.hpp"
#include "http/problem.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace beihui::http::test
{
namespace
{

class RouterTest : public testing::Test
{
protected:
    void SetUp() override { port = front.start(); }

    Answer ask(
        const std::string& line,
        const std::string& fields = "Host: a\r\n",
        std::string_view body = {}
    )
    {
        Client client(port);
        return client.ask(line + " HTTP/1.1\r\n" + fields + "\r\n" + std::string(body)).value();
    }

    Answer write(const std::string& fields, const std::string& path = "/api/v1/x")
    {
        return ask(
            "POST " + path,
            "Host: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n" + fields, "{}"
        );
    }

    TestFront front;
    std::uint16_t port = 0;
};

TEST_F(RouterTest, AnswersOnlyToTheHostsItKnows)
{
    for (const char* host : {"a", "A:8080", "localhost", "127.0.0.1:1", "[::1]:80"})
        EXPECT_EQ(ask("GET /", "Host: " + std::string(host) + "\r\n").status, 200) << host;
    for (const char* host : {"evil.example", "a.evil.example", "b"})
        EXPECT_EQ(ask("GET /", "Host: " + std::string(host) + "\r\n").status, 421) << host;
}

TEST_F(RouterTest, ChecksInOneOrder)
{
    EXPECT_EQ(ask("BREW /%zz", "Host: evil\r\n").status, 421);
    EXPECT_EQ(ask("BREW /%zz").status, 501);
    EXPECT_EQ(ask("DELETE /%zz").status, 400);
    EXPECT_EQ(ask("DELETE /none").status, 404);
    EXPECT_EQ(ask("DELETE /api/v1/x", "Host: a\r\nExpect: x\r\n").status, 405);
    EXPECT_EQ(
        ask("POST /api/v1/x", "Host: a\r\nExpect: x\r\nContent-Encoding: gzip\r\n").status, 417
    );
    EXPECT_EQ(ask("POST /api/v1/x", "Host: a\r\nContent-Encoding: gzip\r\n").status, 415);
    EXPECT_EQ(ask("POST /api/v1/x").status, 411);
    EXPECT_EQ(ask("POST /api/v1/x", "Host: a\r\nContent-Length: 99999999\r\n").status, 415);
    EXPECT_EQ(
        ask("POST /api/v1/x",
            "Host: a\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n"
            "Origin: http://evil\r\n")
            .status,
        413
    );
    EXPECT_EQ(write("Origin: http://evil\r\n", "/api/v1/cases/1/acts").status, 403);
    EXPECT_EQ(write("", "/api/v1/cases/1/acts").status, 401);
}

TEST_F(RouterTest, NamesTheMethodsThatAnAddressSupports)
{
    const auto answer = ask("DELETE /api/v1/cases/7");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.field("Allow"), "GET, HEAD");
    EXPECT_EQ(ask("OPTIONS /api/v1/x").field("Allow"), "POST");
}

TEST_F(RouterTest, PrefersTheNarrowerPatternAndDecodesItsValues)
{
    EXPECT_EQ(ask("GET /api/v1/cases/count").body, "count");
    EXPECT_EQ(ask("GET /api/v1/cases/%E5%A4%87%E4%BC%9A").body, "case 备会");
    EXPECT_EQ(ask("GET /api/v1/cases/").status, 404);
    EXPECT_EQ(ask("GET /api/v1/cases//").status, 404);
    EXPECT_EQ(ask("GET /api/v1/cases/a%2Fb").status, 404);
    EXPECT_EQ(ask("GET /api/v1/cases/%00").status, 400);
    EXPECT_EQ(ask("GET /api/v1/cases/x%0Ay").status, 400);
}

TEST_F(RouterTest, TakesJsonInUtf8Only)
{
    const auto status_for = [&](const std::string& type) {
        return ask("POST /api/v1/x",
                   "Host: a\r\nContent-Length: 2\r\nContent-Type: " + type + "\r\n", "{}")
            .status;
    };
    EXPECT_EQ(status_for("Application/JSON; Charset=UTF-8"), 200);
    EXPECT_EQ(status_for("application/json; charset=gbk"), 415);
    EXPECT_EQ(status_for("text/plain"), 415);
    EXPECT_EQ(status_for("application/jsonp"), 415);
}

TEST_F(RouterTest, RefusesWritesFromPagesOfOtherSites)
{
    const std::string page = "Cookie: __Host-sid=s\r\nX-Beihui: 1\r\n";
    EXPECT_EQ(write(page + "Sec-Fetch-Site: cross-site\r\n").status, 403);
    EXPECT_EQ(write(page + "Sec-Fetch-Site: same-site\r\nOrigin: http://a\r\n").status, 403);
    EXPECT_EQ(write(page + "Origin: null\r\n").status, 403);
    EXPECT_EQ(write(page + "Origin: http://a.evil\r\n").status, 403);
    EXPECT_EQ(write(page + "Sec-Fetch-Site: same-origin\r\nOrigin: http://b\r\n").status, 403);
    EXPECT_EQ(write("Origin: http://evil\r\n").status, 403) << "signing in is a write, too";
    EXPECT_EQ(write(page + "Sec-Fetch-Site: same-origin\r\n").status, 200);
    EXPECT_EQ(write(page + "Origin: https://a:443\r\n").status, 200);
    EXPECT_EQ(ask("GET /", "Host: a\r\nCookie: x=1\r\nSec-Fetch-Site: cross-site\r\n").status, 200);
}

TEST_F(RouterTest, AsksForTheHeaderOfOurPagesWithEveryCookieWrite)
{
    const std::string cookie = "Cookie: __Host-sid=s\r\n";
    EXPECT_EQ(write(cookie).status, 403);
    EXPECT_EQ(write(cookie + "Origin: http://a\r\n").status, 403);
    EXPECT_EQ(write(cookie + "X-Beihui: 0\r\n").status, 403);
    EXPECT_EQ(write(cookie + "X-Beihui: 1\r\n").status, 200);
    EXPECT_EQ(write("Authorization: Bearer t\r\n").status, 200) << "a program has no cookie";
}

TEST_F(RouterTest, LetsTheGateDecideBeforeTheBodyIsRead)
{
    Client client(port);
    const auto refused = client.ask(
        "POST /api/v1/cases/1/acts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Content-Length: 1000000\r\n\r\n"
    );
    ASSERT_TRUE(refused) << "it waits for the body";
    EXPECT_EQ(refused->status, 401);
    EXPECT_TRUE(client.is_closed());
    const auto known = write("Cookie: __Host-sid=zhang\r\nX-Beihui: 1\r\n", "/api/v1/cases/1/acts");
    EXPECT_EQ(known.body, "zhang");
}

TEST_F(RouterTest, EndsAnExceptionInOnePlace)
{
    const auto answer = ask("GET /api/v1/broken");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("fire"), std::string::npos) << "the cause is for the log only";
    EXPECT_EQ(front.trouble, "the disk is on fire");
    const auto body = read_json(answer.body).value();
    EXPECT_EQ(text_of(body, "trace_id").size(), 32U);
    EXPECT_EQ(ask("GET /").status, 200);
}

TEST_F(RouterTest, SendsEveryRefusalAsAProblem)
{
    for (const auto& answer : {ask("GET /none"), ask("DELETE /"), ask("BREW /"), ask("GET /x y")}) {
        EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
        const auto body = read_json(answer.body).value();
        EXPECT_EQ(integer_of(body, "status"), answer.status);
        EXPECT_FALSE(text_of(body, "title").empty());
        EXPECT_FALSE(text_of(body, "detail").empty());
        EXPECT_EQ(text_of(body, "type"), "/problems/" + std::string(text_of(body, "code")));
        EXPECT_EQ(text_of(body, "trace_id").size(), 32U);
        ASSERT_NE(member(body, "errors"), nullptr);
        EXPECT_TRUE(member(body, "errors")->is_array());
    }
}

TEST(RouterTable, RefusesARouteTwice)
{
    const auto handle = [](const Request&) -> boost::asio::awaitable<Response> {
        co_return Response{};
    };
    Router router;
    router.add({.method = "GET", .pattern = "/x", .handle = handle, .access = Access::anyone()});
    EXPECT_THROW(
        router.add({.method = "GET", .pattern = "/x", .handle = handle, .access = Access::anyone()}
        ),
        std::logic_error
    );
    EXPECT_THROW(
        router.add({.method = "get", .pattern = "/y", .handle = handle, .access = Access::anyone()}
        ),
        std::logic_error
    );
}

TEST(Problem, HasOneStatusForEachRefusal)
{
    const auto status = [](Refusal kind, std::string code = "x") {
        return status_of(refuse(kind, std::move(code), "", ""));
    };
    EXPECT_EQ(status(Refusal::invalid_input), 422);
    EXPECT_EQ(status(Refusal::invalid_input, "not_json"), 400);
    EXPECT_EQ(status(Refusal::not_allowed), 403);
    EXPECT_EQ(status(Refusal::not_allowed, "no_session"), 401);
    EXPECT_EQ(status(Refusal::not_found), 404);
    EXPECT_EQ(status(Refusal::conflict), 409);
    EXPECT_EQ(status(Refusal::stale), 412);
    EXPECT_EQ(status(Refusal::rule_refused), 409);
    EXPECT_EQ(status(Refusal::unavailable), 503);
}

TEST(Problem, TakesMembersOfItsOwn)
{
    const auto error = refuse(Refusal::stale, "stale", "案卷已有新版本", "The case has moved on");
    const auto response = problem(error, Request{}, {{"current_version", 8}});
    EXPECT_EQ(response.status, 412);
    EXPECT_EQ(integer_of(read_json(response.body_text()).value(), "current_version"), 8);
}

TEST(Problem, TellsEveryFaultInTheLanguageThatIsPreferred)
{
    Fault fault;
    fault.where = "#/data/expected";
    fault.code = "field_required";
    fault.detail = {"缺少预计人数", "The expected number is missing"};
    fault.way_out = {"请填写", "Fill it in"};
    fault.clause = "2026/四(三)e";
    fault.clause_text = {"严格落实", ""};
    const auto error =
        refuse(Refusal::rule_refused, "act_refused", "不能举办", "It cannot be held", {fault});

    Request request;
    request.id = "0123";
    const auto chinese = read_json(problem(error, request).body_text()).value();
    EXPECT_EQ(text_of(chinese, "detail"), "不能举办");

    request.headers.emplace_back("accept-language", "fr, en;q=0.8, zh;q=0.5");
    const auto response = problem(error, request);
    EXPECT_EQ(response.header("Content-Language"), "en");
    const auto english = read_json(response.body_text()).value();
    EXPECT_EQ(text_of(english, "detail"), "It cannot be held");
    const auto& first = member(english, "errors")->as_array().at(0);
    EXPECT_EQ(text_of(first, "pointer"), "#/data/expected");
    EXPECT_EQ(text_of(first, "way_out"), "Fill it in");
    EXPECT_EQ(text_of(first, "clause"), "2026/四(三)e");
    EXPECT_EQ(text_of(first, "clause_text"), "严格落实") << "a quotation is not translated";
    EXPECT_EQ(member(first, "owner"), nullptr);

    request.headers.front().second = "zh-CN, en;q=0.9";
    EXPECT_EQ(problem(error, request).header("Content-Language"), "zh-CN");
}

}  // namespace
}  // namespace beihui::http::test
