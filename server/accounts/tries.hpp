#pragma once

#include "base/civil.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace beihui::accounts
{

// How often somebody may try to sign in before they have to wait: 5 times within 15 minutes with
// one login, 30 times from one address. A login that does not exist is counted like any other.
// A try is counted before the password is looked at, so that many at once are no way around it.
// Kept in memory: a restart forgets. Safe for many threads.
class Tries
{
public:
    // Counts a try; false when there were too many, and then it is not counted.
    bool begin(std::string_view login, std::string_view address, Instant now);
    // The try was right: the login begins anew.
    void succeeded(std::string_view login, std::string_view address);

private:
    using Times = std::deque<std::int64_t>;

    Times& recent(const std::string& key, std::int64_t now_ms);
    void drop_old(std::int64_t now_ms);

    std::mutex mutex_;
    std::unordered_map<std::string, Times> times_;
};

}  // namespace beihui::accounts
