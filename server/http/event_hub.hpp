#pragma once

#include "base/clock.hpp"
#include "storage/database.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace beihui::http
{

// Bounds of the live events; tests shorten the times.
struct EventLimits
{
    std::size_t streams = 1000;          // open at once
    std::size_t streams_per_person = 8;  // of one person, tabs and devices together
    std::size_t kept = 2048;             // changes that a stream may go back to
    std::size_t at_once = 1000;          // changes of one look; as many: everybody reads anew
    std::chrono::milliseconds look{500};
    std::chrono::milliseconds heartbeat{15'000};
};

// A case that was acted on. Holds nothing personal: whoever may see the case reads it.
struct CaseChange
{
    std::uint64_t place = 0;  // 1, 2, 3 … since the program began
    std::string case_id;
    std::string number;
    std::string workflow;
    std::int64_t version = 0;
};

// What was changed lately, on this node or another: a thread looks at the newest entries of the
// database twice a second. An entry is recorded at the time its act began and is seen when it is
// committed, on a node whose clock may differ: so each look goes half a minute back, and passes over
// what it saw before. Safe for many threads.
class EventHub
{
public:
    EventHub(storage::Database& database, const Clock& clock, EventLimits limits = {});
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    const EventLimits& limits() const { return limits_; }
    // Tells the places of this run of the program from those of another.
    const std::string& run() const { return run_; }

    // A seat for a stream of a person, theirs until it is dropped; none when all are taken. It must
    // not outlive the hub.
    std::shared_ptr<void> take_seat(const std::string& person);

    // The changes behind a place, the oldest first.
    struct News
    {
        std::vector<CaseChange> changes;
        std::uint64_t latest = 0;  // the place to go on from
        bool lost = false;         // some that were between are not kept any more
    };
    News since(std::uint64_t place) const;
    std::uint64_t latest() const;

private:
    void run_looks();
    void look();

    storage::Database& database_;
    const Clock& clock_;
    const EventLimits limits_;
    const std::string run_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::deque<CaseChange> changes_;
    std::uint64_t latest_ = 0;
    std::uint64_t lost_until_ = 0;  // whoever stands before this place has missed something
    std::map<std::string, std::size_t> seats_;
    std::size_t taken_ = 0;

    std::set<std::string> seen_;  // entries of the last look; of the thread alone
    bool has_looked_ = false;
    std::thread thread_;
};

}  // namespace beihui::http
