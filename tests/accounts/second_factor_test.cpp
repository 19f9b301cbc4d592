// Time-based codes (RFC 6238) and recovery codes (docs/security.md).
#include "accounts/second_factor.hpp"
#include "accounts_fixture.hpp"
#include "base/bytes.hpp"
#include "support/second_factor.hpp"

#include <atomic>
#include <thread>

namespace beihui::accounts::test
{
namespace
{

using beihui::test::code_at;

class SecondFactor : public Accounts
{
protected:
    // An app with the secret of the account, confirmed at a moment. Returns the recovery codes.
    std::vector<std::string> enrol(std::int64_t ms)
    {
        secret = begin_enrolment(*database, whose, "wang").value().secret;
        return confirm_enrolment(*database, whose, code_at(secret, at(ms)), "10.0.0.1", at(ms))
            .value();
    }
    bool takes(const std::string& code, std::int64_t ms)
    {
        return take_code(*database, whose, code, at(ms)).has_value();
    }
    SignInAnswer knock_with(const std::string& code, std::int64_t ms)
    {
        SignInAsked asked;
        asked.login = "wang";
        asked.password = good_password;
        asked.code = code;
        asked.knock.address = "10.0.0.1";
        return sign_in(*database, settings, asked, at(ms));
    }

    const std::string whose = account("wang").id;
    std::string secret;
};
BEIHUI_ON_BOTH_DATABASES(SecondFactor);

constexpr std::int64_t step_ms = 30'000;

TEST_P(SecondFactor, CountsOnlyOnceItIsConfirmed)
{
    const Enrolment shown = begin_enrolment(*database, whose, "王 wang").value();
    EXPECT_EQ(shown.secret.size(), 32U);
    EXPECT_TRUE(shown.uri.starts_with("otpauth://totp/Beihui:%E7%8E%8B%20wang?secret="));
    EXPECT_GT(shown.qr.size(), 20U);
    EXPECT_EQ(shown.qr.front().substr(0, 7), "1111111") << "the corner of a QR code";
    EXPECT_EQ(told(knock("wang", good_password, 0)), "in") << "not asked for yet";
    EXPECT_EQ(
        confirm_enrolment(*database, whose, "000000", "10.0.0.1", at(0)).error().code, "wrong_code"
    );
    const std::string code = code_at(shown.secret, at(0));
    EXPECT_EQ(confirm_enrolment(*database, whose, code, "10.0.0.1", at(0)).value().size(), 10U);
    EXPECT_EQ(
        confirm_enrolment(*database, whose, code, "10.0.0.1", at(0)).error().code, "no_enrolment"
    );
    EXPECT_EQ(told(knock("wang", good_password, 1)), "code_required");
}

TEST_P(SecondFactor, TakesACodeOnceAndOneStepEarlyOrLate)
{
    enrol(0);
    EXPECT_FALSE(takes(code_at(secret, at(0)), 10)) << "the code that confirmed it was used";
    const std::int64_t now = 10 * step_ms;
    EXPECT_TRUE(takes(code_at(secret, at(now - step_ms)), now));
    EXPECT_FALSE(takes(code_at(secret, at(now - step_ms)), now));
    EXPECT_TRUE(takes(code_at(secret, at(now)), now));
    EXPECT_TRUE(takes(code_at(secret, at(now + step_ms)), now));
    EXPECT_FALSE(takes(code_at(secret, at(now)), now)) << "an earlier one is over";
    const std::int64_t later = 20 * step_ms;
    EXPECT_FALSE(takes(code_at(secret, at(later - 2 * step_ms)), later));
    EXPECT_FALSE(takes(code_at(secret, at(later + 2 * step_ms)), later));
    for (const char* wrong : {"", "12345", "1234567", "abcdef", "      "})
        EXPECT_FALSE(takes(wrong, later)) << wrong;
    std::string spaced = code_at(secret, at(later));
    spaced.insert(3, " ");
    EXPECT_TRUE(takes(spaced, later)) << "as apps show it";
}

TEST_P(SecondFactor, TakesACodeOnceAlsoWhenItComesFromManySidesAtOnce)
{
    enrol(0);
    const std::string code = code_at(secret, at(10 * step_ms));
    std::atomic<int> taken = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { taken += takes(code, 10 * step_ms); });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(taken, 1);
}

TEST_P(SecondFactor, IsAskedForAtSignInAndGuessesCount)
{
    enrol(0);
    const std::int64_t now = 10 * step_ms;
    EXPECT_EQ(told(knock_with(code_at(secret, at(now)), now)), "in");
    EXPECT_EQ(told(knock_with(code_at(secret, at(now)), now)), "wrong_code") << "replayed";
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(told(knock_with("000000", now + 1)), "wrong_code");
    EXPECT_EQ(told(knock_with("000000", now + 2)), "wait 15");
}

TEST_P(SecondFactor, HasTenRecoveryCodesThatWorkOnceEach)
{
    const auto codes = enrol(0);
    EXPECT_TRUE(takes(codes[3], 1));
    EXPECT_FALSE(takes(codes[3], 2));
    std::string shouted = codes[4];
    for (char& c : shouted)
        c = c == '-' ? ' ' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    EXPECT_TRUE(takes(shouted, 3)) << "as people copy it from paper";
    std::int64_t left = 0;
    database->read([&](storage::ReadTxn& txn) { left = storage::recovery_codes_left(txn, whose); });
    EXPECT_EQ(left, 8);
    const auto fresh = enrol(20 * step_ms);
    EXPECT_FALSE(takes(codes[5], 20 * step_ms)) << "a new phone brings new codes";
    EXPECT_TRUE(takes(fresh[5], 20 * step_ms));
}

TEST_P(SecondFactor, KeepsTheOldPhoneUntilTheNewOneIsConfirmed)
{
    enrol(0);
    const std::string old = secret;
    begin_enrolment(*database, whose, "wang").value();
    EXPECT_TRUE(takes(code_at(old, at(10 * step_ms)), 10 * step_ms));
}

TEST_P(SecondFactor, IsSealedInTheDatabase)
{
    enrol(0);
    database->read([&](storage::ReadTxn& txn) {
        const auto factor = storage::find_second_factor(txn, whose).value();
        EXPECT_EQ(factor.secret.find(secret), std::string::npos);
        const std::string bytes = from_base64(factor.secret).value();
        EXPECT_GT(bytes.size(), 20U + 12U) << "nonce, secret, tag";
    });
    // Moved to another account, it opens nothing: it is bound to its owner.
    put_account(*database, "li", good_password, "", "", {"employment_officer"}).value();
    const std::string li = account("li").id;
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            auto moved = storage::find_second_factor(txn, whose).value();
            moved.account = li;
            storage::put_second_factor(txn, moved);
            return {};
        })
        .value();
    EXPECT_THROW(
        (void)take_code(*database, li, code_at(secret, at(10 * step_ms)), at(10 * step_ms)),
        std::runtime_error
    );
}

}  // namespace
}  // namespace beihui::accounts::test
