// One statement after the other, many at once, and what becomes of those that fail.

#include "store_fixture.hpp"

#include <soci/error.h>

namespace beihui::storage
{
namespace
{

class StatementsOf : public Store
{
protected:
    static constexpr std::string_view insert =
        "INSERT INTO counter (series, year, last) VALUES (:series, :year, :last)";
    static constexpr std::string_view by_series = "SELECT last FROM counter WHERE series = :series";

    void SetUp() override
    {
        Store::SetUp();
        ASSERT_TRUE(database_->write([&](WriteTxn& txn) -> Result<void> {
            for (int i = 0; i < 4; ++i)
                send(txn, insert, {"s" + std::to_string(i), 2026, i});
            return {};
        }));
    }
    std::int64_t rows() { return number_of(*database_, "SELECT COUNT(*) FROM counter"); }
};
INSTANTIATE_TEST_SUITE_P(On, StatementsOf, both, testing::PrintToStringParamName());

TEST_P(StatementsOf, AnswerEachItsOwnWhenTheyAreBegunTogether)
{
    database_->read([&](ReadTxn& txn) {
        Query first(txn, by_series, "i", {"s1"});
        Query second(txn, by_series, "i", {std::string("s2")});  // its text is gone when it is read
        {
            const Query nobody_reads(txn, by_series, "i", {"s0"});
        }
        Query count(txn, "SELECT COUNT(*), 'x' FROM counter", "it");
        ASSERT_TRUE(count.next());
        EXPECT_EQ(count.integer(), 4);
        EXPECT_EQ(count.view(), "x");
        ASSERT_TRUE(second.next());
        EXPECT_EQ(second.integer(), 2);
        ASSERT_TRUE(first.next());
        EXPECT_EQ(first.integer(), 1);
        EXPECT_FALSE(first.next());
        EXPECT_FALSE(first.next());  // and it is not run again
        EXPECT_FALSE(second.next());
    });
}

TEST_P(StatementsOf, TellNullFromEmpty)
{
    database_->read([&](ReadTxn& txn) {
        Query row(
            txn,
            "SELECT CAST(:empty AS TEXT), CAST(:none AS TEXT), CAST(:no_number AS BIGINT),"
            " CAST(:none_again AS TEXT)",
            "ttit",
            {std::string_view(), std::optional<std::string>(), std::optional<int>(),
             std::optional<std::string>()}
        );
        ASSERT_TRUE(row.next());
        EXPECT_EQ(row.maybe_text(), "");
        EXPECT_EQ(row.maybe_text(), std::nullopt);
        EXPECT_EQ(row.maybe_integer(), std::nullopt);
        EXPECT_EQ(row.text(), "");
        EXPECT_THROW((void)row.integer(), std::logic_error);  // there is no fifth column
    });
}

TEST_P(StatementsOf, SayWhenTheyAreGivenOrAskedTooMuch)
{
    database_->read([&](ReadTxn& txn) {
        EXPECT_THROW(Query(txn, by_series, "i", {"s1", "s2"}), std::logic_error);
        const auto two_for_one = [&] {
            Query row(txn, "SELECT year FROM counter", "ii");
            return row.next();
        };
        EXPECT_THROW((void)two_for_one(), std::logic_error);
    });
}

TEST_P(StatementsOf, CountWhatTheyChangedThemselves)
{
    ASSERT_TRUE(database_->write([&](WriteTxn& txn) -> Result<void> {
        Query three(txn, "UPDATE counter SET year = 2027 WHERE last < :last", {}, {3});
        EXPECT_EQ(run(txn, "UPDATE counter SET year = 2028 WHERE last = :last", {3}), 1);
        EXPECT_EQ(run(txn, "DELETE FROM counter WHERE last = :last", {99}), 0);
        EXPECT_EQ(three.affected(), 3);
        return {};
    }));
}

// What was sent and not waited for fails the unit, and nothing of it stays.
TEST_P(StatementsOf, FailTheirUnitAlsoWhenNobodyWaitsForThem)
{
    const auto twice = [&](WriteTxn& txn) -> Result<void> {
        send(txn, insert, {"new", 2026, 1});
        send(txn, insert, {"new", 2026, 1});
        send(txn, insert, {"after", 2026, 1});
        return {};
    };
    EXPECT_THROW((void)database_->write(twice), soci::soci_error);
    const auto read_later = [&](WriteTxn& txn) -> Result<void> {
        send(txn, insert, {"new", 2026, 1});
        send(txn, insert, {"new", 2026, 1});
        Query row(txn, by_series, "i", {"s1"});
        row.next();
        ADD_FAILURE() << "the failure was passed over";
        return {};
    };
    EXPECT_THROW((void)database_->write(read_later), soci::soci_error);
    EXPECT_EQ(rows(), 4);
    ASSERT_TRUE(database_->write([&](WriteTxn& txn) -> Result<void> {
        send(txn, insert, {"new", 2026, 1});
        return {};
    }));
    EXPECT_EQ(rows(), 5);
}

// More than are kept prepared, and more than are sent without looking at an answer.
TEST_P(StatementsOf, AreManyInOneUnit)
{
    constexpr int many = 700;
    ASSERT_TRUE(database_->write([&](WriteTxn& txn) -> Result<void> {
        Query held(txn, "SELECT last FROM counter ORDER BY last", "i");
        for (int i = 0; i < many; ++i) {
            send(txn, insert, {"many" + std::to_string(i), 2026, i + 4});
            const std::string other =
                "UPDATE counter SET year = :year WHERE last = " + std::to_string(i + 4) +
                " AND series = :series";
            if (i % 2 == 0) {
                EXPECT_EQ(run(txn, other, {1000 + i, "many" + std::to_string(i)}), 1);
            }
        }
        for (int i = 0; i < 4; ++i) {
            EXPECT_TRUE(held.next());
            EXPECT_EQ(held.integer(), i);
        }
        return {};
    }));
    EXPECT_EQ(rows(), 4 + many);
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM counter WHERE year < 2026"), many / 2);
}

}  // namespace
}  // namespace beihui::storage
