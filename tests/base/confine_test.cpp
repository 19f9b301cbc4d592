#include "base/confine.hpp"
#include "base/files.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace beihui
{
namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

// Confines the process of a death test, does something there, and ends with what it gave.
template <class Work>
[[noreturn]] void end_with(const Confinement& most, Work work)
{
    confine(most);
    _exit(work());
}

Confinement with_cpu(std::uint64_t seconds)
{
    Confinement most;
    most.cpu_seconds = seconds;
    return most;
}

TEST(Confine, GoesOverACommandLineAsWords)
{
    Confinement most;
    most.cpu_seconds = 7;
    most.memory_bytes = std::uint64_t{3} << 30;
    const auto words = most.words();
    ASSERT_EQ(words.size(), Confinement::count_of_words);
    std::vector<const char*> given;
    for (const std::string& word : words)
        given.push_back(word.c_str());
    const auto read = Confinement::read(given.data());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->words(), words);
    given[2] = "many";
    EXPECT_FALSE(Confinement::read(given.data()));
    given[2] = "-1";
    EXPECT_FALSE(Confinement::read(given.data()));
}

TEST(ConfineDeathTest, LetsAProcessWorkOnWithThreads)
{
    EXPECT_EXIT(
        end_with(
            {},
            [] {
                int answer = 0;
                std::thread([&] { answer = 42; }).join();
                return answer;
            }
        ),
        testing::ExitedWithCode(42), ""
    );
}

TEST(ConfineDeathTest, EndsAtTheCpuTime)
{
    const auto spin = []() -> int {
        for (std::atomic<int> turns = 0;;)
            ++turns;
    };
    EXPECT_EXIT(end_with(with_cpu(1), spin), testing::KilledBySignal(SIGXCPU), "");
}

TEST(ConfineDeathTest, EndsAtTheMemory)
{
    if (is_sanitized)
        GTEST_SKIP() << "a sanitizer needs terabytes of address space";
    const auto eat = [] {
        std::vector<std::string> all;
        for (;;)
            all.emplace_back(std::size_t{1} << 20, 'x');
        return 0;
    };
    EXPECT_EXIT(end_with({}, eat), testing::ExitedWithCode(out_of_memory), "");
}

TEST(ConfineDeathTest, EndsAtTheSizeOfAFile)
{
    Confinement most;
    most.file_bytes = 1000;
    const auto file = std::filesystem::temp_directory_path() / "beihui-confine-test";
    const auto write = [&] { return write_file(file, std::string(2000, 'x')) ? 0 : 1; };
    EXPECT_EXIT(end_with(most, write), testing::KilledBySignal(SIGXFSZ), "");
    std::filesystem::remove(file);
}

TEST(ConfineDeathTest, OpensNoMoreFilesThanItMay)
{
    Confinement most;
    most.open_files = 16;
    const auto open = [] {
        while (dup(0) >= 0)
            ;
        return errno;
    };
    EXPECT_EXIT(end_with(most, open), testing::ExitedWithCode(EMFILE), "");
}

TEST(ConfineDeathTest, StartsNoOtherProcessOrProgramAndReachesNobody)
{
    if (is_sanitized)
        GTEST_SKIP() << "a sanitizer starts a process of its own";
    const auto forked = [] { return fork() < 0 ? errno : 0; };
    EXPECT_EXIT(end_with({}, forked), testing::ExitedWithCode(EPERM), "");
    const auto started = [] {
        execl("/bin/true", "true", static_cast<char*>(nullptr));
        return errno;
    };
    EXPECT_EXIT(end_with({}, started), testing::ExitedWithCode(EPERM), "");
    const auto connected = [] { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0; };
    EXPECT_EXIT(end_with({}, connected), testing::ExitedWithCode(EPERM), "");
}

}  // namespace
}  // namespace beihui
