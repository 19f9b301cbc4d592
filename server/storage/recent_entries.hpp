#pragma once

#include "storage/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace beihui::storage
{

// A case that somebody acted on lately.
struct RecentEntry
{
    std::string uid;  // of the entry
    std::string case_id;
    std::string number;
    std::string workflow;
    std::int64_t version = 0;
};

// Entries recorded in (after, until], the newest first; at most `most`.
std::vector<RecentEntry> recent_entries(
    ReadTxn& txn,
    Instant after,
    Instant until,
    std::size_t most
);

}  // namespace beihui::storage
