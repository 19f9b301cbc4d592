// How fast somebody may guess (docs/security.md).
#include "accounts/passwords.hpp"
#include "accounts/throttle.hpp"
#include "accounts_fixture.hpp"
#include "storage/statement.hpp"

#include <atomic>
#include <thread>

namespace beihui::accounts::test
{
namespace
{

using Throttle = Accounts;
BEIHUI_ON_BOTH_DATABASES(Throttle);

constexpr std::int64_t second = 1000;

TEST_P(Throttle, LetsFiveTriesPassAndThenEachWaitLonger)
{
    std::int64_t now = 0;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(told(knock("wang", "wrong", now += second)), "sign_in_failed");
    for (const std::int64_t wait : {15, 30, 60, 120, 240, 480, 900, 900}) {
        EXPECT_EQ(told(knock("wang", good_password, now)), "wait " + std::to_string(wait));
        now += wait * second;
        EXPECT_EQ(told(knock("wang", "wrong", now)), "sign_in_failed") << wait;
    }
    // Never longer than a quarter of an hour, and then the right password is right.
    now += 15 * minute_ms;
    EXPECT_EQ(told(knock("wang", good_password, now)), "in");
    EXPECT_EQ(told(knock("wang", "wrong", now + second)), "sign_in_failed") << "it begins anew";
}

TEST_P(Throttle, TreatsALoginThatDoesNotExistLikeAnyOther)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(told(knock("nobody", "wrong", i)), "sign_in_failed");
    EXPECT_EQ(told(knock("nobody", "wrong", 10)), "wait 15");
    // Case and width make no difference, so they are no way around it.
    EXPECT_EQ(told(knock("ＮＯＢＯＤＹ", "wrong", 10)), "wait 15");
}

TEST_P(Throttle, DoesTheSameWorkWhateverIsWrong)
{
    put_account(*database, "locked", good_password, "", "", {"employment_officer"}).value();
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            auto changed = storage::find_account_by_login(txn, "locked").value();
            changed.locked = true;
            storage::put_account(txn, changed);
            return {};
        })
        .value();
    add_account(*database, {"fresh", "", "", {"employment_officer"}}).value();
    knock("nobody", "warm", 0);
    for (const auto& [login, password] :
         {std::pair("wang", "wrong"), std::pair("nobody", "wrong"), std::pair("fresh", "wrong"),
          std::pair("locked", good_password.c_str())}) {
        const std::uint64_t before = password_hashes_computed();
        const SignInAnswer answer = knock(login, password, second);
        EXPECT_EQ(told(answer), "sign_in_failed") << login;
        EXPECT_EQ(answer.refused->detail.zh, "用户名或密码不对") << login;
        EXPECT_EQ(password_hashes_computed() - before, 1U) << login;
    }
}

TEST_P(Throttle, LetsStrangersSlowStrangersOnly)
{
    const SignInAnswer first = knock("wang", good_password, 0);
    ASSERT_EQ(told(first), "in");
    const std::string device = first.signed_in->device;
    for (int i = 1; i <= 5; ++i)
        knock("wang", "wrong", i, "", "203.0.113.9");
    EXPECT_EQ(told(knock("wang", good_password, 10, "", "203.0.113.9")), "wait 15");
    EXPECT_EQ(told(knock("wang", good_password, 10)), "wait 15") << "nor from elsewhere";
    EXPECT_EQ(told(knock("wang", good_password, 10, device)), "in") << "but from this browser";
    // A stolen device cookie has a counter of its own, and is nobody else's.
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(told(knock("wang", "wrong", 20 + i, device)), "sign_in_failed");
    EXPECT_EQ(told(knock("wang", "wrong", 30, device)), "wait 15");
    put_account(*database, "li", good_password, "", "", {"employment_officer"}).value();
    for (int i = 0; i < 5; ++i)
        knock("li", "wrong", 40 + i, device);
    EXPECT_EQ(told(knock("li", good_password, 50, device)), "wait 15") << "not li's device";
}

TEST_P(Throttle, SlowsAnAddressAfterThirtyFailuresButLetsItIn)
{
    for (int i = 0; i < 30; ++i)
        knock("login" + std::to_string(i % 10), "wrong", i, "", "10.0.0.1");
    EXPECT_EQ(told(knock("wang", good_password, 100)), "wait 2");
    EXPECT_EQ(told(knock("wang", good_password, 100, "", "10.0.1.1")), "in") << "another network";
    EXPECT_EQ(told(knock("wang", good_password, 3 * second)), "in") << "slowed, not shut out";
    EXPECT_EQ(told(knock("wang", good_password, 6 * minute_ms)), "in");
}

TEST_P(Throttle, SlowsANetworkThatTriesManyLogins)
{
    for (int i = 0; i < 16; ++i)
        EXPECT_EQ(
            told(knock("spray" + std::to_string(i), "123456", i, "", "10.0.7." + std::to_string(i))
            ),
            "sign_in_failed"
        );
    EXPECT_EQ(told(knock("spray99", "123456", 100, "", "10.0.7.200")), "wait 10");
    EXPECT_EQ(told(knock("spray99", "123456", 100, "", "10.0.8.200")), "sign_in_failed");
    EXPECT_EQ(told(knock("spray99", "123456", 11 * second, "", "10.0.7.200")), "sign_in_failed");
    EXPECT_EQ(told(knock("spray99", "123456", 12 * second, "", "10.0.7.201")), "wait 9");
}

TEST_P(Throttle, CountsThoseThatComeAtOnce)
{
    std::atomic<int> looked = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i)
        threads.emplace_back([&] { looked += told(knock("wang", "wrong", 0)) == "sign_in_failed"; }
        );
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(looked, 5);
}

TEST_P(Throttle, ForgetsATryThatAClockPutBackLeftInTheFuture)
{
    for (int i = 0; i < 5; ++i)
        knock("wang", "wrong", day_ms);
    EXPECT_EQ(told(knock("wang", good_password, 0)), "in");
}

TEST_P(Throttle, KeepsNothingThatSomebodyTyped)
{
    knock("my-secret-typed-here", "wrong", 0);
    std::string counters;
    database->read([&](storage::ReadTxn& txn) {
        storage::Query rows(txn, "SELECT counter, login FROM sign_in_try", "tt");
        while (rows.next()) {
            counters += rows.text();
            counters += rows.text();
        }
    });
    EXPECT_FALSE(counters.empty());
    EXPECT_EQ(counters.find("secret"), std::string::npos);
}

TEST(Network, IsASlash24OrASlash64)
{
    EXPECT_EQ(network_of("10.1.2.3"), "10.1.2.0/24");
    EXPECT_EQ(network_of("::ffff:10.1.2.3"), "10.1.2.0/24");
    EXPECT_EQ(network_of("2001:db8:0:1:aaaa::9"), "2001:db8:0:1::/64");
    EXPECT_EQ(network_of("?"), "?");
}

}  // namespace
}  // namespace beihui::accounts::test
