#pragma once

#include "http/limits.hpp"
#include "http/waiting_line.hpp"

#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace beihui::http
{

// In front of which line a route stands.
enum class Lane
{
    ordinary,   // reading and writing have each their own
    slow,       // seconds of one processor: large files, what-if
    sign_in,    // passwords are slow to check on purpose
    federated,  // waits for the sign-in server of a campus, which may take seconds
    reserved,   // cheap, and wanted most when there is too much of everything else: signing out
    free,       // in no line: the I/O threads answer it from memory
};

// How much the program takes on. The figures mean what docs/operation.md says.
struct LoadLimits
{
    LoadLimits();  // for this machine

    LineLimits reading;
    LineLimits writing;
    LineLimits slow;
    LineLimits sign_in;
    LineLimits federated;
    LineLimits reserved;
    std::size_t body_bytes = std::size_t{256} * 1024 * 1024;  // of all bodies together
};

// What is under way in all lanes. What does not fit is turned away before anything was done for it.
class Load
{
public:
    explicit Load(const LoadLimits& limits = {});
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    // None for the lane `free`. `reads`: the request changes nothing.
    WaitingLine* line(Lane lane, bool reads);

    // Bytes that a body may take, until it is dropped.
    class Hold
    {
    public:
        Hold(Load& load, std::size_t bytes) : load_(&load), bytes_(bytes) {}
        Hold(Hold&& other) noexcept
            : load_(std::exchange(other.load_, nullptr)), bytes_(other.bytes_)
        {}
        Hold& operator=(Hold&&) = delete;
        ~Hold()
        {
            if (load_)
                load_->body_bytes_ -= bytes_;
        }

    private:
        Load* load_;
        std::size_t bytes_;
    };
    std::optional<Hold> hold_body(std::size_t bytes);

    void count_connection(bool opened);

    // The lengths of the lines as Prometheus text.
    std::string metrics() const;

private:
    WaitingLine reading_;
    WaitingLine writing_;
    WaitingLine slow_;
    WaitingLine sign_in_;
    WaitingLine federated_;
    WaitingLine reserved_;
    const std::size_t most_body_bytes_;
    std::atomic<std::size_t> body_bytes_ = 0;
    std::atomic<std::size_t> bodies_turned_away_ = 0;
    std::atomic<std::size_t> connections_ = 0;
};

}  // namespace beihui::http
