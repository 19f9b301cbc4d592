#pragma once

#include "acts/context.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace beihui::cli
{

// Counts kept numbers on while the server runs, every ten seconds, so that whoever asks next finds
// little to add: also after facts were put elsewhere in the tree. Those that nobody asked for in a month
// are dropped.
class KeepingUp
{
public:
    explicit KeepingUp(const acts::Context& context);

private:
    void run(const std::stop_token& stop);
    void pass(const std::stop_token& stop);

    const acts::Context& context_;
    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // ends first
};

}  // namespace beihui::cli
