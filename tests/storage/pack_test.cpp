#include "base/bytes.hpp"
#include "storage/pack_store.hpp"
#include "store_fixture.hpp"

#include <atomic>
#include <thread>

namespace beihui::storage
{
namespace
{

class PackStore : public Store
{
protected:
    PackRevision revision(std::int64_t number, std::string id = "2027-small")
    {
        PackRevision made;
        made.id = std::move(id);
        made.revision = number;
        made.hash = hex(sha256(made.id + std::to_string(number)));
        made.signature = "c2ln";
        made.signed_by = "k1";
        made.authors = {"甲", "乙"};
        made.published_by = "shenyi";
        made.published_at = moment();
        made.effective = day("2027-01-01");
        return made;
    }
    std::int64_t edition() { return find(pack_edition); }
    Result<std::int64_t> publish(std::int64_t number)
    {
        Result<std::int64_t> edition_now = std::int64_t{0};
        const std::int64_t seen = edition();
        const auto done = database_->write([&](WriteTxn& txn) -> Result<void> {
            edition_now = publish_revision(txn, revision(number), files_, seen);
            return edition_now ? Result<void>() : edition_now.error();
        });
        return done ? edition_now : Result<std::int64_t>(done.error());
    }
    // "1 superseded, 2 live"
    std::string states()
    {
        std::string text;
        for (const PackRevision& one : find(all_pack_revisions))
            text += (text.empty() ? "" : ", ") + std::to_string(one.revision) + " " + one.state;
        return text;
    }
    template <class Change>
    std::string change(Change how, std::int64_t seen)
    {
        return refusal([&](WriteTxn& txn) -> Result<void> {
            const auto done = how(txn, "2027-small", seen);
            return done ? Result<void>() : done.error();
        });
    }

    const StoredFiles files_ = {
        {"pack.yaml", std::string("\xff\x01 any bytes\n")},
        {"rules/a.lua", ""}
    };
};
INSTANTIATE_TEST_SUITE_P(On, PackStore, both, testing::PrintToStringParamName());

TEST_P(PackStore, KeepsEveryRevisionWithItsBytes)
{
    EXPECT_EQ(edition(), 0);
    EXPECT_EQ(publish(1).value(), 1);
    EXPECT_EQ(publish(3).value(), 2);
    EXPECT_EQ(states(), "1 superseded, 3 live");
    const auto all = find(all_pack_revisions);
    EXPECT_EQ(all[1].authors, (std::vector<std::string>{"甲", "乙"}));
    EXPECT_EQ(all[1].effective.text(), "2027-01-01");
    EXPECT_EQ(all[1].signature, "c2ln");
    for (const PackRevision& one : all)
        EXPECT_EQ(find([&](ReadTxn& txn) { return find_pack_files(txn, one.hash); }), files_);
    EXPECT_FALSE(find([](ReadTxn& txn) { return find_pack_files(txn, "unknown"); }));
}

TEST_P(PackStore, RefusesARevisionThatDoesNotRise)
{
    ASSERT_TRUE(publish(12));
    EXPECT_EQ(publish(11).error().code, "revision_not_rising");
    EXPECT_EQ(publish(12).error().code, "revision_not_rising");
    EXPECT_EQ(states(), "12 live");
    EXPECT_EQ(edition(), 1);
}

TEST_P(PackStore, RefusesAChangeDecidedOnAnEditionThatIsPast)
{
    ASSERT_TRUE(publish(1));
    ASSERT_TRUE(publish(2));
    EXPECT_EQ(change(retire_pack, 1), "pack_moved_on");
    EXPECT_EQ(change(revert_pack, 1), "pack_moved_on");
    EXPECT_EQ(states(), "1 superseded, 2 live");
}

TEST_P(PackStore, RevertsToTheRevisionBeforeAndRetiresAndTakesThatBack)
{
    ASSERT_TRUE(publish(1));
    EXPECT_EQ(change(revert_pack, edition()), "no_earlier_revision");
    ASSERT_TRUE(publish(2));
    EXPECT_EQ(change(revert_pack, edition()), "");
    EXPECT_EQ(states(), "1 live, 2 superseded");
    EXPECT_EQ(publish(2).error().code, "revision_not_rising") << "also after going back";
    ASSERT_TRUE(publish(3));
    EXPECT_EQ(states(), "1 superseded, 2 superseded, 3 live");
    EXPECT_EQ(change(retire_pack, edition()), "");
    EXPECT_EQ(states(), "1 superseded, 2 superseded, 3 retired");
    EXPECT_EQ(change(retire_pack, edition()), "pack_not_live");
    EXPECT_EQ(change(revert_pack, edition()), "");
    EXPECT_EQ(states(), "1 superseded, 2 superseded, 3 live");
}

TEST_P(PackStore, HasOneLiveRevisionOfAPackWhateverComesAtOnce)
{
    ASSERT_TRUE(publish(1));
    const std::int64_t seen = edition();
    std::atomic<int> published = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i, made = revision(2 + i)] {
            const auto done = database_->write([&](WriteTxn& txn) -> Result<void> {
                const auto edition_now = publish_revision(txn, made, files_, seen);
                return edition_now ? Result<void>() : edition_now.error();
            });
            published += done.has_value() ? 1 : 0;
            if (!done) {
                EXPECT_EQ(done.error().code, "pack_moved_on");
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(published, 1);
    EXPECT_EQ(number_of(*database_, "SELECT COUNT(*) FROM pack_revision WHERE state = 'live'"), 1);
}

}  // namespace
}  // namespace beihui::storage
