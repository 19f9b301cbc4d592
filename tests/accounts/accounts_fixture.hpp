#pragma once

#include "accounts/one_time.hpp"
#include "accounts/sign_in.hpp"
#include "support/databases.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace beihui::accounts::test
{

using beihui::test::Backend;

inline const std::string good_password = "一个足够长的口令，写于2026年";

// A database with one account, and somebody who signs in with it.
class Accounts : public testing::TestWithParam<Backend>
{
protected:
    Accounts()
    {
        settings.administrators_need_second_factor = false;
        put_account(*database, "wang", good_password, "", "", {"employment_officer"}).value();
    }

    static Instant at(std::int64_t ms) { return Instant::from_ms(1'778'374'800'000 + ms); }

    SignInAnswer knock(
        const std::string& login,
        const std::string& password,
        std::int64_t ms,
        const std::string& device = {},
        const std::string& address = "10.0.0.1"
    )
    {
        SignInAsked asked;
        asked.login = login;
        asked.password = password;
        asked.knock.address = address;
        asked.knock.host = "desk.example";
        asked.knock.agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537";
        asked.knock.device = device;
        return sign_in(*database, settings, asked, at(ms));
    }

    // What became of a try, in a word: "in", the code of the refusal, or "wait 15".
    static std::string told(const SignInAnswer& answer)
    {
        if (answer.wait_seconds > 0)
            return "wait " + std::to_string(answer.wait_seconds);
        return answer.refused ? answer.refused->code : "in";
    }

    storage::Account account(const std::string& login)
    {
        std::optional<storage::Account> found;
        database->read([&](storage::ReadTxn& txn) {
            found = storage::find_account_by_login(txn, login);
        });
        return found.value();
    }

    OneTime password_code(const std::string& whose, std::int64_t ms)
    {
        OneTime made;
        database
            ->write([&](storage::WriteTxn& txn) -> Result<void> {
                made = make_password_code(txn, whose, "somebody", at(ms));
                return {};
            })
            .value();
        return made;
    }

    // What the access log says was done about an account, the latest first.
    std::vector<std::string> noted(const std::string& whose)
    {
        std::vector<std::string> actions;
        database->read([&](storage::ReadTxn& txn) {
            storage::AccessQuery query;
            query.subject = whose;
            const storage::AccessPage page = storage::list_access(txn, query).value();
            for (const storage::Access& line : page.items)
                actions.push_back(line.action);
        });
        return actions;
    }

    // Waits for what is written later, at most two seconds.
    void wait_until(const std::function<bool(storage::ReadTxn&)>& is_so)
    {
        bool found = false;
        for (int i = 0; i < 200 && !found; ++i) {
            if (i > 0)
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            database->read([&](storage::ReadTxn& txn) { found = is_so(txn); });
        }
        EXPECT_TRUE(found) << "not written";
    }

    std::unique_ptr<storage::Database> database =
        storage::Database::open(beihui::test::fresh_database(GetParam())).value();
    SignInSettings settings;
};

}  // namespace beihui::accounts::test

#define BEIHUI_ON_BOTH_DATABASES(Suite)                                                            \
    INSTANTIATE_TEST_SUITE_P(                                                                      \
        OnBoth, Suite, testing::Values(Backend::sqlite, Backend::postgresql),                      \
        testing::PrintToStringParamName()                                                          \
    )
