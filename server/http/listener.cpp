#include "http/listener.hpp"

#include "base/bytes.hpp"
#include "http/problem.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace beihui::http
{

namespace asio = boost::asio;

using asio::ip::tcp;
using boost::system::error_code;

struct Listener::State
{
    State(const ListenOptions& options, Front shared)
        : front(std::move(shared)),
          threads_wanted(std::max(1U, options.threads)),
          io(static_cast<int>(threads_wanted)),
          acceptor(asio::make_strand(io))
    {}

    asio::awaitable<void> accept_loop();
    void begin(tcp::socket socket);
    void end(const Session* session, const std::string& peer);
    void end_accepting();
    bool has_room_for(const std::string& peer);
    void turn_away(tcp::socket& socket) const;

    const Front front;
    const unsigned threads_wanted;
    asio::io_context io;
    tcp::acceptor acceptor;
    std::vector<std::thread> threads;

    mutable std::mutex mutex;  // guards what follows
    std::condition_variable all_ended;
    bool accepting = false;  // the accept loop runs
    std::map<const Session*, std::shared_ptr<Session>> sessions;
    std::map<std::string, std::size_t, std::less<>> per_address;
    bool stopping = false;
};

asio::awaitable<void> Listener::State::accept_loop()
{
    for (;;) {
        tcp::socket socket(asio::make_strand(io));
        error_code failure;
        co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failure));
        if (!acceptor.is_open())
            co_return;
        if (!failure) {
            begin(std::move(socket));
            continue;
        }
        // No file descriptors left, or the client is gone already: neither is a reason to end.
        asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(50));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failure));
    }
}

bool Listener::State::has_room_for(const std::string& peer)
{
    if (stopping || sessions.size() >= front.limits.connections)
        return false;
    const auto& proxies = front.trusted_proxies;
    if (std::ranges::find(proxies, peer) != proxies.end())
        return true;
    const auto known = per_address.find(peer);
    return known == per_address.end() || known->second < front.limits.connections_per_address;
}

void Listener::State::begin(tcp::socket socket)
{
    error_code failure;
    const auto remote = socket.remote_endpoint(failure);
    if (failure)
        return;
    const std::string peer = remote.address().to_string();
    const auto executor = socket.get_executor();

    std::shared_ptr<Session> session;
    {
        const std::lock_guard lock(mutex);
        if (has_room_for(peer)) {
            session = new_session(std::move(socket), peer, front);
            sessions.emplace(session.get(), session);
            ++per_address[peer];
            front.router.load().count_connection(true);
        }
    }
    if (!session) {
        turn_away(socket);
        return;
    }
    // The exception, if there is one, is of broken machinery (no memory): the connection is over,
    // the server is not.
    asio::co_spawn(executor, session->run(), [this, session, peer](const std::exception_ptr&) {
        end(session.get(), peer);
    });
}

void Listener::State::end(const Session* session, const std::string& peer)
{
    const std::lock_guard lock(mutex);
    sessions.erase(session);
    front.router.load().count_connection(false);
    const auto counted = per_address.find(peer);
    if (counted != per_address.end() && --counted->second == 0)
        per_address.erase(counted);
    if (sessions.empty())
        all_ended.notify_all();
}

void Listener::State::end_accepting()
{
    const std::lock_guard lock(mutex);
    accepting = false;
    all_ended.notify_all();
}

// One short answer that fits into the empty buffer of a new socket; we do not wait for it.
void Listener::State::turn_away(tcp::socket& socket) const
{
    Request request;
    request.id = random_id();
    const Response response = problem(
        503, "too_many_connections",
        Words{"连接过多，请稍后再试", "Too many connections; try again later"}, request
    );
    const HeadTerms terms{
        .keep_alive = false,
        .frame_ancestors = front.frame_ancestors,
        .seconds_since_1970 = front.clock.now().ms() / 1000,
    };
    std::string text = head_text(response, terms);
    text += response.body_text();
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(tcp::socket::shutdown_both, ignored);
}

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener()
{
    stop();
}

Result<std::unique_ptr<Listener>> Listener::open(const ListenOptions& options, Front front)
{
    error_code failure;
    const auto address = asio::ip::make_address(options.address, failure);
    if (failure)
        return refuse(
            Refusal::invalid_input, "bad_address",
            "监听地址应为数字形式，如 127.0.0.1：" + options.address,
            "The address to listen on must be numeric, such as 127.0.0.1: " + options.address
        );

    auto state = std::make_unique<State>(options, std::move(front));
    const tcp::endpoint endpoint(address, options.port);
    tcp::acceptor& acceptor = state->acceptor;
    acceptor.open(endpoint.protocol(), failure);
    if (!failure)
        acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure)
        acceptor.bind(endpoint, failure);
    if (!failure)
        acceptor.listen(asio::socket_base::max_listen_connections, failure);
    if (failure) {
        const std::string place = options.address + " " + std::to_string(options.port);
        return refuse(
            Refusal::unavailable, "cannot_listen",
            "无法监听 " + place + "（" + failure.message() + "）；请换一个端口，或停掉占用它的程序",
            "Cannot listen on " + place + " (" + failure.message() +
                "); choose another port or stop the program that holds it"
        );
    }
    return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

std::uint16_t Listener::port() const
{
    return state_->acceptor.local_endpoint().port();
}

std::size_t Listener::connections() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->sessions.size();
}

asio::any_io_executor Listener::executor() const
{
    return state_->io.get_executor();
}

void Listener::start()
{
    State& state = *state_;
    state.accepting = true;
    asio::co_spawn(
        state.acceptor.get_executor(), state.accept_loop(),
        [&state](const std::exception_ptr& broken) {
            state.end_accepting();
            if (broken)
                std::rethrow_exception(broken
                );  // a server that cannot accept should not seem alive
        }
    );
    for (unsigned i = 0; i < state.threads_wanted; ++i)
        state.threads.emplace_back([&state] {
            const auto work = asio::make_work_guard(state.io);
            state.io.run();
        });
}

void Listener::stop()
{
    State& state = *state_;
    std::unique_lock lock(state.mutex);
    if (state.stopping)
        return;
    state.stopping = true;
    asio::post(state.acceptor.get_executor(), [&state] {
        error_code ignored;
        state.acceptor.close(ignored);
    });
    // A connection that nobody will accept must not seem open to its client: the socket that listens
    // is closed, and what it had accepted is turned away, before the threads end.
    const auto none_left = [&state] { return state.sessions.empty() && !state.accepting; };
    for (const auto& [key, session] : state.sessions)
        session->finish();
    if (!state.all_ended.wait_for(lock, state.front.limits.stop_time, none_left)) {
        for (const auto& [key, session] : state.sessions)
            session->abort();
        state.all_ended.wait_for(lock, std::chrono::seconds(1), none_left);
    }
    lock.unlock();
    state.io.stop();
    for (std::thread& thread : state.threads)
        thread.join();
    error_code ignored;
    state.acceptor.close(ignored);  // of a listener that was never started
}

}  // namespace beihui::http
