#include "http/event_hub.hpp"

#include "base/bytes.hpp"
#include "base/log.hpp"
#include "storage/recent_entries.hpp"

#include <algorithm>
#include <utility>

namespace beihui::http
{
namespace
{

constexpr std::int64_t window_ms = 30'000;

}  // namespace

EventHub::EventHub(storage::Database& database, const Clock& clock, EventLimits limits)
    : database_(database),
      clock_(clock),
      limits_(limits),
      run_(random_id().substr(0, 12)),
      thread_([this] { run_looks(); })
{}

EventHub::~EventHub()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
}

std::shared_ptr<void> EventHub::take_seat(const std::string& person)
{
    const std::lock_guard lock(mutex_);
    if (taken_ >= limits_.streams)
        return nullptr;
    std::size_t& theirs = seats_[person];
    if (theirs >= limits_.streams_per_person)
        return nullptr;
    ++theirs;
    ++taken_;
    const auto leave = [this, person](void*) {
        const std::lock_guard left(mutex_);
        --taken_;
        const auto seat = seats_.find(person);
        if (--seat->second == 0)
            seats_.erase(seat);
    };
    return {static_cast<void*>(this), leave};
}

EventHub::News EventHub::since(std::uint64_t place) const
{
    const std::lock_guard lock(mutex_);
    News news;
    news.latest = latest_;
    news.lost = place > latest_ || place < lost_until_;
    for (const CaseChange& change : changes_)
        if (change.place > place)
            news.changes.push_back(change);
    return news;
}

std::uint64_t EventHub::latest() const
{
    const std::lock_guard lock(mutex_);
    return latest_;
}

void EventHub::run_looks()
{
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            if (stopped_.wait_for(lock, limits_.look, [this] { return stopping_; }))
                return;
        }
        try {
            look();
        } catch (const std::exception& trouble) {
            log(LogLevel::error, "events", "the database did not answer",
                {{"what", trouble.what()}});
        }
    }
}

void EventHub::look()
{
    const Instant now = clock_.now();
    std::vector<storage::RecentEntry> entries;
    database_.read([&](storage::ReadTxn& txn) {
        entries = storage::recent_entries(
            txn, now.plus_ms(-window_ms), now.plus_ms(window_ms), limits_.at_once
        );
    });
    std::ranges::reverse(entries);
    std::set<std::string> seen;
    std::vector<CaseChange> fresh;
    for (storage::RecentEntry& entry : entries) {
        if (has_looked_ && !seen_.contains(entry.uid))
            fresh.push_back(
                {0, std::move(entry.case_id), std::move(entry.number), std::move(entry.workflow),
                 entry.version}
            );
        seen.insert(std::move(entry.uid));
    }
    seen_ = std::move(seen);
    has_looked_ = true;

    const std::lock_guard lock(mutex_);
    // All are new: there may be more behind them. To read the lists anew costs less than to tell of
    // each, as after an import.
    if (fresh.size() == limits_.at_once) {
        lost_until_ = ++latest_;
        fresh.clear();
    }
    for (CaseChange& change : fresh) {
        change.place = ++latest_;
        changes_.push_back(std::move(change));
    }
    for (; changes_.size() > limits_.kept; changes_.pop_front())
        lost_until_ = std::max(lost_until_, changes_.front().place);
}

}  // namespace beihui::http
