#include "http/front.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace beihui::http::test
{
namespace
{

constexpr std::string_view get_home = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(std::string_view body, const std::string& fields = "")
{
    return "POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + fields +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string post_chunks(std::string_view chunks)
{
    return "POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
           "Transfer-Encoding: chunked\r\n\r\n" +
           std::string(chunks);
}

int status_of(const std::optional<Answer>& answer)
{
    return answer ? answer->status : 0;
}

TEST(Session, AnswersRequestAfterRequestOnOneConnection)
{
    TestFront front;
    Client client(front.start());
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.ask(get_home);
        ASSERT_EQ(status_of(answer), 200);
        EXPECT_EQ(answer->body, "home");
        EXPECT_EQ(answer->field("Connection"), "");
    }
    // A refusal without unread bytes does not end the connection.
    EXPECT_EQ(status_of(client.ask("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")), 404);
    EXPECT_EQ(status_of(client.ask(get_home)), 200);
}

TEST(Session, AnswersPipelinedRequestsInOrderAndWithBodies)
{
    TestFront front;
    Client client(front.start());
    client.send(
        post("{\"n\":1}") + post_chunks("3\r\n{\"n\r\n4\r\n\":2}\r\n0\r\n\r\n") +
        std::string(get_home) + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" +
        std::string(get_home)
    );
    EXPECT_EQ(client.read().value().body, "POST {\"n\":1}");
    EXPECT_EQ(client.read().value().body, "POST {\"n\":2}");
    EXPECT_EQ(client.read().value().body, "home");
    EXPECT_EQ(client.read().value().field("Connection"), "close");
    EXPECT_TRUE(client.is_closed()) << "nothing is answered after Connection: close";
}

// Beast 1.81 asserts in this very place when it gets the last chunk byte by byte.
TEST(Session, ReadsAnEmptyChunkedBodyHoweverItIsCut)
{
    TestFront front;
    const auto port = front.start();
    for (const std::size_t cut : {1U, 2U, 3U, 4U}) {
        Client client(port);
        const std::string head = post_chunks("");
        const std::string_view chunks = "0\r\n\r\n";
        client.send(head + std::string(chunks.substr(0, cut)));
        for (std::size_t at = cut; at < chunks.size(); ++at) {
            std::this_thread::sleep_for(5ms);
            client.send(chunks.substr(at, 1));
        }
        EXPECT_EQ(client.read().value().body, "POST ") << cut;
    }
}

TEST(Session, AnswersHeadWithTheLengthAndWithoutTheBody)
{
    TestFront front;
    Client client(front.start());
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = client.read(true);
    ASSERT_EQ(status_of(answer), 200);
    EXPECT_EQ(answer->field("Content-Length"), "4");
    EXPECT_EQ(status_of(client.ask(get_home)), 200) << "no body was in the way";
}

TEST(Session, SendsItsSecurityFieldsWithEveryAnswer)
{
    TestFront front;
    const auto port = front.start();
    for (const char* request :
         {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET /none HTTP/1.1\r\nHost: a\r\n\r\n", "\n"}) {
        Client client(port);
        const auto answer = client.ask(request);
        ASSERT_TRUE(answer) << request;
        const std::string policy = answer->field("Content-Security-Policy");
        EXPECT_NE(
            policy.find("default-src 'none'; script-src 'self'; style-src 'self';"),
            std::string::npos
        );
        EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
        EXPECT_EQ(policy.find("unsafe"), std::string::npos);
        EXPECT_EQ(answer->field("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(answer->field("Referrer-Policy"), "same-origin");
        EXPECT_EQ(answer->field("Cache-Control"), "no-store");
        EXPECT_EQ(answer->field("Server"), "");
        EXPECT_TRUE(answer->field("Date").ends_with(" GMT"));
    }
}

TEST(Session, AsksForTheBodyOnlyWhenItWillReadIt)
{
    TestFront front;
    const auto port = front.start();
    const std::string head = post("", "Expect: 100-continue\r\n");
    const std::string wants_two = head.substr(0, head.size() - 5) + "2\r\n\r\n";

    Client willing(port);
    willing.send(wants_two);
    EXPECT_EQ(status_of(willing.read()), 100);
    EXPECT_EQ(willing.ask("{}").value().body, "POST {}");

    Client refused(port);
    const auto answer =
        refused.ask("POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    "Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
    EXPECT_EQ(status_of(answer), 413) << "without 100 first";
}

TEST(Session, RefusesALargeBodyWithoutReadingAllOfIt)
{
    Limits limits;
    limits.linger_time = 500ms;
    TestFront front(limits);
    Client client(front.start());
    const std::size_t size = std::size_t{100} * 1024 * 1024;
    client.send(
        "POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
        std::to_string(size) + "\r\n\r\n"
    );
    const std::size_t taken = client.send(std::string(size, 'x'));
    EXPECT_LT(taken, size / 4) << "the server stopped reading";
    EXPECT_EQ(status_of(client.read()), 413);
    EXPECT_EQ(front.posts, 0U);
}

TEST(Session, HoldsTheLimitOfItsRouteToTheByte)
{
    TestFront front;
    const auto port = front.start();
    EXPECT_EQ(status_of(Client(port).ask(post(std::string(small_body, ' ')))), 200);
    Client over(port);
    EXPECT_EQ(status_of(over.ask(post(std::string(small_body + 1, ' ')))), 413);
    EXPECT_TRUE(over.is_closed());

    const std::string chunk = "8000\r\n" + std::string(0x8000, ' ') + "\r\n";
    EXPECT_EQ(status_of(Client(port).ask(post_chunks(chunk + chunk + "0\r\n\r\n"))), 200);
    EXPECT_EQ(status_of(Client(port).ask(post_chunks(chunk + chunk + "1\r\n \r\n0\r\n\r\n"))), 413);
}

TEST(Session, RefusesChunkExtensionsAndTrailers)
{
    TestFront front;
    const auto port = front.start();
    for (const char* chunks :
         {"2;a=b\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0;a\r\n\r\n",
          "2\r\n{}\r\n0\r\nX-Role: admin\r\n\r\n"}) {
        Client client(port);
        EXPECT_EQ(status_of(client.ask(post_chunks(chunks))), 400) << chunks;
        EXPECT_TRUE(client.is_closed()) << chunks;
    }
    EXPECT_EQ(front.posts, 0U);
}

TEST(Session, TellsASlowClientAndCloses)
{
    Limits limits;
    limits.head_time = 200ms;
    limits.body_grace = 200ms;
    limits.linger_time = 100ms;
    TestFront front(limits);
    const auto port = front.start();

    Client head(port);
    head.send("GET / HTT");
    EXPECT_EQ(status_of(head.read(false, 2s)), 408);
    EXPECT_TRUE(head.is_closed());

    Client body(port);
    body.send("POST /api/v1/x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              "Content-Length: 2\r\n\r\n{");
    EXPECT_EQ(status_of(body.read(false, 2s)), 408);
    EXPECT_TRUE(body.is_closed());

    Client silent(port);
    EXPECT_TRUE(silent.is_closed(2s)) << "without a byte there is no one to tell";
}

TEST(Session, TakesASlowBodyThatKeepsTheLeastRate)
{
    Limits limits;
    limits.body_grace = 100ms;
    limits.body_bytes_per_second = 100;
    TestFront front(limits);
    Client client(front.start());
    const std::string whole = post(std::string(60, ' '));
    const std::size_t head = whole.size() - 60;
    client.send(whole.substr(0, head));
    for (std::size_t at = head; at < whole.size(); at += 20) {
        client.send(whole.substr(at, 20));
        std::this_thread::sleep_for(60ms);
    }
    EXPECT_EQ(status_of(client.read()), 200);
}

TEST(Session, ClosesAnIdleConnectionAndOneThatAskedOftenEnough)
{
    Limits limits;
    limits.idle_time = 200ms;
    limits.requests_per_connection = 3;
    TestFront front(limits);
    const auto port = front.start();

    Client idle(port);
    ASSERT_EQ(status_of(idle.ask(get_home)), 200);
    EXPECT_TRUE(idle.is_closed(2s));

    Client often(port);
    EXPECT_EQ(often.ask(get_home).value().field("Connection"), "");
    EXPECT_EQ(often.ask(get_home).value().field("Connection"), "");
    EXPECT_EQ(often.ask(get_home).value().field("Connection"), "close");
    EXPECT_TRUE(often.is_closed());
}

TEST(Session, SpeaksHttp10ToThoseWhoDo)
{
    TestFront front;
    const auto port = front.start();
    Client once(port);
    EXPECT_EQ(once.ask("GET /healthz HTTP/1.0\r\n\r\n").value().field("Connection"), "close");
    EXPECT_TRUE(once.is_closed());
    Client again(port);
    const std::string kept = "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    EXPECT_EQ(again.ask(kept).value().field("Connection"), "keep-alive");
    EXPECT_EQ(status_of(again.ask(kept)), 200);
}

TEST(Session, BelievesForwardedAddressesOfTrustedProxiesOnly)
{
    TestFront front({}, {"127.0.0.1", "10.0.0.9"});
    const auto port = front.start();
    const auto peer_for = [&](const std::string& forwarded) {
        Client client(port);
        return client
            .ask(
                "GET /api/v1/peer HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + forwarded + "\r\n\r\n"
            )
            .value()
            .body;
    };
    EXPECT_EQ(peer_for("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(peer_for("1.2.3.4, 203.0.113.7, 10.0.0.9"), "203.0.113.7");
    EXPECT_EQ(peer_for("not-an-address"), "127.0.0.1");
}

TEST(Session, LogsTheRouteAndNeverTheRawPath)
{
    TestFront front;
    Client client(front.start());
    const auto answer = client.ask("GET /api/v1/cases/2026-7?q=secret HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(status_of(answer), 200);
    EXPECT_EQ(status_of(client.ask(get_home)), 200);  // the first line is written by now
    const auto lines = front.lines();
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines[0].route, "/api/v1/cases/{number}");
    EXPECT_EQ(lines[0].method, "GET");
    EXPECT_EQ(lines[0].status, 200);
    EXPECT_EQ(lines[0].peer, "127.0.0.1");
    EXPECT_EQ(lines[0].response_bytes, answer->body.size());
}

TEST(Listener, TurnsAwayConnectionsOverItsLimits)
{
    Limits limits;
    limits.connections_per_address = 2;
    TestFront front(limits);
    const auto port = front.start();
    {
        Client first(port);
        Client second(port);
        ASSERT_EQ(status_of(first.ask(get_home)), 200);
        ASSERT_EQ(status_of(second.ask(get_home)), 200);
        Client third(port);
        const auto answer = third.read();
        ASSERT_EQ(status_of(answer), 503);
        EXPECT_NE(answer->field("Retry-After"), "");
        EXPECT_TRUE(third.is_closed());
    }
    for (int tries = 0; tries < 100 && front.listener->connections() > 0; ++tries)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(status_of(Client(port).ask(get_home)), 200) << "the places are free again";
}

TEST(Listener, FinishesRequestsUnderWayWhenItStops)
{
    TestFront front;
    front.router.add(
        {.method = "GET",
         .pattern = "/slow",
         .handle = [](const Request&) -> boost::asio::awaitable<Response> {
             const auto executor = co_await boost::asio::this_coro::executor;
             boost::asio::steady_timer pause(executor, 300ms);
             co_await pause.async_wait(boost::asio::use_awaitable);
             Response response;
             response.body = std::string("done");
             co_return response;
         },
         .access = Access::anyone()}
    );
    const auto port = front.start();
    Client idle(port);
    ASSERT_EQ(status_of(idle.ask(get_home)), 200);
    Client slow(port);
    slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(100ms);

    const auto begin = std::chrono::steady_clock::now();
    front.listener->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s) << "it did not wait for the idle one";
    const auto answer = slow.read();
    ASSERT_EQ(status_of(answer), 200);
    EXPECT_EQ(answer->body, "done");
    EXPECT_EQ(answer->field("Connection"), "close");
    EXPECT_TRUE(idle.is_closed());
    EXPECT_THROW(Client late(port), std::runtime_error);
}

// A client whose connection the system holds ready for a server that has stopped would wait for ever.
TEST(Listener, LeavesNoConnectionOpenOnceItHasStopped)
{
    for (int round = 0; round < 200; ++round) {
        TestFront front;
        const auto port = front.start();
        Client early(port);
        front.listener->stop();
        early.read();  // the refusal, if it was accepted as late as that
        ASSERT_TRUE(early.is_closed()) << "round " << round;
        ASSERT_THROW(Client late(port), std::runtime_error) << "round " << round;
    }
}

TEST(Listener, SaysWhyItCannotListen)
{
    TestFront front;
    const ListenOptions same{.port = front.listener->port()};
    const SystemClock clock;
    const auto second = Listener::open(same, Front{.router = front.router, .clock = clock});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "cannot_listen");
    const auto named =
        Listener::open({.address = "campus"}, Front{.router = front.router, .clock = clock});
    ASSERT_FALSE(named);
    EXPECT_EQ(named.error().code, "bad_address");
}

}  // namespace
}  // namespace beihui::http::test
