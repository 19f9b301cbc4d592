#pragma once

#include "base/civil.hpp"
#include "http/api.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace beihui::http
{

// How often something may be asked within a minute, by a name: a device, an address. On this node only
// and in memory only: nobody's address is kept. Safe for many threads.
class MinutePace
{
public:
    // Whether it may be asked once more.
    bool take(const std::string& name, std::size_t most, Instant now)
    {
        const std::lock_guard lock(mutex_);
        const std::int64_t minute = now.ms() / 60'000;
        if (minute != minute_ || asked_.size() > most_names) {
            asked_.clear();
            minute_ = minute;
        }
        return ++asked_[name] <= most;
    }

private:
    static constexpr std::size_t most_names = 10'000;

    std::mutex mutex_;
    std::int64_t minute_ = 0;
    std::map<std::string, std::size_t> asked_;
};

inline bool has_door_pace(const Api& api, const std::string& name, std::size_t most)
{
    static MinutePace all;
    return all.take(name, most, api.context.clock.now());
}

inline Error too_fast()
{
    return refuse(
        Refusal::unavailable, "too_many_passes", "请求过于频繁，请稍后再试",
        "too many requests; try again in a moment"
    );
}

}  // namespace beihui::http
