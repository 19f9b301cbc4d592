// A server follows what another one on the same database publishes.
#include "cli/following.hpp"
#include "storage/statement.hpp"
#include "system/publication.hpp"

#include <functional>
#include <thread>

namespace beihui::test
{
namespace
{

using namespace std::chrono_literals;

constexpr auto generous = 60s;
// Far beyond `generous`: what is followed in this test was told by the database.
constexpr auto never = std::chrono::minutes(60);

bool comes_true(const std::function<bool()>& what)
{
    const auto end = std::chrono::steady_clock::now() + generous;
    while (!what()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(10ms);
    }
    return true;
}

// Does to the database what no server tells the others of.
void by_hand(TestServer& server, const std::string& sql)
{
    const auto done = server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::run(txn, sql);
        return {};
    });
    ASSERT_TRUE(done) << done.error().detail.en;
}

class TwoServers : public Publication
{
protected:
    TwoServers() { today("2026-05-10"); }

    void today(std::string_view day)
    {
        server_.today(day);
        other_.today(day);
    }
    // Whether the other server comes to answer with this revision; with 0: with none.
    bool follows(std::int64_t revision)
    {
        Person reader(other_, "", "");
        reader.keep_cookie(policy().cookie());
        return comes_true([&] {
            const Reply pack = reader.once("GET", "/api/v1/packs/2026-xiaotongzhi");
            return revision == 0 ? pack.status == 404
                                 : pack.status == 200 && pack.integer("revision") == revision;
        });
    }
    Reply change(const std::string& act)
    {
        return policy().post(
            "/api/v1/packs/2026-xiaotongzhi/" + act, json::object{{"reason", "通知变动"}}
        );
    }
    // The server processes of PostgreSQL that serve those who watch: their process ids.
    std::string watchers()
    {
        std::string ids;
        server_.context().database.read([&](storage::ReadTxn& txn) {
            storage::Query row(
                txn,
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'beihui-watch' AND query LIKE 'LISTEN%' ORDER BY pid",
                "i"
            );
            while (row.next())
                ids += std::to_string(row.integer()) + " ";
        });
        return ids;
    }

    TestServer other_{address_};
};
INSTANTIATE_TEST_SUITE_P(
    On,
    TwoServers,
    testing::Values(Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(TwoServers, FollowAtOnceWhateverIsDoneToThePacks)
{
    const cli::Following following(other_.context(), never);
    ASSERT_EQ(publish(SmallPack()).status, 200);
    // The first time it may have looked because it had only just begun to listen; later it was told.
    ASSERT_TRUE(follows(1));
    today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    EXPECT_TRUE(follows(2));
    ASSERT_EQ(change("revert").status, 200);
    EXPECT_TRUE(follows(1));
    ASSERT_EQ(change("retire").status, 200);
    EXPECT_TRUE(follows(0));
    EXPECT_EQ(Person(other_, "", "").once("GET", "/readyz").status, 200);
}

TEST_P(TwoServers, FollowAfterTheConnectionThatTellsWasLost)
{
    const cli::Following following(other_.context(), never);
    ASSERT_EQ(publish(SmallPack()).status, 200);
    ASSERT_TRUE(follows(1));
    const std::string before = watchers();
    ASSERT_NE(before, "");
    by_hand(server_, "SELECT pg_terminate_backend(" + before + ")");
    today("2026-05-20");
    // Published while nobody may be listening: it looks when it listens again.
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    EXPECT_TRUE(follows(2));
    EXPECT_TRUE(comes_true([&] { return watchers() != "" && watchers() != before; }));
    ASSERT_EQ(change("retire").status, 200);
    EXPECT_TRUE(follows(0)) << "it listens again";
}

class Alone : public Publication
{};
INSTANTIATE_TEST_SUITE_P(
    On,
    Alone,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

// What was not told is found by looking: two changes, as the first may be found at the start.
TEST_P(Alone, LooksByItselfForWhatNobodyTold)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    acts::LiveRulebook behind(server_.context().rules());
    const acts::Context& context = server_.context();
    const acts::Context node{
        context.database, context.clock, behind, context.workers, context.key_folders
    };
    const auto has_it = [&] { return node.rules()->world->find("2026-xiaotongzhi") != nullptr; };
    const cli::Following following(node, 20ms);
    const std::string change = "UPDATE pack_revision SET changed = changed + 1, state = ";
    const std::string of_it = " WHERE id = '2026-xiaotongzhi'";
    ASSERT_TRUE(has_it());
    by_hand(server_, change + "'retired'" + of_it);
    EXPECT_TRUE(comes_true([&] { return !has_it(); }));
    by_hand(server_, change + "'live'" + of_it);
    EXPECT_TRUE(comes_true(has_it));
    EXPECT_NE(context.rules()->edition, node.rules()->edition) << "nothing was published here";
}

// A server that ends does not wait for the next time it would have looked.
TEST_P(Alone, EndsWhileItWaits)
{
    const auto begun = std::chrono::steady_clock::now();
    {
        const cli::Following following(server_.context(), never);
        std::this_thread::sleep_for(50ms);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, generous);
}

}  // namespace
}  // namespace beihui::test
