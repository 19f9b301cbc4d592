#include "accounts/tries.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace beihui::accounts
{
namespace
{

constexpr std::int64_t minute_ms = 60'000;

Instant minute(int number)
{
    return Instant::from_ms(1'778'374'800'000 + number * minute_ms);
}

TEST(Tries, AllowsFiveWithOneLoginInAQuarterOfAnHour)
{
    Tries tries;
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(tries.begin("wang", "10.0.0.1", minute(i)));
    EXPECT_FALSE(tries.begin("wang", "10.0.0.1", minute(5)));
    EXPECT_FALSE(tries.begin("wang", "10.0.0.2", minute(5)));  // from elsewhere neither
    EXPECT_TRUE(tries.begin("li", "10.0.0.1", minute(5)));
    EXPECT_FALSE(tries.begin("wang", "10.0.0.1", minute(14)));
    EXPECT_TRUE(tries.begin("wang", "10.0.0.1", minute(15)));  // the first is a quarter old
    EXPECT_FALSE(tries.begin("wang", "10.0.0.1", minute(15)));
}

TEST(Tries, AllowsThirtyFromOneAddress)
{
    Tries tries;
    for (int i = 0; i < 30; ++i)
        EXPECT_TRUE(tries.begin("login" + std::to_string(i), "10.0.0.1", minute(0)));
    EXPECT_FALSE(tries.begin("another", "10.0.0.1", minute(0)));
    EXPECT_TRUE(tries.begin("another", "10.0.0.2", minute(0)));
}

TEST(Tries, ForgetsTheFailuresOfWhoeverSignsIn)
{
    Tries tries;
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 4; ++i)
            EXPECT_TRUE(tries.begin("wang", "10.0.0." + std::to_string(round), minute(round)));
        EXPECT_TRUE(tries.begin("wang", "10.0.0." + std::to_string(round), minute(round)));
        tries.succeeded("wang", "10.0.0." + std::to_string(round));
    }
}

TEST(Tries, CountsThoseThatComeAtOnce)
{
    Tries tries;
    std::atomic<int> allowed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] { allowed += tries.begin("wang", "10.0.0.1", minute(0)); });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(allowed, 5);
}

}  // namespace
}  // namespace beihui::accounts
