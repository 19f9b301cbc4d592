#pragma once

#include "base/civil.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace beihui::accounts
{

// How fast somebody may guess. Counted in the database, so that all nodes count together and a
// restart forgets nothing; over sliding windows, so that nothing is ever locked for good.
//
//   a login    5 tries are free; then each waits 15 s, 30 s, 1 min … 15 min after the last. A
//              browser from which the person signed in before counts by itself: strangers who guess
//              slow strangers only.
//   a source   after 30 failures from an address within 5 minutes one try every 2 s; after failures
//              with more than 15 logins from a /24 (IPv6: /64) within 5 minutes one every 10 s. Not
//              for a browser that is known. A campus behind one address is slowed, never shut out.
//
// A login that does not exist is counted like any other. A try is counted before the password is
// looked at, so that many at once are no way around it.
struct TryAsked
{
    std::string_view counter;      // what is guessed: see login_counter() and the like
    std::string_view login;        // as typed; may be empty
    std::string_view address;      // where it comes from
    bool is_known_device = false;  // then the source does not count
};

// Counts a try. Returns 0, or how many seconds to wait; then it was not counted.
Result<std::int64_t> begin_try(storage::Database& database, Instant now, const TryAsked& asked);
// It was right: what was guessed begins anew.
void try_succeeded(storage::Database& database, std::string_view counter);

// The names of counters. What somebody typed never stands in the database.
std::string login_counter(const storage::Database& database, std::string_view login);
std::string device_counter(std::string_view device_hash);
std::string account_counter(std::string_view account);  // of somebody who is signed in
std::string source_counter(std::string_view address);   // of one-time codes

// The network an address lies in: "10.1.2.0/24", "2001:db8:0:1::/64"; the address when it is none.
std::string network_of(std::string_view address);

// "请 2 分钟后再试" of a number of seconds.
Error too_many_tries(std::int64_t seconds);

}  // namespace beihui::accounts
