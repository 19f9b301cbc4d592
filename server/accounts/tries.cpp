#include "accounts/tries.hpp"

namespace beihui::accounts
{
namespace
{

constexpr std::int64_t window_ms = 15LL * 60 * 1000;
constexpr std::size_t most_with_login = 5;
constexpr std::size_t most_from_address = 30;
constexpr std::size_t most_keys = 20'000;

std::string login_key(std::string_view login)
{
    return "login " + std::string(login);
}

std::string address_key(std::string_view address)
{
    return "address " + std::string(address);
}

bool is_old(std::int64_t time, std::int64_t now_ms)
{
    return time > now_ms || now_ms - time >= window_ms;
}

}  // namespace

// The tries of the last quarter of an hour; only ever appended to, so the oldest stand in front.
Tries::Times& Tries::recent(const std::string& key, std::int64_t now_ms)
{
    Times& times = times_[key];
    std::erase_if(times, [&](std::int64_t time) { return is_old(time, now_ms); });
    return times;
}

void Tries::drop_old(std::int64_t now_ms)
{
    if (times_.size() < most_keys)
        return;
    std::erase_if(times_, [&](const auto& line) {
        return line.second.empty() || is_old(line.second.back(), now_ms);
    });
    if (times_.size() >= most_keys)
        times_.clear();
}

bool Tries::begin(std::string_view login, std::string_view address, Instant now)
{
    const std::lock_guard lock(mutex_);
    drop_old(now.ms());
    Times& with_login = recent(login_key(login), now.ms());
    Times& from_address = recent(address_key(address), now.ms());
    if (with_login.size() >= most_with_login || from_address.size() >= most_from_address)
        return false;
    with_login.push_back(now.ms());
    from_address.push_back(now.ms());
    return true;
}

void Tries::succeeded(std::string_view login, std::string_view address)
{
    const std::lock_guard lock(mutex_);
    times_.erase(login_key(login));
    const auto from = times_.find(address_key(address));
    if (from != times_.end() && !from->second.empty())
        from->second.pop_back();
}

}  // namespace beihui::accounts
