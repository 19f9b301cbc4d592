#pragma once

#include <chrono>

namespace beihui::storage
{

// Waits for another program on the same database to publish, retire or take back a pack. Made by
// Database::watch_packs(). For one thread; only end() may be called from another.
class PackWatch
{
public:
    virtual ~PackWatch() = default;

    // Waits until the packs were changed, at most `most`. Returns whether they were, or may have
    // been: it also does when nobody listened for a while, as at the first call. What tells of a
    // change can fail, so look yourself as well whenever `most` has passed. Does not throw.
    virtual bool wait(std::chrono::milliseconds most) = 0;
    // Ends wait() at once, and every later one.
    virtual void end() = 0;
};

}  // namespace beihui::storage
