// Sessions: how long, where, and how they end (docs/security.md).
#include "accounts/one_time.hpp"
#include "accounts_fixture.hpp"
#include "base/bytes.hpp"

namespace beihui::accounts::test
{
namespace
{

class Sessions : public Accounts
{
protected:
    SignedIn open(const std::string& login, std::int64_t ms)
    {
        return knock(login, good_password, ms).signed_in.value();
    }
    std::optional<Visit> look(
        const std::string& token,
        std::int64_t ms,
        const std::string& host = "desk.example"
    )
    {
        auto visit = visit_of_session(*database, settings, token, host, at(ms));
        if (visit)
            wait_until([&](storage::ReadTxn& txn) {
                const auto kept = storage::find_session(txn, hex(sha256(token)));
                return kept && ms - (kept->seen_at.ms() - at(0).ms()) <= minute_ms;
            });
        return visit;
    }
    std::vector<storage::Session> listed(const std::string& login, std::int64_t ms)
    {
        std::vector<storage::Session> sessions;
        const storage::Account whose = account(login);
        database->read([&](storage::ReadTxn& txn) {
            sessions = live_sessions(txn, settings, whose, at(ms));
        });
        return sessions;
    }
};
BEIHUI_ON_BOTH_DATABASES(Sessions);

TEST_P(Sessions, GetANewTokenAtEverySignInAndEndTheOneThatCameWithIt)
{
    const SignedIn first = open("wang", 0);
    SignInAsked asked;
    asked.login = "wang";
    asked.password = good_password;
    asked.knock.host = "desk.example";
    asked.knock.address = "10.0.0.1";
    asked.knock.earlier = first.token;
    const SignInAnswer second = sign_in(*database, settings, asked, at(1));
    ASSERT_EQ(told(second), "in");
    EXPECT_NE(second.signed_in->token, first.token);
    EXPECT_FALSE(look(first.token, 2)) << "a planted cookie is worth nothing afterwards";
    EXPECT_TRUE(look(second.signed_in->token, 2));
}

TEST_P(Sessions, AreGoodAtTheHostTheyWereOpenedAtOnly)
{
    const SignedIn opened = open("wang", 0);
    EXPECT_TRUE(look(opened.token, 1));
    EXPECT_FALSE(look(opened.token, 1, "other.example"));
    EXPECT_FALSE(look(opened.token, 1, ""));
}

TEST_P(Sessions, EndAfterHalfAnHourUnusedAndTwelveHoursInAll)
{
    const SignedIn idle = open("wang", 0);
    EXPECT_TRUE(look(idle.token, 30 * minute_ms));
    EXPECT_TRUE(look(idle.token, 60 * minute_ms)) << "use keeps it alive";
    EXPECT_FALSE(look(idle.token, 91 * minute_ms));
    const SignedIn used = open("wang", 0);
    for (std::int64_t now = 20 * minute_ms; now <= 12 * hour_ms; now += 20 * minute_ms)
        EXPECT_TRUE(look(used.token, now)) << now;
    EXPECT_FALSE(look(used.token, 12 * hour_ms + 1));
}

TEST_P(Sessions, EndSoonerForAdministrators)
{
    put_account(*database, "root1", good_password, "", "", {"administrator"}).value();
    const SignedIn idle = open("root1", 0);
    EXPECT_TRUE(look(idle.token, 15 * minute_ms));
    EXPECT_FALSE(look(idle.token, 31 * minute_ms));
    const SignedIn used = open("root1", 0);
    for (std::int64_t now = 10 * minute_ms; now <= 8 * hour_ms; now += 10 * minute_ms)
        EXPECT_TRUE(look(used.token, now)) << now;
    EXPECT_FALSE(look(used.token, 8 * hour_ms + 1));
}

TEST_P(Sessions, SayWhereTheyWereOpenedAndAreEndedOneByOne)
{
    const SignedIn first = open("wang", 0);
    const SignedIn second = open("wang", 10);
    const auto sessions = listed("wang", 20);
    ASSERT_EQ(sessions.size(), 2U);
    EXPECT_EQ(sessions[0].id, second.visit.session);
    EXPECT_EQ(sessions[0].device, "Chrome · Windows");
    EXPECT_EQ(sessions[0].address, "10.0.0.1");
    put_account(*database, "li", good_password, "", "", {"employment_officer"}).value();
    const std::string wang = account("wang").id;
    const std::string li = account("li").id;
    bool ended_by_li = true;
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            ended_by_li = storage::drop_session_of(txn, li, first.visit.session);
            storage::drop_session_of(txn, wang, first.visit.session);
            return {};
        })
        .value();
    EXPECT_FALSE(ended_by_li);
    EXPECT_FALSE(look(first.token, 30));
    EXPECT_TRUE(look(second.token, 30));
    EXPECT_EQ(listed("wang", 30).size(), 1U);
}

TEST_P(Sessions, GetANewTokenWhenThePersonConfirms)
{
    const SignedIn opened = open("wang", 0);
    const auto fresh = renew_token(*database, opened.token, at(hour_ms / 4));
    ASSERT_TRUE(fresh);
    EXPECT_FALSE(look(opened.token, hour_ms / 4));
    const auto visit = look(*fresh, hour_ms / 4);
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->session, opened.visit.session);
    EXPECT_EQ(visit->confirmed_at, at(hour_ms / 4));
    EXPECT_EQ(visit->opened_at, at(0)) << "the twelve hours do not begin anew";
    EXPECT_FALSE(renew_token(*database, opened.token, at(hour_ms / 4)));
}

TEST_P(Sessions, EndWhenTheAccountIsLocked)
{
    const SignedIn opened = open("wang", 0);
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            auto changed = storage::find_account_by_login(txn, "wang").value();
            changed.locked = true;
            storage::put_account(txn, changed);
            return {};
        })
        .value();
    EXPECT_FALSE(look(opened.token, 1));
}

TEST_P(Sessions, EndAllButTheOwnWhenThePasswordIsChanged)
{
    const SignedIn own = open("wang", 0);
    const SignedIn other = open("wang", 1);
    const std::string wang = account("wang").id;
    const ConfirmAsked wrong{wang, "wrong", "", "10.0.0.1"};
    EXPECT_EQ(
        told(change_password(*database, wrong, "海棠依旧雨疏风骤", own.token, at(2))),
        "wrong_password"
    );
    const ConfirmAsked right{wang, good_password, "", "10.0.0.1"};
    EXPECT_EQ(
        told(change_password(*database, right, "password", own.token, at(3))), "password_guessable"
    );
    EXPECT_EQ(told(change_password(*database, right, "海棠依旧雨疏风骤", own.token, at(4))), "in");
    EXPECT_TRUE(look(own.token, 5));
    EXPECT_FALSE(look(other.token, 5));
    EXPECT_EQ(told(knock("wang", good_password, 6)), "sign_in_failed");
    EXPECT_EQ(told(knock("wang", "海棠依旧雨疏风骤", 7)), "in");
}

TEST_P(Sessions, OfAnAdministratorWithoutASecondFactorAreForSettingOneUp)
{
    settings.administrators_need_second_factor = true;
    put_account(*database, "root1", good_password, "", "", {"administrator"}).value();
    put_account(*database, "show1", good_password, "", "", {"administrator"}, true).value();
    EXPECT_TRUE(open("root1", 0).visit.must_enrol);
    EXPECT_FALSE(open("show1", 0).visit.must_enrol) << "made with the demonstration";
    EXPECT_FALSE(open("wang", 0).visit.must_enrol);
}

// One access log: what is done about an account stands in it, or is not done.
TEST_P(Sessions, StandInTheAccessLogWithWhatElseHappensToTheAccount)
{
    const SignedIn opened = open("wang", 0);
    const std::string wang = account("wang").id;
    const ConfirmAsked right{wang, good_password, "", "10.0.0.7"};
    ASSERT_EQ(
        told(change_password(*database, right, "海棠依旧雨疏风骤", opened.token, at(1))), "in"
    );
    const OneTime code = password_code(wang, 2);
    ASSERT_TRUE(choose_password(*database, code.code, good_password, "10.0.0.8", at(3)));
    EXPECT_EQ(knock("wang", "wrong", 4).refused->code, "sign_in_failed");
    EXPECT_EQ(
        noted(wang), (std::vector<std::string>{"choose_password", "change_password", "sign_in"})
    );
    database->read([&](storage::ReadTxn& txn) {
        storage::AccessQuery query;
        query.subject = wang;
        const storage::AccessPage page = storage::list_access(txn, query).value();
        const auto& lines = page.items;
        EXPECT_EQ(lines.at(0).peer, "10.0.0.8");
        EXPECT_EQ(lines.at(1).peer, "10.0.0.7");
        EXPECT_EQ(lines.at(1).actor, wang);
    });
}

TEST_P(Sessions, SetTheFirstAdministratorUpOnce)
{
    const OneTime code = make_setup_code(*database, at(0)).value();
    EXPECT_TRUE(check_setup_code(*database, code.code, at(30 * minute_ms - 1)));
    EXPECT_EQ(
        check_setup_code(*database, code.code, at(30 * minute_ms)).error().code, "code_not_valid"
    );
    EXPECT_EQ(check_setup_code(*database, "guess", at(1)).error().code, "code_not_valid");
    const OneTime second = make_setup_code(*database, at(10)).value();
    EXPECT_FALSE(check_setup_code(*database, code.code, at(11))) << "a new code ends the earlier";
    EXPECT_TRUE(use_setup_code(*database, second.code, at(12)));
    EXPECT_EQ(use_setup_code(*database, second.code, at(13)).error().code, "code_not_valid");
    give_back_setup_code(*database, second.code, second.expires_at);
    EXPECT_TRUE(check_setup_code(*database, second.code, at(14)));
    put_account(*database, "root1", good_password, "", "", {"administrator"}).value();
    EXPECT_EQ(use_setup_code(*database, second.code, at(15)).error().code, "setup_closed");
    EXPECT_EQ(make_setup_code(*database, at(16)).error().code, "setup_closed");
}

TEST_P(Sessions, EndWhenThePasswordIsChosenWithACode)
{
    const SignedIn opened = open("wang", 0);
    const std::string wang = account("wang").id;
    const OneTime code = password_code(wang, 1);
    EXPECT_TRUE(look(opened.token, 2)) << "the code alone changes nothing";
    EXPECT_EQ(
        choose_password(*database, code.code, "short", "10.0.0.1", at(3)).error().code,
        "short_password"
    );
    EXPECT_EQ(
        choose_password(*database, code.code, "海棠依旧雨疏风骤", "10.0.0.1", at(day_ms + 2))
            .error()
            .code,
        "code_not_valid"
    );
    EXPECT_EQ(
        choose_password(*database, code.code, "海棠依旧雨疏风骤", "10.0.0.1", at(4)).value(), wang
    );
    EXPECT_FALSE(look(opened.token, 5));
    EXPECT_EQ(
        choose_password(*database, code.code, "海棠依旧雨疏风骤二", "10.0.0.1", at(6)).error().code,
        "code_not_valid"
    );
    EXPECT_EQ(told(knock("wang", "海棠依旧雨疏风骤", 7)), "in");
    database->read([&](storage::ReadTxn& txn) {
        EXPECT_FALSE(storage::find_one_time_code(txn, code.code)) << "only its hash is kept";
        EXPECT_TRUE(storage::find_one_time_code(txn, hex(sha256(code.code))));
    });
}

TEST(DeviceWords, NameBrowserAndSystemCoarsely)
{
    EXPECT_EQ(
        device_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                     "Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"),
        "Edge · Windows"
    );
    EXPECT_EQ(
        device_words("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
                     "MicroMessenger/8.0.50"),
        "微信 · iPhone"
    );
    EXPECT_EQ(device_words("curl/8.0"), "curl");
    EXPECT_EQ(device_words(""), "");
    EXPECT_EQ(device_words("<script>"), "");
}

}  // namespace
}  // namespace beihui::accounts::test
