#pragma once

#include "base/clock.hpp"
#include "http/limits.hpp"
#include "http/router.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace beihui::http
{

// One line of the access log. Neither the raw path nor a body nor a query value is in it.
struct Answered
{
    std::string id;
    std::string peer;
    std::string method;  // empty when the head could not be read
    std::string route;   // the pattern, "pages" for the web app, empty when there was none
    int status = 0;
    std::size_t request_bytes = 0;   // of the body
    std::size_t response_bytes = 0;  // of the body
    std::chrono::microseconds took{0};
};

// What all connections share; it outlives them.
struct Front
{
    const Router& router;
    const Clock& clock;
    Limits limits = {};
    // Addresses whose X-Forwarded-For is believed and whose connections are not counted.
    std::vector<std::string> trusted_proxies = {};
    // A CSP source list: who may show our pages inside theirs.
    std::string frame_ancestors = "'none'";
    std::function<void(const Answered&)> access_log = {};  // called from any I/O thread
    // Another router that answers this request in full instead; none: `router`. It is held until the
    // answer is sent. Called from any I/O thread.
    std::function<std::shared_ptr<const Router>(const Request&)> elsewhere = {};
};

// One connection: reads requests one after the other, has the router answer them, in order.
class Session
{
public:
    virtual ~Session() = default;

    // The life of the connection; keep the session until it is over. Runs on the socket's executor,
    // which must be a strand.
    virtual boost::asio::awaitable<void> run() = 0;

    // From any thread. finish(): no further request; an idle connection closes at once, a request
    // under way is answered first. abort(): closes now, whatever is under way.
    virtual void finish() = 0;
    virtual void abort() = 0;
};

std::shared_ptr<Session> new_session(
    boost::asio::ip::tcp::socket socket,
    std::string peer,
    const Front& front
);

}  // namespace beihui::http
