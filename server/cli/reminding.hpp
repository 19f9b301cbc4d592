#pragma once

#include "acts/context.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace beihui::cli
{

// Looks every half minute, while the server runs, whether a reminder that a pack times is to be sent.
class Reminding
{
public:
    explicit Reminding(const acts::Context& context);

private:
    void run(const std::stop_token& stop);

    const acts::Context& context_;
    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // ends first
};

}  // namespace beihui::cli
