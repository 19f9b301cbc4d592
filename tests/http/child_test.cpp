#include "http/child.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

namespace beihui::http
{
namespace
{

using namespace std::chrono_literals;

// What a program of this machine comes to when it is run for a request.
ChildEnd run(ChildAsked asked)
{
    boost::asio::io_context io;
    ChildEnd end;
    boost::asio::co_spawn(
        boost::asio::make_strand(io), run_child(std::move(asked)),
        [&](const std::exception_ptr& failed, ChildEnd given) {
            if (failed)
                std::rethrow_exception(failed);
            end = std::move(given);
        }
    );
    io.run();
    return end;
}

ChildAsked shell(const std::string& script)
{
    ChildAsked asked;
    asked.program = "/bin/sh";
    asked.arguments = {"-c", script};
    asked.folder = "/";
    return asked;
}

// Runs, or waits for nothing but to be buried by whoever adopted it.
bool runs(const std::string& pid)
{
    std::ifstream stat("/proc/" + pid + "/stat");
    std::string number;
    std::string name;
    std::string state;
    return static_cast<bool>(stat >> number >> name >> state) && state != "Z";
}

// What was killed is there until the first process of the machine has heard of its end.
bool ends(const std::string& pid)
{
    for (int waited = 0; waited < 500 && runs(pid); ++waited)
        std::this_thread::sleep_for(10ms);
    return !runs(pid);
}

// As many as we have open now.
std::ptrdiff_t open_files()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
}

TEST(Child, GivesWhatItWroteAndHowItEnded)
{
    const ChildEnd end = run(shell("echo out; echo err >&2; exit 3"));
    EXPECT_EQ(end.how, ChildEnd::exited);
    EXPECT_EQ(end.code, 3);
    EXPECT_EQ(end.out, "out\n");
    EXPECT_EQ(end.err, "err\n");
    const ChildEnd killed = run(shell("kill -TERM $$"));
    EXPECT_EQ(killed.how, ChildEnd::signalled);
    EXPECT_EQ(killed.code, SIGTERM);
}

TEST(Child, GetsNoFileOfOursNoEnvironmentAndNoInput)
{
    // As Asio opens them: not closed when another program starts.
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_GE(socket, 0);
    constexpr int seldom_used = 100;
    ASSERT_EQ(dup2(socket, seldom_used), seldom_used);
    setenv("BEIHUI_SECRET", "x", 1);
    ChildAsked asked = shell("cat; echo /proc/self/fd/*; /usr/bin/env; pwd");
    asked.environment = {"TMPDIR=/nowhere"};
    asked.folder = "/usr";
    const ChildEnd end = run(std::move(asked));
    unsetenv("BEIHUI_SECRET");
    close(socket);
    close(seldom_used);
    EXPECT_NE(end.out.find("/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2"), std::string::npos)
        << end.out;
    EXPECT_EQ(end.out.find("fd/100"), std::string::npos) << end.out;
    EXPECT_EQ(end.out.find("BEIHUI_SECRET"), std::string::npos) << end.out;
    EXPECT_NE(end.out.find("TMPDIR=/nowhere\n"), std::string::npos) << end.out;
    EXPECT_TRUE(end.out.ends_with("/usr\n")) << end.out;
}

TEST(Child, EndsWithAllThatItStartedWhenItsTimeIsOver)
{
    ChildAsked asked = shell("sleep 100 & echo $! $$; wait");
    asked.time = 200ms;
    const auto began = std::chrono::steady_clock::now();
    const ChildEnd end = run(std::move(asked));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_EQ(end.how, ChildEnd::too_long);
    const auto blank = end.out.find(' ');
    ASSERT_NE(blank, std::string::npos) << end.out;
    EXPECT_TRUE(ends(end.out.substr(0, blank)));
    EXPECT_TRUE(ends(end.out.substr(blank + 1, end.out.size() - blank - 2)));
}

TEST(Child, EndsWhenItWritesTooMuch)
{
    ChildAsked asked = shell("while :; do echo more; done");
    asked.most_output = 100'000;
    const ChildEnd end = run(std::move(asked));
    EXPECT_EQ(end.how, ChildEnd::too_much);
    EXPECT_LT(end.out.size(), 200'000U);
}

TEST(Child, EndsWhenNobodyWaitsForIt)
{
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    ChildAsked asked = shell("sleep 100");
    asked.gone = gone;
    std::thread client([gone] {
        std::this_thread::sleep_for(100ms);
        *gone = true;
    });
    const ChildEnd end = run(std::move(asked));
    client.join();
    EXPECT_EQ(end.how, ChildEnd::left);
}

TEST(Child, EndsWithAServerThatEndsFirst)
{
    std::string pid;
    {
        boost::asio::io_context io;
        const auto file =
            std::filesystem::temp_directory_path() / ("beihui-child-" + std::to_string(getpid()));
        boost::asio::co_spawn(
            boost::asio::make_strand(io),
            run_child(shell("echo $$ >" + file.string() + "; sleep 100")),
            [](const std::exception_ptr&, const ChildEnd&) { FAIL() << "it is still running"; }
        );
        for (int i = 0; i < 500 && pid.empty(); ++i) {
            io.run_for(10ms);
            std::ifstream(file) >> pid;
        }
        std::filesystem::remove(file);
        ASSERT_FALSE(pid.empty());
        EXPECT_TRUE(runs(pid));
    }
    EXPECT_FALSE(runs(pid));
}

TEST(Child, ThatCannotBeStartedIsAnException)
{
    ChildAsked asked = shell("");
    asked.program = "/nowhere/at/all";
    EXPECT_THROW(run(std::move(asked)), std::system_error);
}

TEST(Child, LeavesNoFileOpenAndNobodyUnburied)
{
    run(shell("true"));
    const auto before = open_files();
    for (int i = 0; i < 50; ++i)
        run(shell("true"));
    EXPECT_EQ(open_files(), before);
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
}

// Another thread may hold any lock while a program is started; the program must start all the same.
TEST(Child, IsStartedWhileOtherThreadsAllocateAndOpenFiles)
{
    std::atomic<bool> stop = false;
    std::vector<std::thread> busy;
    for (int i = 0; i < 3; ++i)
        busy.emplace_back([&stop] {
            while (!stop) {
                std::vector<std::string> texts(100, std::string(1000, 'x'));
                const int file = open("/dev/null", 0);
                close(file);
            }
        });
    for (int i = 0; i < 100; ++i) {
        const ChildEnd end = run(shell("echo good"));
        ASSERT_EQ(end.out, "good\n");
    }
    stop = true;
    for (std::thread& thread : busy)
        thread.join();
}

}  // namespace
}  // namespace beihui::http
