#include "base/json.hpp"
#include "base/log.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace beihui
{

TEST(LogLine, IsOneJsonObjectWithTheTimeInBeijing)
{
    EXPECT_EQ(
        log_line(Instant::from_ms(0), LogLevel::info, "started", "已启动", {{"port", 8080}}),
        R"({"ts":"1970-01-01T08:00:00.000+08:00","level":"info","event":"started","msg":"已启动","port":8080})"
    );
    EXPECT_NE(
        log_line(Instant::from_ms(7), LogLevel::error, "e", "m", {}).find("08:00:00.007+08:00"),
        std::string::npos
    );
}

TEST(LogLine, CannotBeBrokenOrDisguised)
{
    const std::string line = log_line(
        Instant::from_ms(0), LogLevel::warning, "e", "a\n{\"level\":\"info\"}",
        {{"level", "info"}, {"f", "x\ny\x1B[2J\u202Ez\xFF\x7F"}}
    );
    EXPECT_EQ(line.find_first_of(std::string("\n\x1B\x7F", 3)), std::string::npos);
    const auto read = read_json(line);
    ASSERT_TRUE(read) << line;
    EXPECT_EQ(text_of(*read, "level"), "warning");
    EXPECT_EQ(text_of(*read, "f"), "x\ny\x1B[2J\u202Ez\uFFFD\x7F");
}

TEST(Log, WritesWholeLinesFromSeveralThreads)
{
    testing::internal::CaptureStderr();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int n = 0; n < 50; ++n) {
                log(LogLevel::info, "tick", std::string(300, 'x'));
                log(LogLevel::debug, "hidden", "below the level");
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    std::istringstream lines(testing::internal::GetCapturedStderr());
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        EXPECT_TRUE(read_json(line)) << line;
    EXPECT_EQ(count, 200);
}

}  // namespace beihui
