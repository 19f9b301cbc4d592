#include "accounts/throttle.hpp"

#include "accounts/settings.hpp"
#include "base/bytes.hpp"
#include "storage/sign_in_stores.hpp"
#include "storage/stores.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>

namespace beihui::accounts
{
namespace
{

namespace ip = boost::asio::ip;

constexpr std::int64_t free_tries = 5;
constexpr std::int64_t first_delay_ms = 15'000;
constexpr std::int64_t longest_delay_ms = 15 * minute_ms;
constexpr std::int64_t counted_for_ms = 2 * hour_ms;

constexpr std::int64_t source_window_ms = 5 * minute_ms;
constexpr std::int64_t most_from_address = 30;
constexpr std::int64_t address_pace_ms = 2'000;
constexpr std::int64_t most_logins_from_network = 15;
constexpr std::int64_t network_pace_ms = 10'000;

// When the next try may be made, as milliseconds from now.
std::int64_t wait_after(std::optional<Instant> last, std::int64_t delay_ms, Instant now)
{
    return last ? std::max<std::int64_t>(0, last->ms() + delay_ms - now.ms()) : 0;
}

std::int64_t wait_for_counter(storage::ReadTxn& txn, std::string_view counter, Instant now)
{
    const auto found = storage::tries_for(txn, counter, {now.plus_ms(-counted_for_ms), now});
    if (found.count < free_tries)
        return 0;
    const std::int64_t doublings = std::min<std::int64_t>(found.count - free_tries, 6);
    return wait_after(found.last, std::min(longest_delay_ms, first_delay_ms << doublings), now);
}

std::int64_t wait_for_source(
    storage::ReadTxn& txn,
    std::string_view address,
    std::string_view network,
    Instant now
)
{
    const storage::Period within{now.plus_ms(-source_window_ms), now};
    std::int64_t wait = 0;
    const auto from_address = storage::tries_from_address(txn, address, within);
    if (from_address.count >= most_from_address)
        wait = wait_after(from_address.last, address_pace_ms, now);
    if (storage::logins_tried_from(txn, network, within) > most_logins_from_network) {
        const auto from_network = storage::tries_from_network(txn, network, within);
        wait = std::max(wait, wait_after(from_network.last, network_pace_ms, now));
    }
    return wait;
}

std::string hidden(const storage::Database& database, std::string_view login)
{
    return hex(hmac_sha256(database.master_key(), "login\x1f" + storage::login_key(login)));
}

}  // namespace

Result<std::int64_t> begin_try(storage::Database& database, Instant now, const TryAsked& asked)
{
    storage::Try made;
    made.id = random_id();
    made.counter = asked.counter;
    made.login = hidden(database, asked.login);
    made.address = asked.address;
    made.network = network_of(asked.address);
    made.at = now;
    std::int64_t wait_ms = 0;
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::drop_tries_before(txn, now.plus_ms(-counted_for_ms));
        storage::hold_counter(txn, made.counter, now);
        wait_ms = wait_for_counter(txn, made.counter, now);
        if (!asked.is_known_device) {
            storage::hold_counter(txn, "network " + made.network, now);
            wait_ms = std::max(wait_ms, wait_for_source(txn, made.address, made.network, now));
        }
        if (wait_ms == 0)
            storage::put_try(txn, made);
        return {};
    });
    if (!kept)
        return kept.error();
    return (wait_ms + 999) / 1000;
}

void try_succeeded(storage::Database& database, std::string_view counter)
{
    (void)database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::forget_tries(txn, counter);
        return {};
    });
}

std::string login_counter(const storage::Database& database, std::string_view login)
{
    return "login " + hidden(database, login);
}

std::string device_counter(std::string_view device_hash)
{
    return "device " + std::string(device_hash);
}

std::string account_counter(std::string_view account)
{
    return "account " + std::string(account);
}

std::string source_counter(std::string_view address)
{
    return "code " + std::string(address);
}

std::string network_of(std::string_view address)
{
    boost::system::error_code bad;
    const auto read = ip::make_address(std::string(address), bad);
    if (bad)
        return std::string(address);
    if (read.is_v4())
        return ip::network_v4(read.to_v4(), 24).canonical().to_string();
    if (read.to_v6().is_v4_mapped())
        return ip::network_v4(ip::make_address_v4(ip::v4_mapped, read.to_v6()), 24)
            .canonical()
            .to_string();
    return ip::network_v6(read.to_v6(), 64).canonical().to_string();
}

Error too_many_tries(std::int64_t seconds)
{
    const bool in_minutes = seconds > 90;
    const std::string number = std::to_string(in_minutes ? (seconds + 59) / 60 : seconds);
    return refuse(
        Refusal::unavailable, "too_many_tries",
        "尝试次数过多，请 " + number + (in_minutes ? " 分钟后再试" : " 秒后再试"),
        "too many tries; try again in " + number + (in_minutes ? " minutes" : " seconds")
    );
}

}  // namespace beihui::accounts
