#include "http/waiting_line.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace beihui::http
{

namespace asio = boost::asio;

// A request that waits. The timer belongs to its own executor, the state to the line.
struct WaitingLine::Waiter
{
    enum class Stands
    {
        waits,
        called,       // a place is kept for it
        turned_away,  // it made room for somebody else
        left,
    };

    Waiter(const asio::any_io_executor& executor, std::string who)
        : timer(executor), person(std::move(who))
    {}

    asio::steady_timer timer;
    const std::string person;
    Stands state = Stands::waits;
};

// Leaves the line also when the coroutine ends otherwise, as when the server stops.
class WaitingLine::Place
{
public:
    Place(WaitingLine& line, std::shared_ptr<Waiter> waiter)
        : line_(line), waiter_(std::move(waiter))
    {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { line_.give_up(*waiter_); }

private:
    WaitingLine& line_;
    const std::shared_ptr<Waiter> waiter_;
};

std::optional<WaitingLine::Turn> WaitingLine::enter_now()
{
    const std::lock_guard lock(mutex_);
    if (length_.at_work >= limits_.at_once)
        return std::nullopt;
    ++length_.at_work;
    return Turn(*this);
}

boost::asio::awaitable<std::optional<WaitingLine::Turn>> WaitingLine::enter(std::string person)
{
    const auto waiter =
        std::make_shared<Waiter>(co_await asio::this_coro::executor, std::move(person));
    waiter->timer.expires_after(limits_.longest_wait);
    bool waits = false;
    {
        const std::lock_guard lock(mutex_);
        waits = join(waiter);
    }
    const Place place(*this, waiter);
    if (waits) {
        boost::system::error_code ignored;
        co_await waiter->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (!settle(*waiter))
        co_return std::nullopt;
    co_return Turn(*this);
}

bool WaitingLine::has_room_for(const std::string& person) const
{
    const std::lock_guard lock(mutex_);
    return length_.at_work < limits_.at_once || length_.waiting < limits_.waiting ||
           has_fewer(person);
}

WaitingLine::Length WaitingLine::length() const
{
    const std::lock_guard lock(mutex_);
    return length_;
}

// Whether it has to wait: it may be called or turned away at once.
bool WaitingLine::join(const std::shared_ptr<Waiter>& waiter)
{
    if (length_.at_work < limits_.at_once) {
        ++length_.at_work;
        waiter->state = Waiter::Stands::called;
        return false;
    }
    if (length_.waiting >= limits_.waiting) {
        if (!has_fewer(waiter->person)) {
            waiter->state = Waiter::Stands::turned_away;
            return false;
        }
        make_room();
    }
    Waiters& theirs = waiting_[waiter->person];
    if (theirs.empty())
        order_.push_back(waiter->person);
    theirs.push_back(waiter);
    ++length_.waiting;
    return true;
}

std::map<std::string, WaitingLine::Waiters>::const_iterator WaitingLine::longest() const
{
    return std::ranges::max_element(waiting_, {}, [](const auto& line) {
        return line.second.size();
    });
}

// Whether this person, with one more, would still have fewer than whoever has most.
bool WaitingLine::has_fewer(const std::string& person) const
{
    const auto most = longest();
    if (most == waiting_.end())
        return false;
    const auto theirs = waiting_.find(person);
    const std::size_t with_this = (theirs == waiting_.end() ? 0 : theirs->second.size()) + 1;
    return with_this < most->second.size();
}

void WaitingLine::make_room()
{
    const std::shared_ptr<Waiter> latest = longest()->second.back();
    remove(*latest);
    latest->state = Waiter::Stands::turned_away;
    wake(latest);
}

void WaitingLine::remove(const Waiter& waiter)
{
    const auto line = waiting_.find(waiter.person);
    Waiters& theirs = line->second;
    theirs.erase(std::ranges::find(theirs, &waiter, [](const auto& one) { return one.get(); }));
    --length_.waiting;
    if (theirs.empty()) {
        order_.remove(waiter.person);
        waiting_.erase(line);
    }
}

// The next in turn, for whom the place is kept that somebody has just left; none when nobody waits.
std::shared_ptr<WaitingLine::Waiter> WaitingLine::next()
{
    if (order_.empty()) {
        --length_.at_work;
        return nullptr;
    }
    const std::shared_ptr<Waiter> first = waiting_.find(order_.front())->second.front();
    order_.splice(order_.end(), order_, order_.begin());
    remove(*first);
    first->state = Waiter::Stands::called;
    return first;
}

void WaitingLine::leave()
{
    std::shared_ptr<Waiter> called;
    {
        const std::lock_guard lock(mutex_);
        called = next();
    }
    if (called)
        wake(std::move(called));
}

// What became of it. True: it was called, and the place is its own now.
bool WaitingLine::settle(Waiter& waiter)
{
    const std::lock_guard lock(mutex_);
    const bool called = waiter.state == Waiter::Stands::called;
    if (waiter.state == Waiter::Stands::waits)
        remove(waiter);
    if (!called)
        ++length_.turned_away;
    waiter.state = Waiter::Stands::left;
    return called;
}

void WaitingLine::give_up(Waiter& waiter)
{
    std::shared_ptr<Waiter> called;
    {
        const std::lock_guard lock(mutex_);
        if (waiter.state == Waiter::Stands::waits)
            remove(waiter);
        if (waiter.state == Waiter::Stands::called)
            called = next();
        waiter.state = Waiter::Stands::left;
    }
    if (called)
        wake(std::move(called));
}

// Ends its wait, on its own executor: a timer is not for two threads.
void WaitingLine::wake(std::shared_ptr<Waiter> waiter)
{
    const auto executor = waiter->timer.get_executor();
    asio::post(executor, [waiter = std::move(waiter)] { waiter->timer.cancel(); });
}

}  // namespace beihui::http
