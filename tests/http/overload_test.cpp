// What happens when more is asked than can be done. Handlers are held by a gate, so that nothing here
// depends on how fast this machine is.

#include "http/front.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace beihui::http::test
{
namespace
{

constexpr auto never = std::chrono::hours(1);

// Lets as many handlers through as it was told to.
class Gate
{
public:
    boost::asio::awaitable<void> pass()
    {
        boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
        while (!take()) {
            pause.expires_after(1ms);
            co_await pause.async_wait(boost::asio::use_awaitable);
        }
    }
    void let_through(int count) { permits_ += count; }

private:
    bool take()
    {
        int left = permits_;
        while (left > 0)
            if (permits_.compare_exchange_weak(left, left - 1))
                return true;
        return false;
    }

    std::atomic<int> permits_ = 0;
};

// A front whose POST /work waits at a gate. The cookie says who asks.
class BusyFront
{
public:
    explicit BusyFront(const LoadLimits& load, Limits limits = {}) : router({"a"}, load)
    {
        add("POST", "/work", Lane::ordinary, [this](const Request& r) { return work(r); });
        add("GET", "/ready", Lane::reserved, [](const Request&) { return say("ready"); });
        add("GET", "/list", Lane::ordinary, [](const Request&) { return say("list"); });
        add("GET", "/health", Lane::free, [](const Request&) { return say("ok"); });
        router.set_gate([](Request& r, accounts::Action) { return who(r); });
        Front front{.router = router, .clock = clock_, .limits = limits};
        listener = Listener::open(ListenOptions{}, std::move(front)).value();
        listener->start();
    }
    ~BusyFront()
    {
        if (listener)
            listener->stop();
    }
    BusyFront(const BusyFront&) = delete;
    BusyFront& operator=(const BusyFront&) = delete;

    WaitingLine::Length length() { return router.load().line(Lane::ordinary, false)->length(); }
    // Waits for the line to be as long: requests come by other threads.
    void wait_for(std::size_t at_work, std::size_t waiting)
    {
        for (;;) {
            const auto now = length();
            if (now.at_work == at_work && now.waiting == waiting)
                return;
            std::this_thread::sleep_for(1ms);
        }
    }
    std::string done() const
    {
        const std::lock_guard lock(mutex_);
        return done_;
    }

    Router router;
    Gate gate;
    std::unique_ptr<Listener> listener;

private:
    static boost::asio::awaitable<Response> say(std::string text)
    {
        Response response;
        response.content_type = "text/plain; charset=utf-8";
        response.body = std::move(text);
        co_return response;
    }

    boost::asio::awaitable<Response> work(const Request& request)
    {
        co_await gate.pass();
        {
            const std::lock_guard lock(mutex_);
            done_ += request.person;
        }
        co_return co_await say("done for " + request.person);
    }

    static boost::asio::awaitable<std::optional<Error>> who(Request& request)
    {
        request.person = request.cookie("who").value_or("");
        co_return std::nullopt;
    }

    void add(std::string method, std::string pattern, Lane lane, Handler handle)
    {
        router.add(
            {.method = std::move(method),
             .pattern = std::move(pattern),
             .handle = std::move(handle),
             .access = accounts::Action::work_on_cases,
             .lane = lane}
        );
    }

    SystemClock clock_;
    mutable std::mutex mutex_;
    std::string done_;  // who was served, in order: a letter for each
};

LoadLimits limits_of(std::size_t at_once, std::size_t waiting)
{
    LoadLimits limits;
    limits.writing = {.at_once = at_once, .waiting = waiting, .longest_wait = never};
    return limits;
}

std::string work_of(std::string_view who, std::string_view body = "{}")
{
    return "POST /work HTTP/1.1\r\nHost: a\r\nX-Beihui: 1\r\nContent-Type: application/json\r\n"
           "Cookie: who=" +
           std::string(who) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

constexpr std::string_view get_ready = "GET /ready HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_list = "GET /list HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view get_health = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Overload, TurnsAwayWhatIsTooMuchAndDoesAllThatItTook)
{
    BusyFront front(limits_of(2, 2));
    const std::uint16_t port = front.listener->port();
    std::vector<std::unique_ptr<Client>> taken;
    for (std::size_t i = 0; i < 4; ++i) {
        taken.push_back(std::make_unique<Client>(port));
        taken.back()->send(work_of("a"));
        front.wait_for(std::min(i + 1, std::size_t{2}), i < 2 ? 0 : i - 1);
    }
    Client late(port);
    const auto refused = late.ask(work_of("a"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->field("Content-Type"), "application/problem+json");
    EXPECT_GT(std::stoi(refused->field("Retry-After")), 0);
    EXPECT_NE(refused->body.find("\"code\":\"overloaded\""), std::string::npos) << refused->body;
    EXPECT_EQ(front.done(), "");

    front.gate.let_through(5);
    for (const auto& client : taken) {
        const auto answer = client->read();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, "done for a");
    }
    EXPECT_EQ(front.done(), "aaaa") << "what was turned away was not done";
    Client again(port);
    EXPECT_EQ(again.ask(work_of("a"))->status, 200);
    front.wait_for(0, 0);
    const std::string metrics = front.router.load().metrics();
    EXPECT_NE(
        metrics.find("beihui_requests_turned_away_total{lane=\"writing\"} 0"), std::string::npos
    ) << "it was turned away at the door, before its body was read: "
      << metrics;
}

TEST(Overload, ServesPeopleInTurnHoweverManyRequestsOneOfThemSends)
{
    BusyFront front(limits_of(1, 3));
    const std::uint16_t port = front.listener->port();
    std::vector<std::unique_ptr<Client>> greedy;
    for (std::size_t i = 0; i < 4; ++i) {
        greedy.push_back(std::make_unique<Client>(port));
        greedy.back()->send(work_of("a"));
        front.wait_for(1, i);
    }
    Client other(port);
    other.send(work_of("b"));
    const auto displaced = greedy.back()->read();
    ASSERT_TRUE(displaced) << "the latest of the longest makes room";
    EXPECT_EQ(displaced->status, 503);
    front.wait_for(1, 3);

    front.gate.let_through(4);
    EXPECT_EQ(other.read()->status, 200);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(greedy[i]->read()->status, 200);
    EXPECT_EQ(front.done(), "aaba") << "one of a, one of b, then a again";
}

// One request is worked on, one waits, and there is room for no more.
struct FullFront
{
    FullFront()
    {
        at_work.send(work_of("a"));
        front.wait_for(1, 0);
        waits.send(work_of("a"));
        front.wait_for(1, 1);
    }
    std::uint16_t port() const { return front.listener->port(); }

    BusyFront front{limits_of(1, 1)};
    Client at_work{port()};
    Client waits{port()};
};

TEST(Overload, LeavesHealthReadingAndWhatIsReservedAlone)
{
    FullFront full;
    Client client(full.port());
    EXPECT_EQ(client.ask(get_health)->body, "ok");
    EXPECT_EQ(client.ask(get_ready)->body, "ready");
    EXPECT_EQ(client.ask(get_list)->body, "list");
    full.front.gate.let_through(2);
    EXPECT_EQ(full.at_work.read()->status, 200);
    EXPECT_EQ(full.waits.read()->status, 200);
}

// Opening a connection anew costs more than turning away did.
TEST(Overload, KeepsTheConnectionOfABodyThatHadArrivedWhenItWasTurnedAway)
{
    FullFront full;
    Client late(full.port());
    // What follows the body in the same bytes is the next request, not a part of it.
    late.send(work_of("a", R"({"a":"GET /work HTTP/1.1"})") + work_of("a"));
    for (int i = 0; i < 2; ++i) {
        const auto refused = late.read();
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->status, 503);
    }
    full.front.gate.let_through(3);
    EXPECT_EQ(full.at_work.read()->status, 200);
    EXPECT_EQ(full.waits.read()->status, 200);
    EXPECT_EQ(late.ask(work_of("a"))->body, "done for a");
    EXPECT_EQ(full.front.done(), "aaa");
}

TEST(Overload, TellsABodyToStayAwayBeforeItIsSent)
{
    FullFront full;
    Client client(full.port());
    const auto answer = client.ask(
        "POST /work HTTP/1.1\r\nHost: a\r\nX-Beihui: 1\r\nContent-Type: application/json\r\n"
        "Cookie: who=a\r\nExpect: 100-continue\r\nContent-Length: 60000\r\n\r\n"
    );
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    full.front.gate.let_through(2);
    EXPECT_EQ(full.at_work.read()->status, 200);
    EXPECT_EQ(full.waits.read()->status, 200);
}

TEST(Overload, LetsNobodyWaitLongerThanItSays)
{
    LoadLimits limits = limits_of(1, 5);
    limits.writing.longest_wait = 1ms;
    BusyFront front(limits);
    Client at_work(front.listener->port());
    at_work.send(work_of("a"));
    front.wait_for(1, 0);
    Client waits(front.listener->port());
    EXPECT_EQ(waits.ask(work_of("b"))->status, 503);
    EXPECT_EQ(front.length().waiting, 0U);
    EXPECT_EQ(front.length().turned_away, 1U);
    front.gate.let_through(1);
    EXPECT_EQ(at_work.read()->status, 200);
    EXPECT_EQ(front.done(), "a");
}

TEST(Overload, KeepsNoMoreBytesOfBodiesThanItSays)
{
    LoadLimits limits = limits_of(4, 4);
    limits.body_bytes = 100;
    BusyFront front(limits);
    front.gate.let_through(100);
    Client client(front.listener->port());
    const std::string fits = "\"" + std::string(98, 'x') + "\"";
    EXPECT_EQ(client.ask(work_of("a", fits))->status, 200);
    EXPECT_EQ(client.ask(work_of("a", fits))->status, 200) << "the room is given back";
    EXPECT_EQ(client.ask(work_of("a", fits + " "))->status, 503);
    EXPECT_EQ(front.done(), "aa");
}

TEST(Overload, EndsWithRequestsInTheLine)
{
    Limits short_stop;
    short_stop.stop_time = 10ms;
    BusyFront front(limits_of(1, 5), short_stop);
    Client at_work(front.listener->port());
    at_work.send(work_of("a"));
    front.wait_for(1, 0);
    Client waits(front.listener->port());
    waits.send(work_of("b"));
    front.wait_for(1, 1);
    front.listener->stop();
    front.listener.reset();
    EXPECT_EQ(front.length().at_work, 0U);
    EXPECT_EQ(front.length().waiting, 0U);
}

}  // namespace
}  // namespace beihui::http::test
