#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace beihui::http
{

struct LineLimits
{
    std::size_t at_once = 0;  // requests that are worked on
    std::size_t waiting = 0;  // that wait for one of them to end; more are turned away
    std::chrono::milliseconds longest_wait{0};  // whoever waited as long is turned away too
};

// The line in front of some kind of work. Whoever comes while there is a place goes on at once; others
// wait, and people are served in turn: somebody with five hundred requests has one of them served, then
// everybody else who waits has one. When the line is full, the latest request of whoever has most in it
// makes room for somebody who has fewer. So nobody needs a share of their own: one person alone may
// fill all places, and does not keep out the next. Safe for many threads.
class WaitingLine
{
public:
    // A place at the work, theirs until it is dropped; it goes to the next in line.
    class Turn
    {
    public:
        explicit Turn(WaitingLine& line) : line_(&line) {}
        Turn(Turn&& other) noexcept : line_(std::exchange(other.line_, nullptr)) {}
        Turn& operator=(Turn&& other) noexcept
        {
            std::swap(line_, other.line_);
            return *this;
        }
        ~Turn()
        {
            if (line_)
                line_->leave();
        }

    private:
        WaitingLine* line_;
    };

    explicit WaitingLine(const LineLimits& limits) : limits_(limits) {}

    // A turn if there is a place now.
    std::optional<Turn> enter_now();
    // Waits for a turn. None: turned away, and nothing was done. The executor of the coroutine must run
    // one handler at a time (a strand).
    boost::asio::awaitable<std::optional<Turn>> enter(std::string person);
    // Whether enter() would not turn this person away at once: asked before a body is read.
    bool has_room_for(const std::string& person) const;

    struct Length
    {
        std::size_t at_work = 0;
        std::size_t waiting = 0;
        std::uint64_t turned_away = 0;  // since the program began
    };
    Length length() const;

private:
    struct Waiter;
    class Place;
    using Waiters = std::deque<std::shared_ptr<Waiter>>;

    // With mutex_ held.
    bool join(const std::shared_ptr<Waiter>& waiter);
    bool has_fewer(const std::string& person) const;
    std::map<std::string, Waiters>::const_iterator longest() const;
    void make_room();
    void remove(const Waiter& waiter);
    std::shared_ptr<Waiter> next();

    void leave();
    bool settle(Waiter& waiter);
    void give_up(Waiter& waiter);
    static void wake(std::shared_ptr<Waiter> waiter);

    const LineLimits limits_;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, Waiters> waiting_;
    std::list<std::string> order_;  // of the people in waiting_: who is next
    Length length_;
};

}  // namespace beihui::http
