#pragma once

#include "base/result.hpp"
#include "http/session.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace beihui::http
{

struct ListenOptions
{
    std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6
    std::uint16_t port = 0;             // 0: any free one
    unsigned threads = 2;               // that run coroutines; none of them may block
};

// The listening socket, its I/O threads and all connections.
//
// What handlers wait for (pools, timers of their own) must outlive the call of stop(), not the
// listener: destroying the listener ends handlers that were still waiting when stop() gave up.
class Listener
{
public:
    // Binds and listens, but does not accept yet. Refuses: invalid_input (code "bad_address") for
    // an address that is not numeric; unavailable (code "cannot_listen") when the system refuses,
    // for example because the port is taken.
    static Result<std::unique_ptr<Listener>> open(const ListenOptions& options, Front front);

    ~Listener();  // stops, if stop() was not called
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const;
    std::size_t connections() const;  // open at this moment
    boost::asio::any_io_executor executor() const;

    // Starts the I/O threads and accepts. Call once.
    void start();

    // Accepts no more, lets requests under way be answered for at most `limits.stop_time`, closes
    // what is left, ends the threads. Not to be called from an I/O thread.
    void stop();

private:
    struct State;

    explicit Listener(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace beihui::http
