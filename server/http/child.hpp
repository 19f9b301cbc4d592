#pragma once

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace beihui::http
{

// A program that is run for one request. It gets an empty standard input, no file of ours, no signal
// blocked, and a session of its own.
struct ChildAsked
{
    std::filesystem::path program;
    std::vector<std::string> arguments;    // without the name of the program
    std::vector<std::string> environment;  // "NAME=value": these and no other
    std::filesystem::path folder;          // that it works in
    std::chrono::milliseconds time{60'000};
    std::size_t most_output = std::size_t{16}
                              << 20;  // bytes of standard output and of errors, each
    std::shared_ptr<const std::atomic<bool>> gone = nullptr;  // true: nobody waits for it any more
};

struct ChildEnd
{
    enum How
    {
        exited,     // `code` is its exit code
        signalled,  // `code` is the signal
        too_long,   // we ended it: its time was over …
        too_much,   // … it wrote more than it may …
        left,       // … or nobody waited any more
    };

    How how = exited;
    int code = 0;
    std::string out;
    std::string err;
};

// Runs it to its end, or ends it. Runs on the executor of the caller, which must be a strand, and
// blocks it for no longer than the kernel needs to start a program.
// Throws std::system_error when it cannot be started.
boost::asio::awaitable<ChildEnd> run_child(ChildAsked asked);

}  // namespace beihui::http
