#include "http/front.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace beihui::http::test
{
namespace
{

// Waits until the client has gone, for a second at most, and says what it saw.
boost::asio::awaitable<Response> wait_for_the_end(const Request& request, std::atomic<int>& seen)
{
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    for (int i = 0; i < 100 && !(request.gone && *request.gone); ++i) {
        timer.expires_after(10ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    seen = request.gone && *request.gone ? 1 : 2;
    Response response;
    response.body = std::string("waited");
    co_return response;
}

// Waits a little with the body in hand.
boost::asio::awaitable<Response> tell_whether_gone(const Request& request)
{
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(5ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
    Response response;
    response.body = std::string(*request.gone ? "gone" : "there");
    co_return response;
}

class ClientGone : public testing::Test
{
protected:
    ClientGone()
    {
        front.router.add({
            .method = "GET",
            .pattern = "/api/v1/long",
            .handle = [this](const Request& request) { return wait_for_the_end(request, seen); },
            .access = Access::anyone(),
            .watches_client = true,
        });
        front.router.add({
            .method = "POST",
            .pattern = "/api/v1/take",
            .handle = [](const Request& request) { return tell_whether_gone(request); },
            .access = Access::anyone(),
            .body_limit = upload_body,
            .watches_client = true,
        });
    }
    int waited()
    {
        for (int i = 0; i < 300 && seen == 0; ++i)
            std::this_thread::sleep_for(10ms);
        return seen;
    }

    std::atomic<int> seen = 0;
    TestFront front;
};

constexpr std::string_view long_request = "GET /api/v1/long HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_F(ClientGone, IsToldToAHandlerThatStillWorks)
{
    const std::uint16_t port = front.start();
    {
        Client client(port);
        client.send(long_request);
        std::this_thread::sleep_for(100ms);
    }
    EXPECT_EQ(waited(), 1);
}

TEST_F(ClientGone, IsNobodyWhoWaitsOrHasSentTheNextRequestAlready)
{
    Client client(front.start());
    client.send(std::string(long_request) + "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto first = client.read();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->body, "waited");
    EXPECT_EQ(seen, 2);
    EXPECT_EQ(client.read().value().body, "ok");
    // The same connection goes on working, watched again.
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.read().value().body, "ok");
}

// The news that there was something to read may reach the one who watches after it has been read.
TEST_F(ClientGone, IsNobodyWhoseBodyCameInPieces)
{
    Client client(front.start());
    const std::string piece(2000, 'x');
    for (int i = 0; i < 300; ++i) {
        client.send("POST /api/v1/take HTTP/1.1\r\nHost: a\r\nX-Beihui: 1\r\n"
                    "Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n");
        for (int k = 0; k < 10; ++k)
            client.send(piece);
        const auto answer = client.read();
        ASSERT_TRUE(answer);
        ASSERT_EQ(answer->body, "there") << "request " << i;
    }
}

TEST_F(ClientGone, IsNobodyWhoSendsTheNextRequestWhileTheFirstIsAnswered)
{
    Client client(front.start());
    client.send(long_request);
    std::this_thread::sleep_for(100ms);
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.read().value().body, "waited");
    EXPECT_EQ(seen, 2);
    EXPECT_EQ(client.read().value().body, "ok");
}

}  // namespace
}  // namespace beihui::http::test
