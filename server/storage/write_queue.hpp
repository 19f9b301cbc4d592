#pragma once

#include "storage/database.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

namespace beihui::storage
{

// A unit of work that waits for a writing thread. `done` gets either what `work` answered or what
// it threw.
struct Unit
{
    std::function<Result<void>(WriteTxn&)> work;
    std::function<void(Result<void>, std::exception_ptr)> done;
};

// Units that wait for a writing thread, in the order in which they came. It holds no more than it was
// told to, and none longer than it was told to: such a unit is answered "overloaded" (unavailable), was
// not run and never will be. Safe for many threads.
class WriteQueue
{
public:
    struct Limits
    {
        // Far more than the requests that the front lets in: nobody meets it but by a fault of ours.
        std::size_t units = 4096;
        // Whoever asked has given up by then; a database this slow is not helped by old work.
        std::chrono::milliseconds longest_wait{20'000};
    };

    WriteQueue() : WriteQueue(Limits()) {}
    explicit WriteQueue(const Limits& limits) : limits_(limits) {}
    ~WriteQueue();
    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    void put(Unit unit);
    // Waits for units, at most `most` of them at once. None when `wait` has passed without any.
    // Sets `ended` when stop() was called and the queue is empty.
    std::vector<Unit> take(std::size_t most, std::chrono::milliseconds wait, bool& ended);
    void stop();

private:
    using Clock = std::chrono::steady_clock;

    struct Waiting
    {
        Unit unit;
        Clock::time_point since;
    };

    const Limits limits_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable arrived_;
    std::deque<Waiting> units_;
    bool stopping_ = false;
};

// How many units wait in all queues of this program.
std::size_t writes_waiting();

}  // namespace beihui::storage
