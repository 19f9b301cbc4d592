#pragma once

#include "accounts/sessions.hpp"
#include "storage/feed_store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// Calendars that people subscribe to with other programs, by an address that holds a secret:
// bh_cal_<43 characters>. Whoever has the address reads what its owner may read on that day, and
// nothing else; it opens nothing and changes nothing.

constexpr std::size_t most_feeds = 10;  // of one account, at a time

struct FeedAsked
{
    std::string name;                 // where it goes to: 1 to 80 characters
    std::vector<std::string> layers;  // of `known_layers`, at least one
    std::string language;             // "zh" or "en"
};

struct FeedMade
{
    std::string token;  // shown once
    storage::CalendarFeed kept;
};

// `address`: where the wish comes from, for the access log.
// Refuses: invalid_input, "form_faults" with a fault for each member; conflict, "too_many_feeds".
Result<FeedMade> make_feed(
    storage::Database& database,
    const Actor& owner,
    const FeedAsked& asked,
    const std::vector<std::string>& known_layers,
    std::string_view address,
    Instant now
);

// Ends one of the owner's. Refuses: not_found, "feed_not_found", for any other.
Result<void> end_feed(
    storage::Database& database,
    const Actor& owner,
    std::string_view id,
    std::string_view address,
    Instant now
);

struct FeedReader
{
    Actor actor;  // as the owner stands today
    storage::CalendarFeed feed;
};
// Whom an address lets read now. None for one that was ended, that nobody was given, whose owner is
// locked or may read no cases any more; the same work is done whichever it is. Notes its use.
std::optional<FeedReader> reader_of_feed(
    storage::Database& database,
    std::string_view token,
    Instant now
);

}  // namespace beihui::accounts
