#pragma once

// A real front on a free port of the loopback address, and a client that sends raw bytes to it.
#include "http/grammar.hpp"
#include "http/listener.hpp"
#include "http/router.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace beihui::http::test
{

using namespace std::chrono_literals;

struct Answer
{
    int status = 0;
    std::string head;  // with the status line
    std::string body;

    // The value of the first field of that name; empty if there is none.
    std::string field(std::string_view name) const
    {
        for (std::size_t at = head.find("\r\n"); at != std::string::npos;) {
            const auto end = head.find("\r\n", at + 2);
            const auto line = std::string_view(head).substr(at + 2, end - at - 2);
            const auto colon = line.find(':');
            if (colon != std::string_view::npos && same_name(line.substr(0, colon), name))
                return std::string(line.substr(std::min(colon + 2, line.size())));
            at = end;
        }
        return {};
    }
};

// One TCP connection. Writing to a connection that the server has closed is not an error here.
class Client
{
public:
    explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
    }
    ~Client() { close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Answers how many bytes the system took before the server closed or the time was over.
    std::size_t send(std::string_view bytes, std::chrono::milliseconds within = 5s)
    {
        const auto deadline = std::chrono::steady_clock::now() + within;
        std::size_t sent = 0;
        while (sent < bytes.size() && std::chrono::steady_clock::now() < deadline) {
            const auto count = ::send(
                socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT
            );
            if (count > 0) {
                sent += static_cast<std::size_t>(count);
                continue;
            }
            if (errno != EAGAIN)
                break;
            pollfd writable{socket_, POLLOUT, 0};
            poll(&writable, 1, 50);
        }
        return sent;
    }

    void send_in_pieces(std::string_view bytes, std::size_t size)
    {
        for (std::size_t at = 0; at < bytes.size(); at += size)
            if (send(bytes.substr(at, size)) == 0)
                return;
    }

    // The next answer; none if the server closes or stays silent.
    std::optional<Answer> read(bool to_head_request = false, std::chrono::milliseconds within = 5s)
    {
        const auto deadline = std::chrono::steady_clock::now() + within;
        std::size_t end = std::string::npos;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos)
            if (!receive(deadline))
                return std::nullopt;
        Answer answer;
        answer.head = received_.substr(0, end + 2);
        answer.status = std::stoi(answer.head.substr(9, 3));
        received_.erase(0, end + 4);
        const std::string length = answer.field("Content-Length");
        const std::size_t size = length.empty() || to_head_request ? 0 : std::stoul(length);
        while (received_.size() < size)
            if (!receive(deadline))
                return std::nullopt;
        answer.body = received_.substr(0, size);
        received_.erase(0, size);
        return answer;
    }

    // What comes until `mark`, with it; none when it does not come in time. For a body without an end.
    std::optional<std::string> read_until(std::string_view mark, std::chrono::milliseconds within)
    {
        const auto deadline = std::chrono::steady_clock::now() + within;
        std::size_t at = std::string::npos;
        while ((at = received_.find(mark)) == std::string::npos)
            if (!receive(deadline))
                return std::nullopt;
        std::string text = received_.substr(0, at + mark.size());
        received_.erase(0, text.size());
        return text;
    }
    // Whether the server ends the connection in time, whatever it sends before.
    bool ends(std::chrono::milliseconds within)
    {
        const auto deadline = std::chrono::steady_clock::now() + within;
        while (!ended_ && receive(deadline)) {
        }
        return ended_;
    }

    // Whether the server ends the connection in time without another byte.
    bool is_closed(std::chrono::milliseconds within = 3s)
    {
        const auto deadline = std::chrono::steady_clock::now() + within;
        while (!ended_ && std::chrono::steady_clock::now() < deadline)
            receive(deadline);
        return ended_ && received_.empty();
    }

    std::optional<Answer> ask(std::string_view bytes)
    {
        send(bytes);
        return read();
    }

private:
    bool receive(std::chrono::steady_clock::time_point deadline)
    {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()
        );
        pollfd readable{socket_, POLLIN, 0};
        if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) <= 0)
            return false;
        char bytes[16384];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) {
            ended_ = true;
            return false;
        }
        received_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int socket_;
    std::string received_;
    bool ended_ = false;
};

// Routes that answer what they were given. "a" is a known host.
class TestFront
{
public:
    explicit TestFront(Limits limits = {}) : TestFront(limits, {}) {}

    TestFront(Limits limits, std::vector<std::string> proxies)
    {
        add_routes();
        Front front{.router = router, .clock = clock_, .limits = limits};
        front.trusted_proxies = std::move(proxies);
        front.access_log = [this](const Answered& line) {
            const std::lock_guard lock(mutex_);
            lines_.push_back(line);
        };
        listener = Listener::open(ListenOptions{}, std::move(front)).value();
    }

    // Before anything that its threads use is gone.
    ~TestFront() { listener->stop(); }
    TestFront(const TestFront&) = delete;
    TestFront& operator=(const TestFront&) = delete;

    std::uint16_t start()
    {
        listener->start();
        return listener->port();
    }

    std::vector<Answered> lines() const
    {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

    Router router{std::vector<std::string>{"a"}};
    std::atomic<int> admin_calls = 0;
    std::atomic<std::size_t> posts = 0;
    std::string trouble;
    std::unique_ptr<Listener> listener;

private:
    using Result = boost::asio::awaitable<Response>;

    static Result say(std::string text)
    {
        Response response;
        response.content_type = "text/plain; charset=utf-8";
        response.body = std::move(text);
        co_return response;
    }

    Result broken(const Request&)
    {
        throw std::runtime_error("the disk is on fire");
        co_return Response{};
    }

    void open_route(std::string method, std::string pattern, Handler handle)
    {
        router.add(
            {.method = std::move(method),
             .pattern = std::move(pattern),
             .handle = std::move(handle),
             .access = Access::anyone()}
        );
    }

    void add_routes()
    {
        router.set_trouble_log([this](const Request&, std::string_view what) { trouble = what; });
        open_route("GET", "/", [](const Request&) { return say("home"); });
        open_route("GET", "/healthz", [](const Request&) { return say("ok"); });
        open_route("GET", "/api/v1/peer", [](const Request& r) { return say(r.peer); });
        open_route("GET", "/api/v1/broken", [this](const Request& r) { return broken(r); });
        open_route("GET", "/admin", [this](const Request&) {
            ++admin_calls;
            return say("admin");
        });
        open_route("POST", "/api/v1/x", [this](const Request& r) {
            ++posts;
            return say(r.method + " " + r.body);
        });
        open_route("GET", "/api/v1/cases/{number}", [](const Request& r) {
            return say("case " + std::string(r.path_value("number")));
        });
        open_route("GET", "/api/v1/cases/count", [](const Request&) { return say("count"); });
        router.add(
            {.method = "POST",
             .pattern = "/api/v1/cases/{number}/acts",
             .handle = [](const Request& r) { return say(std::any_cast<std::string>(r.visitor)); },
             .access = accounts::Action::work_on_cases,
             .body_limit = act_body}
        );
        router.set_gate([](Request& r, accounts::Action) { return gate(r); });
    }

    static boost::asio::awaitable<std::optional<Error>> gate(Request& request)
    {
        const auto session = request.cookie("__Host-sid");
        if (!session)
            co_return refuse(Refusal::not_allowed, "no_session", "请先登录", "Sign in first");
        request.visitor = std::string(*session);
        co_return std::nullopt;
    }

    SystemClock clock_;
    mutable std::mutex mutex_;
    std::vector<Answered> lines_;
};

}  // namespace beihui::http::test
