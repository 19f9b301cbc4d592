#include "storage/write_queue.hpp"

#include <atomic>

namespace beihui::storage
{
namespace
{

std::atomic<std::size_t>& units_in_all_queues()
{
    static std::atomic<std::size_t> count = 0;
    return count;
}

Error overloaded()
{
    return refuse(
        Refusal::unavailable, "overloaded",
        "等待写入的操作过多，这一次没有办理；请稍后用同一个 Idempotency-Key 重新提交",
        "too much waits to be written; this was not done: send it again later with the same"
        " Idempotency-Key"
    );
}

}  // namespace

std::size_t writes_waiting()
{
    return units_in_all_queues();
}

WriteQueue::~WriteQueue()
{
    units_in_all_queues() -= units_.size();
}

void WriteQueue::put(Unit unit)
{
    bool has_room = false;
    {
        const std::lock_guard lock(mutex_);
        has_room = units_.size() < limits_.units;
        if (has_room) {
            units_.push_back({std::move(unit), Clock::now()});
            ++units_in_all_queues();
        }
    }
    if (has_room)
        arrived_.notify_one();
    else
        unit.done(overloaded(), nullptr);
}

std::vector<Unit> WriteQueue::take(std::size_t most, std::chrono::milliseconds wait, bool& ended)
{
    std::vector<Unit> taken;
    std::vector<Unit> too_late;
    {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, wait, [this] { return stopping_ || !units_.empty(); });
        const auto oldest = Clock::now() - limits_.longest_wait;
        while (!units_.empty() && taken.size() < most) {
            Waiting& first = units_.front();
            (first.since < oldest ? too_late : taken).push_back(std::move(first.unit));
            units_.pop_front();
            --units_in_all_queues();
        }
        ended = stopping_ && units_.empty();
    }
    for (Unit& unit : too_late)
        unit.done(overloaded(), nullptr);
    return taken;
}

void WriteQueue::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
}

}  // namespace beihui::storage
