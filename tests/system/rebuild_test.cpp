// The history is the truth: every projection can be made from it again, and a changed byte is told.
#include "storage/stores.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace beihui::test
{
namespace
{

struct Compared
{
    std::string before;
    std::string after;
    std::string code;  // of the refusal to rebuild, empty when it was possible
    std::string detail;
};

// Makes every projection again in a transaction that is rolled back, and compares.
Compared rebuild(storage::Database& database)
{
    Compared compared;
    const auto done = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        compared = {};
        compared.before = storage::dump_projections(txn);
        if (const auto made = storage::rebuild_projections(txn); !made) {
            compared.code = made.error().code;
            compared.detail = made.error().detail.en;
        }
        compared.after = storage::dump_projections(txn);
        return refuse(Refusal::conflict, "only_compared", "只比较", "compared only");
    });
    EXPECT_EQ(done.error().code, "only_compared") << done.error().detail.en;
    return compared;
}

std::string first_difference(const std::string& a, const std::string& b)
{
    const auto [left, right] = std::ranges::mismatch(a, b);
    const auto from = left - a.begin() > 200 ? left - 200 : a.begin();
    return std::string(from, left) + "\n<<<" + std::string(left, a.end()).substr(0, 200) + "\n>>>" +
           std::string(right, b.end()).substr(0, 200);
}

// Runs after the other suites of this program: their whole history is what is rebuilt.
class Rebuild : public testing::TestWithParam<Store>
{};

INSTANTIATE_TEST_SUITE_P(
    ZAfterAll,
    Rebuild,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Rebuild, GivesByteForByteWhatTheActsLeft)
{
    TestServer& server = shared_server(GetParam());
    server.today("2026-05-10");
    Campus campus(server);
    Event event(campus, plan_for("重建", "2026-05-20", 100), {campus.employer("甲", "小型", true)});
    event.must(campus.officer(), "cancel", nullptr, "测试");
    const Compared compared = rebuild(server.context().database);
    EXPECT_EQ(compared.code, "") << compared.detail;
    EXPECT_FALSE(compared.before.empty());
    EXPECT_TRUE(compared.before == compared.after)
        << first_difference(compared.before, compared.after);
}

void run_sql(const std::string& file, const std::string& sql)
{
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << (message ? message : "");
    sqlite3_free(message);
    sqlite3_close(connection);
}

TEST(RebuildAfterTampering, NamesTheEntryOfWhichOneByteWasChanged)
{
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "beihui.db").string();
    std::string uid;
    {
        TestServer server("sqlite:" + file);
        Campus campus(server);
        Event event(campus, plan_for("八百人", "2026-06-20", 800), {});
        uid =
            campus.officer().get("/api/v1/cases/" + event.number + "/history").text("items.0.uid");
        EXPECT_EQ(rebuild(server.context().database).code, "");
    }
    // Somebody with the file, who knows that triggers can be dropped.
    run_sql(
        file, "DROP TRIGGER entry_is_never_changed;"
              "UPDATE entry SET body = replace(body, '\"expected\":800', '\"expected\":900')"
              " WHERE uid = '" +
                  uid + "' AND body LIKE '%\"expected\":800%';"
    );
    TestServer server("sqlite:" + file);
    const Compared compared = rebuild(server.context().database);
    EXPECT_FALSE(compared.code.empty());
    EXPECT_NE(compared.detail.find(uid), std::string::npos) << compared.detail;
}

TEST(RebuildAfterTampering, ShowsAProjectionThatWasChanged)
{
    const TemporaryFolder folder;
    const std::string file = (folder.path() / "beihui.db").string();
    {
        TestServer server("sqlite:" + file);
        Campus campus(server);
        Event event(campus, plan_for("改标题", "2026-06-20", 800), {});
    }
    run_sql(file, "UPDATE cases SET title = '别的' WHERE title = '改标题';");
    TestServer server("sqlite:" + file);
    const Compared compared = rebuild(server.context().database);
    EXPECT_EQ(compared.code, "");
    EXPECT_NE(compared.before, compared.after);
}

}  // namespace
}  // namespace beihui::test
