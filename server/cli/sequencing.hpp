#pragma once

#include "base/clock.hpp"
#include "storage/database.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace beihui::cli
{

// Gives the entries their positions in the log while the server runs: every half second, in the
// order (at, uid), without a gap. On PostgreSQL any node does it, one at a time.
//
// It also lets open cases follow the tree of organisations into a new day.
//
// A position is given after the commit and never in it, so that acts do not wait for one another.
class Sequencing
{
public:
    Sequencing(storage::Database& database, const Clock& clock);
    ~Sequencing();  // gives the last ones and ends
    Sequencing(const Sequencing&) = delete;
    Sequencing& operator=(const Sequencing&) = delete;

private:
    void run();
    bool pass();

    storage::Database& database_;
    const Clock& clock_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace beihui::cli
