#pragma once

#include "acts/context.hpp"
#include "storage/pack_watch.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace beihui::cli
{

// Keeps a server at what is published: when another server on the same database has changed the packs
// it reads them again. PostgreSQL tells at once; every five seconds it looks by itself besides, for
// what was not told. A server that cannot goes on with what it has, and says at /readyz that it has
// not converged.
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
    const std::chrono::milliseconds pause_;
    const std::unique_ptr<storage::PackWatch> watch_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace beihui::cli
