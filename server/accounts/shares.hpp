#pragma once

#include "accounts/sessions.hpp"
#include "storage/share_store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace beihui::accounts
{

// Links by which somebody without an account reads the brief of whoever made it: bh_brief_<43
// characters>. They end by themselves, can be taken back, and are of no use for anything else.

constexpr std::size_t most_shares = 10;  // of one account, at a time
constexpr std::int64_t longest_share_days = 30;

struct ShareAsked
{
    std::string name;       // for whom: 1 to 80 characters
    std::int64_t days = 0;  // 1 to longest_share_days
};

struct ShareMade
{
    std::string token;  // shown once
    storage::Share kept;
};

// `address`: where the wish comes from, for the access log.
// Refuses: invalid_input, "form_faults" with a fault for each member; conflict, "too_many_shares".
Result<ShareMade> make_share(
    storage::Database& database,
    const Actor& owner,
    const ShareAsked& asked,
    std::string_view address,
    Instant now
);

// Takes one of the owner's back. Refuses: not_found, "share_not_found", for any other.
Result<void> end_share(
    storage::Database& database,
    const Actor& owner,
    std::string_view id,
    std::string_view address,
    Instant now
);

struct ShareReader
{
    Actor actor;  // as whoever made it stands today
    storage::Share share;
};
// Whose brief a link shows now. Refuses: not_found, "share_not_found", alike for one that nobody was
// given, that is over or taken back, or whose maker is locked or reads no tables any more. Counts the
// use and notes it in the access log.
Result<ShareReader> reader_of_share(
    storage::Database& database,
    std::string_view token,
    std::string_view address,
    Instant now
);

}  // namespace beihui::accounts
