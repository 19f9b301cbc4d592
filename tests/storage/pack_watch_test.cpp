// Who watches the packs hears of a change when it is committed, and of nothing else.
#include "storage/backends/postgresql_watch.hpp"
#include "storage/pack_store.hpp"
#include "store_fixture.hpp"

#include <thread>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;

constexpr auto generous = 60s;
constexpr auto short_while = 200ms;

TEST(PackWatch, HearsOfAChangeWhenItIsCommitted)
{
    const DatabaseSettings settings = test::fresh_database(Backend::postgresql);
    const auto one = opened(settings);
    const auto other = opened(settings);
    const auto watch = other->watch_packs();
    EXPECT_TRUE(watch->wait(generous)) << "what was before it listened it could not hear";
    EXPECT_FALSE(watch->wait(short_while));

    PackRevision revision;
    revision.id = "2027-small";
    revision.revision = 1;
    revision.hash = std::string(64, 'a');
    revision.state = "live";
    const auto publish = [&](bool keep) {
        return one->write([&](WriteTxn& txn) -> Result<void> {
            const auto edition = publish_revision(txn, revision, {}, pack_edition(txn));
            if (edition && keep)
                return {};
            return refuse(Refusal::conflict, "taken_back", "不发布", "not published");
        });
    };
    EXPECT_EQ(publish(false).error().code, "taken_back");
    EXPECT_FALSE(watch->wait(short_while)) << "nothing was changed";
    ASSERT_TRUE(publish(true));
    EXPECT_TRUE(watch->wait(generous));
    EXPECT_FALSE(watch->wait(short_while)) << "told once";
    const auto retired = one->write([&](WriteTxn& txn) -> Result<void> {
        const auto edition = retire_pack(txn, revision.id, pack_edition(txn));
        return edition ? Result<void>() : edition.error();
    });
    ASSERT_TRUE(retired);
    EXPECT_TRUE(watch->wait(generous));
}

TEST(PackWatch, WaitsWithoutHearingWhereNoServerAnswers)
{
    const auto watch = watch_postgresql("postgresql:///none?host=/nowhere");
    EXPECT_FALSE(watch->wait(20ms));
    EXPECT_FALSE(watch->wait(20ms));
}

class EndedWatch : public Store
{};
INSTANTIATE_TEST_SUITE_P(On, EndedWatch, both, testing::PrintToStringParamName());

TEST_P(EndedWatch, WaitsNoMore)
{
    const auto watch = database_->watch_packs();
    watch->wait(1ms);
    const auto begun = std::chrono::steady_clock::now();
    std::thread ending([&] {
        std::this_thread::sleep_for(20ms);
        watch->end();
    });
    EXPECT_FALSE(watch->wait(generous));
    EXPECT_FALSE(watch->wait(generous));
    ending.join();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, generous);
}

}  // namespace
}  // namespace beihui::storage
