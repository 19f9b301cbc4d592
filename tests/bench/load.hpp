#pragma once

#include "figures/figures.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::bench
{

struct Answer
{
    int status = 0;
    std::string_view head;
    std::string_view body;

    std::string_view field(std::string_view name) const;  // as the servers here spell it
};

// What is asked on each connection, one request after the other.
class Requests
{
public:
    virtual ~Requests() = default;
    // Puts the whole next request into `bytes`; false: this connection has no more.
    virtual bool next(std::size_t connection, std::string& bytes) = 0;
    // Whether that is the answer to what was asked.
    virtual bool take(std::size_t connection, const Answer& answer) = 0;
};

// The same request again and again; good is `status`, with `size` bytes of body unless that is 0.
class SameRequest final : public Requests
{
public:
    explicit SameRequest(std::string request, std::size_t size = 0)
        : request_(std::move(request)), size_(size)
    {}
    bool next(std::size_t, std::string& bytes) override
    {
        bytes = request_;
        return true;
    }
    bool take(std::size_t, const Answer& answer) override
    {
        return answer.status == 200 && (size_ == 0 || answer.body.size() == size_);
    }

private:
    std::string request_;
    std::size_t size_;
};

struct LoadAsked
{
    std::uint16_t port = 0;
    std::size_t connections = 32;
    double seconds = 2;      // measured; 0: until no connection has more
    double warm_up = 0.3;    // before that, not counted
    double per_second = 0;   // open loop: so many are due a second, counted from when each was due
    bool may_shed = false;   // 503 with Retry-After is no error
    double retry_pause = 0;  // how long a connection that was shed waits, in seconds
    std::function<void(double)> at_second;  // called about ten times a second with the time so far
};

struct LoadFound
{
    Tally tally;
    double seconds = 0;
    double client_processor = 0;  // of the one thread that asks
    std::uint64_t bytes = 0;      // received
    std::uint64_t answers = 0;    // with those of the warm-up
    std::size_t reconnects = 0;
    std::vector<float> times_ms;  // of the good ones
    std::vector<float> shed_ms;
    std::vector<std::string> first_errors;  // a few, to see what they were

    double per_second() const
    {
        return seconds > 0 ? static_cast<double>(tally.good) / seconds : 0;
    }
};

// Asks over keep-alive connections on the loopback, all of them on the calling thread with epoll.
// A connection that the server closes between two requests, as it said, is opened again.
LoadFound run_load(const LoadAsked& asked, Requests& requests);

// One request and its answer.
struct Told
{
    int status = 0;
    std::string head;
    std::string body;
};
Told ask(std::uint16_t port, const std::string& request);

// A request with the headers that a browser of ours would send.
std::string get(std::string_view path, std::string_view cookie);
std::string post(
    std::string_view path,
    std::string_view cookie,
    std::string_view body,
    std::string_view key,
    std::string_view version,
    std::string_view more = {}
);
std::string new_uuid();

// A word of a path written another way: letter i as %XX where bit i of `way` is set. The server reads the
// same path, but what it has kept for another spelling is not what is asked for.
std::string spelled(std::string_view word, std::size_t way);

}  // namespace beihui::bench
