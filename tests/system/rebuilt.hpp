#pragma once

#include "storage/stores.hpp"

#include <gtest/gtest.h>

namespace beihui::test
{

// That every projection, made again from the history, is what the acts left (invariant 1). Nothing
// is changed: the transaction is rolled back.
inline void expect_rebuilt_alike(storage::Database& database)
{
    const auto done = database.write([](storage::WriteTxn& txn) -> Result<void> {
        const std::string before = storage::dump_projections(txn);
        const auto made = storage::rebuild_projections(txn);
        EXPECT_TRUE(made);
        const std::string after = storage::dump_projections(txn);
        EXPECT_FALSE(before.empty());
        const auto [left, right] = std::ranges::mismatch(before, after);
        const auto at = left - before.begin();
        EXPECT_TRUE(before == after)
            << before.substr(static_cast<std::size_t>(at > 150 ? at - 150 : 0), 300) << "\n---\n"
            << after.substr(static_cast<std::size_t>(at > 150 ? at - 150 : 0), 300);
        return refuse(Refusal::conflict, "only_compared", "只比较", "compared only");
    });
    EXPECT_EQ(done.error().code, "only_compared") << done.error().detail.en;
}

}  // namespace beihui::test
