#pragma once

#include "storage/stores.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// Something that is not as the history says it is.
struct HistoryFault
{
    std::int64_t version = 0;  // which entry of the case; 0: the case as it stands
    // "entry" bytes against their hash, "column" beside the bytes, "gap" in the numbers, "trace",
    // "hidden" value against its commitment, "document" bytes, "case" against its latest entry
    std::string what;
    std::string at;  // which column, value, document or field; empty: the whole
    std::string expected;
    std::string got;  // empty: it is not there
};

// What was checked, and what was found.
struct EntryCheck
{
    std::int64_t entries = 0;
    std::string last_leaf;  // of the latest entry, hex
    std::int64_t hidden = 0;
    std::int64_t erased = 0;  // hidden values whose commitment has nothing behind it any more
    std::int64_t documents = 0;
    std::vector<HistoryFault> faults;  // the first most_history_faults
};
inline constexpr std::size_t most_history_faults = 20;

// Holds the entries of a case, its hidden values, traces, documents and the case as it stands against
// the hashes that the entries name. Reads only.
EntryCheck check_entries(ReadTxn& txn, const Case& subject);

}  // namespace beihui::storage
