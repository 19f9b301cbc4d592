#include "storage/access_watch.hpp"

#include <atomic>

namespace beihui::storage
{
namespace
{

using Clock = std::chrono::steady_clock;

// A change is told before its commit; what was read in between says how it was before. A commit that
// takes longer than this is seen a second later: nobody is remembered for longer.
constexpr std::chrono::seconds commit_time{2};

std::atomic<Clock::rep>& last_change()
{
    static std::atomic<Clock::rep> at = Clock::time_point::min().time_since_epoch().count() / 2;
    return at;
}

}  // namespace

void note_access_change()
{
    last_change() = Clock::now().time_since_epoch().count();
}

bool access_is_settled(Clock::time_point read_at)
{
    return read_at - Clock::time_point(Clock::duration(last_change())) > commit_time;
}

}  // namespace beihui::storage
