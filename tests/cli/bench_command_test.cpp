#include "base/files.hpp"
#include "cli/bench_command.hpp"
#include "support/stored_facts.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>

namespace beihui::cli
{
namespace
{

// A folder as `make bench` leaves it, or without the benchmark program.
class BenchCommand : public testing::Test
{
protected:
    std::filesystem::path program() const { return folder_.path() / "beihui"; }
    void build(const std::string& script) const
    {
        const auto bench = folder_.path() / "beihui_bench";
        ASSERT_TRUE(write_file(bench, script, 0700));
    }

    test::Folder folder_;
};

TEST_F(BenchCommand, SaysWhatToDoWhenTheBenchmarkWasNotBuilt)
{
    std::ostringstream err;
    EXPECT_EQ(run_benchmark(program(), {"row", "5"}, err), 1);
    EXPECT_NE(err.str().find("make bench"), std::string::npos) << err.str();
    EXPECT_NE(err.str().find("测速程序"), std::string::npos) << err.str();
}

TEST_F(BenchCommand, HandsItsWordsOnAndEndsAsTheBenchmarkDoes)
{
    build("#!/bin/sh\nprintf '%s|' \"$@\" >\"$(dirname \"$0\")/words\"\nexit 3\n");
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::ostringstream err;
        _exit(run_benchmark(program(), {"row", "5", "--rounds", "3"}, err));
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 3);
    EXPECT_EQ(read_file(folder_.path() / "words", 100).value(), "row|5|--rounds|3|");
}

}  // namespace
}  // namespace beihui::cli
