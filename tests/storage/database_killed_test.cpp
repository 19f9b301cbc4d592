// What is left of a SQLite database when its process is killed in the middle of writing.

#include "store_fixture.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;

constexpr const char* address_name = "BEIHUI_TEST_KILLED_ADDRESS";
constexpr int answers = 3;  // file descriptor on which the writing process says what was kept
constexpr int rounds = 20;
constexpr std::size_t line_size = 33;

DatabaseSettings settings_of(const std::string& address)
{
    DatabaseSettings settings;
    settings.address = address;
    settings.master_key = std::string(32, 'k');
    return settings;
}

// What the process does that the test starts from this same program and kills.
void write_until_killed(const char* address)
{
    const auto database = opened(settings_of(address));
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i)
        writers.emplace_back([&] {
            Case now = new_case(random_id());
            for (int n = 1; n < 100'000; ++n) {
                Entry entry = next_entry(now, "edit_plan", first_moment.plus_ms(n));
                entry.effects.rows = {
                    {"items", std::to_string(n % 9), {{"n", n}}, entry.case_seq, "somebody"}
                };
                auto secret = history::hide(entry.uid, entry.tenant, "data.x", now.id, n);
                entry.data = {{"x", std::move(secret.reference)}};
                now = entry.effects.after;
                history::seal_entry(entry);
                const auto kept = database->write([&](WriteTxn& txn) {
                    return append_entry(txn, entry, {secret.value}, {});
                });
                const std::string line = entry.uid + '\n';
                if (!kept || write(answers, line.data(), line.size()) != std::ssize(line))
                    return;
            }
        });
    for (std::thread& writer : writers)
        writer.join();
}

// The writing process and what it has said.
class Writer
{
public:
    explicit Writer(const std::string& address)
    {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        const std::string variable = std::string(address_name) + '=' + address;
        std::string words[] = {"storage_tests", "--gtest_filter=KilledWriter.*"};
        char* arguments[] = {words[0].data(), words[1].data(), nullptr};
        std::vector<char*> environment = {const_cast<char*>(variable.c_str())};
        for (char** each = environ; *each; ++each)
            environment.push_back(*each);
        environment.push_back(nullptr);
        pid_ = fork();
        if (pid_ == 0) {
            const int nowhere = open("/dev/null", O_WRONLY);
            dup2(nowhere, STDOUT_FILENO);
            dup2(ends[1], answers);
            if (ends[1] == answers)
                fcntl(answers, F_SETFD, 0);
            execve("/proc/self/exe", arguments, environment.data());
            _exit(127);
        }
        close(ends[1]);
        from_ = ends[0];
    }
    ~Writer()
    {
        end();
        close(from_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Reads what comes, up to `count` lines in all. False when the process has ended before.
    bool wait_for(std::size_t count)
    {
        while (said_.size() < count * line_size && read_more())
            ;
        return said_.size() >= count * line_size;
    }
    void end()
    {
        if (pid_ <= 0)
            return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
        while (read_more())
            ;
    }
    // Ids of the entries that it was told were kept.
    std::vector<std::string> kept() const
    {
        std::vector<std::string> uids;
        for (std::size_t at = 0; at + line_size <= said_.size(); at += line_size)
            uids.push_back(said_.substr(at, line_size - 1));
        return uids;
    }

private:
    bool read_more()
    {
        char bytes[4096];
        const ssize_t count = read(from_, bytes, sizeof bytes);
        if (count > 0)
            said_.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    }

    pid_t pid_ = 0;
    int from_ = -1;
    std::string said_;
};

// Reliability: what a person was told is recorded stays recorded, whenever the process dies.
TEST(KilledWriter, LosesNothingThatWasAcknowledgedAndLeavesAHistoryThatCanBeRead)
{
    if (const char* const address = std::getenv(address_name))
        return write_until_killed(address);
    const DatabaseSettings settings = test::fresh_database(Backend::sqlite);
    std::mt19937 random(20260405);
    std::vector<std::string> acknowledged;
    for (int round = 0; round < rounds; ++round) {
        {
            Writer writer(settings.address);
            ASSERT_TRUE(writer.wait_for(1 + random() % 40)) << "round " << round;
            if (round == 0) {
                const auto second = Database::open(settings);
                ASSERT_FALSE(second);
                EXPECT_EQ(second.error().code, "database_in_use");
            }
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
            writer.end();
            for (std::string& uid : writer.kept())
                acknowledged.push_back(std::move(uid));
        }
        const auto database = opened(settings);
        std::size_t lost = 0;
        std::size_t unopened = 0;
        std::string before;
        database->read([&](ReadTxn& txn) {
            for (const std::string& uid : acknowledged) {
                lost += find_entry(txn, uid) ? 0u : 1u;
                unopened += find_hidden(txn, uid, "data.x") ? 0u : 1u;
            }
            before = dump_projections(txn);
            Query check(txn, "PRAGMA integrity_check", "t");
            ASSERT_TRUE(check.next());
            EXPECT_EQ(check.text(), "ok");
        });
        EXPECT_EQ(lost, 0u) << "round " << round;
        EXPECT_EQ(unopened, 0u) << "round " << round;
        ASSERT_TRUE(database->write(rebuild_projections)) << "round " << round;
        EXPECT_EQ(found(*database, dump_projections), before) << "round " << round;
    }
    EXPECT_GT(acknowledged.size(), std::size_t{rounds});
}

}  // namespace
}  // namespace beihui::storage
