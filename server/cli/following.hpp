#pragma once

#include "acts/context.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace beihui::cli
{

// Keeps a server at what is published: every five seconds it looks whether another server on the same
// database has changed the packs, and reads them again. A server that cannot goes on with what it
// has, and says at /readyz that it has not converged.
class Following
{
public:
    explicit Following(
        const acts::Context& context,
        std::chrono::milliseconds pause = std::chrono::seconds(5)
    );
    ~Following();
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;

private:
    void run();

    const acts::Context& context_;
    std::chrono::milliseconds pause_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace beihui::cli
