#include "base/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace beihui
{

TEST(Parallel, DoesEachPartOnceAndTellsWhatWentWrong)
{
    for (const std::size_t count : {0U, 1U, 2U, 100U}) {
        std::vector<std::atomic<int>> done(count);
        in_parallel(count, [&](std::size_t i) { ++done[i]; });
        for (const auto& times : done)
            EXPECT_EQ(times, 1);
    }
    std::atomic<int> done = 0;
    const auto work = [&](std::size_t i) {
        ++done;
        if (i == 3)
            throw std::runtime_error("the third");
    };
    EXPECT_THROW(in_parallel(10, work), std::runtime_error);
    EXPECT_EQ(done, 10) << "one that fails does not keep the others from being done";
}

}  // namespace beihui
