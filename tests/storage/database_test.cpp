#include "store_fixture.hpp"

#include <soci/error.h>
#include <sys/stat.h>

#include <atomic>
#include <future>
#include <thread>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;

class Databases : public Store
{
protected:
    void put(WriteTxn& txn, std::string_view series, std::int64_t last)
    {
        run(txn, "INSERT INTO counter (series, year, last) VALUES (:series, 2026, :last)",
            {series, last});
    }
    std::int64_t rows() { return number_of(*database_, "SELECT COUNT(*) FROM counter"); }
};
INSTANTIATE_TEST_SUITE_P(On, Databases, both, testing::PrintToStringParamName());

Error no()
{
    return refuse(Refusal::conflict, "no", "不", "no");
}

TEST_P(Databases, KeepNumbersOf64Bits)
{
    const std::int64_t numbers[] = {
        1767225600123, -1767225600123, 9'007'199'254'740'993,
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()
    };
    for (std::size_t i = 0; i < std::size(numbers); ++i) {
        const std::string series = std::to_string(i);
        ASSERT_TRUE(database_->write([&](WriteTxn& txn) -> Result<void> {
            put(txn, series, numbers[i]);
            return {};
        }));
        EXPECT_EQ(
            find([&](ReadTxn& txn) {
                Query row(txn, "SELECT last FROM counter WHERE series = :s", "i", {series});
                return row.next() ? row.integer() : 0;
            }),
            numbers[i]
        );
    }
}

TEST_P(Databases, RollBackWhatIsRefusedAndWhatThrows)
{
    EXPECT_EQ(
        refusal([&](WriteTxn& txn) -> Result<void> {
            put(txn, "refused", 1);
            return no();
        }),
        "no"
    );
    const auto throws = [&](WriteTxn& txn) -> Result<void> {
        put(txn, "thrown", 1);
        throw std::out_of_range("a fault of the program");
    };
    EXPECT_THROW((void)database_->write(throws), std::out_of_range);
    const auto breaks = [&](WriteTxn& txn) -> Result<void> {
        put(txn, "twice", 1);
        put(txn, "twice", 2);
        return {};
    };
    EXPECT_THROW((void)database_->write(breaks), soci::soci_error);
    EXPECT_EQ(rows(), 0);
    EXPECT_TRUE(database_->write([&](WriteTxn& txn) -> Result<void> {
        put(txn, "kept", 1);
        return {};
    }));
    EXPECT_EQ(rows(), 1);
}

TEST_P(Databases, RefuseNulInTexts)
{
    const std::string with_nul("a\0b", 3);
    EXPECT_EQ(
        refusal([&](WriteTxn& txn) -> Result<void> {
            put(txn, "before", 1);
            put(txn, with_nul, 1);
            return {};
        }),
        "nul_in_text"
    );
    EXPECT_EQ(rows(), 0);
    EXPECT_THROW((void)find([&](ReadTxn& txn) { return find_case(txn, with_nul); }), NulInText);
    EXPECT_FALSE(find([&](ReadTxn& txn) { return find_case(txn, "ab"); }));
}

// Units that wait together are committed together on SQLite; each stands for itself.
TEST_P(Databases, KeepTheNeighboursOfAUnitThatFails)
{
    std::promise<void> queued;
    std::shared_future<void> go = queued.get_future().share();
    std::mutex mutex;
    std::map<int, std::string> answers;
    std::promise<void> all;
    for (int i = 0; i < 30; ++i)
        database_->write_later(
            [&, i, go](WriteTxn& txn) -> Result<void> {
                if (i < 2)
                    go.wait();  // every writer is held until the others stand in the queue
                put(txn, std::to_string(i), i);
                if (i % 5 == 2)
                    return no();
                if (i % 5 == 3)
                    put(txn, std::to_string(i), i);  // twice: the database refuses
                return {};
            },
            [&, i](Result<void> result) {
                const std::lock_guard lock(mutex);
                answers[i] = result ? "" : result.error().code;
                if (answers.size() == 30)
                    all.set_value();
            }
        );
    queued.set_value();
    ASSERT_EQ(all.get_future().wait_for(60s), std::future_status::ready);
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(answers[i], i % 5 == 2 ? "no" : i % 5 == 3 ? "storage_failed" : "") << i;
    EXPECT_EQ(rows(), 18);
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM counter WHERE last % 5 IN (2, 3)"), 0);
}

TEST_P(Databases, ShowOneSnapshotToAReader)
{
    database_->read([&](ReadTxn& txn) {
        const auto count = [&] {
            Query row(txn, "SELECT COUNT(*) FROM counter", "i");
            return row.next() ? row.integer() : -1;
        };
        EXPECT_EQ(count(), 0);
        std::thread writer([&] {
            EXPECT_TRUE(database_->write([&](WriteTxn& other) -> Result<void> {
                put(other, "meanwhile", 1);
                return {};
            }));
        });
        writer.join();
        EXPECT_EQ(count(), 0);
    });
    EXPECT_EQ(rows(), 1);
}

TEST_P(Databases, FinishWhatWasQueuedBeforeTheyClose)
{
    std::atomic<int> done = 0;
    for (int i = 0; i < 20; ++i)
        database_->write_later(
            [this, i](WriteTxn& txn) -> Result<void> {
                put(txn, std::to_string(i), i);
                return {};
            },
            [&](const Result<void>& result) { done += result ? 1 : 0; }
        );
    database_.reset();
    EXPECT_EQ(done, 20);
    database_ = opened(settings_);
    EXPECT_EQ(rows(), 20);
}

TEST(DatabaseAddress, IsRefusedWithTheReason)
{
    const auto code = [](std::string address, std::size_t key_size) {
        DatabaseSettings settings;
        settings.address = std::move(address);
        settings.master_key = std::string(key_size, 'k');
        const auto database = Database::open(settings);
        return database ? std::string() : database.error().code;
    };
    EXPECT_EQ(code("mysql://x", 32), "database_address");
    EXPECT_EQ(code("sqlite:/x.db", 31), "master_key_size");
    EXPECT_EQ(code("sqlite:", 32), "database_not_opened");
    EXPECT_EQ(code("sqlite:/no/such/folder/x.db", 32), "database_not_opened");
    EXPECT_EQ(code("postgresql://nobody@127.0.0.1:1/none", 32), "database_not_opened");
}

// A refusal that cannot be undone alone takes its batch with it: what somebody was refused must not
// be committed beside the writes of the others.
TEST(SqliteBatch, IsNotCommittedWithARefusedUnitThatCannotBeUndone)
{
    const auto database = opened(test::fresh_database(Backend::sqlite));
    const auto insert = [](WriteTxn& txn, std::string_view series) {
        run(txn, "INSERT INTO counter (series, year, last) VALUES (:series, 2026, 1)", {series});
    };
    const Result<void> refused = database->write([&](WriteTxn& txn) -> Result<void> {
        insert(txn, "refused");
        run(txn, "RELEASE unit");  // its savepoint is gone, as after a failure inside SQLite
        return no();
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "storage_failed");
    ASSERT_TRUE(database->write([&](WriteTxn& txn) -> Result<void> {
        insert(txn, "next");
        return {};
    }));
    EXPECT_EQ(number_of(*database, "SELECT COUNT(*) FROM counter"), 1);
}

TEST(SqliteFile, IsReadableByItsOwnerOnly)
{
    const DatabaseSettings settings = test::fresh_database(Backend::sqlite);
    const auto database = opened(settings);
    (void)by_hand(*database, "INSERT INTO counter VALUES ('a', 2026, 1)");
    for (const char* ending : {"", "-wal", "-shm", ".lock"}) {
        struct stat status = {};
        ASSERT_EQ(stat((settings.address.substr(7) + ending).c_str(), &status), 0) << ending;
        EXPECT_EQ(status.st_mode & 0777, 0600u) << ending;
    }
}

// Readers that take turns without a gap would otherwise make the WAL longer for as long as they read.
TEST(SqliteFile, KeepsItsWalShortThoughSomebodyAlwaysReads)
{
    const DatabaseSettings settings = test::fresh_database(Backend::sqlite);
    const auto database = opened(settings);
    std::atomic<bool> over = false;
    std::vector<std::thread> readers;
    for (const auto pause : {2ms, 3ms, 5ms})
        readers.emplace_back([&, pause] {
            while (!over)
                database->read([&](ReadTxn& txn) {
                    Query row(txn, "SELECT COUNT(*) FROM trace", "i");
                    row.next();
                    std::this_thread::sleep_for(pause);
                });
        });
    const std::string text(256 << 10, 'x');
    for (int i = 0; i < 480; ++i)  // 120 MB
        ASSERT_TRUE(database->write([&](WriteTxn& txn) -> Result<void> {
            run(txn, "INSERT INTO trace (hash, json) VALUES (:hash, :json)",
                {std::to_string(i), text});
            return {};
        }));
    over = true;
    for (std::thread& reader : readers)
        reader.join();
    const std::string wal = settings.address.substr(7) + "-wal";
    EXPECT_LT(std::filesystem::file_size(wal), std::uintmax_t{64} << 20);
}

TEST(PostgresqlConnections, AreMadeAnewWhenTheServerDropsThem)
{
    const auto database = opened(test::fresh_database(Backend::postgresql));
    const auto drop_all = [&] {
        return by_hand(
            *database, "DO 'BEGIN PERFORM pg_terminate_backend(pid) FROM pg_stat_activity"
                       " WHERE datname = current_database() AND pid <> pg_backend_pid(); END'"
        );
    };
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(number_of(*database, "SELECT COUNT(*) FROM counter"), round);
        drop_all();
        const std::string series = std::to_string(round);
        for (int writer = 0; writer < 4; ++writer)
            EXPECT_TRUE(database->write([&](WriteTxn& txn) -> Result<void> {
                run(txn,
                    "INSERT INTO counter (series, year, last) VALUES (:s, 2026, 1)"
                    " ON CONFLICT DO NOTHING",
                    {series});
                return {};
            }));
    }
}

// PostgreSQL ends one of two transactions that wait for each other; it is run again.
TEST(PostgresqlWrites, AreRunAgainAfterADeadlock)
{
    const auto database = opened(test::fresh_database(Backend::postgresql));
    by_hand(*database, "INSERT INTO counter VALUES ('a', 2026, 0), ('b', 2026, 0)");
    std::atomic<int> runs = 0;
    std::atomic<int> holding = 0;
    const auto add = [&](const std::string& first, const std::string& second) {
        EXPECT_TRUE(database->write([&](WriteTxn& txn) -> Result<void> {
            ++runs;
            const std::string sql = "UPDATE counter SET last = last + 1 WHERE series = :s";
            run(txn, sql, {first});
            ++holding;
            for (int wait = 0; holding < 2 && wait < 500; ++wait)
                std::this_thread::sleep_for(10ms);
            run(txn, sql, {second});
            return {};
        }));
    };
    std::thread one(add, "a", "b");
    std::thread two(add, "b", "a");
    one.join();
    two.join();
    EXPECT_GE(runs, 3);
    EXPECT_EQ(number_of(*database, "SELECT COUNT(*) FROM counter WHERE last = 2"), 2);
}

}  // namespace
}  // namespace beihui::storage
