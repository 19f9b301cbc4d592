#pragma once

// A server whose people may sign in through other systems, on either database.
#include "accounts/account_link.hpp"
#include "accounts/sessions.hpp"
#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "support/postgresql.hpp"
#include "system/campus.hpp"
#include "system/federated.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <set>

namespace beihui::test
{

// Shared by all tests of this program: it takes seconds to start.
inline Providers& shared_providers()
{
    static Providers providers;
    return providers;
}

inline TestServer& federated_server(Store store)
{
    struct OnSqlite
    {
        TemporaryFolder folder;
        TestServer server{
            "sqlite:" + (folder.path() / "beihui.db").string(),
            {},
            false,
            shared_providers().sign_in_file()
        };
    };
    struct OnPostgresql
    {
        PostgresqlDatabase database;
        TestServer server{database.address(), {}, false, shared_providers().sign_in_file()};
    };
    if (store == Store::sqlite) {
        static OnSqlite sqlite;
        return sqlite.server;
    }
    static OnPostgresql postgresql;
    return postgresql.server;
}

class Federated : public testing::TestWithParam<Store>
{
protected:
    // Tokens of a real provider are of today, so the server's day is today.
    void SetUp() override { server.clock().set(SystemClock().now()); }

    // An account of this login, with nothing but its name. Its id.
    std::string account(const std::string& login)
    {
        storage::Account made;
        made.id = random_id();
        made.login = login;
        made.password_hash = "!";
        made.roles = {"auditor"};
        const auto kept =
            server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
                storage::put_account(txn, made);
                return {};
            });
        EXPECT_TRUE(kept);
        return made.id;
    }
    // An account whose holder another system calls `subject`. Its id.
    std::string linked(const std::string& issuer, const std::string& subject)
    {
        const std::string id = account("l-" + random_id());
        link(id, issuer, subject);
        return id;
    }
    // Links an account as the command line does. The id of the link.
    std::string link(const std::string& id, const std::string& issuer, const std::string& subject)
    {
        std::string made;
        const auto kept =
            server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
                const auto link = accounts::link_account(
                    txn, storage::find_account(txn, id).value(), {issuer, subject},
                    {.what = {}, .account = {}, .actor = std::string(accounts::operator_key)},
                    server.clock().now()
                );
                if (!link)
                    return link.error();
                made = link->id;
                return {};
            });
        EXPECT_TRUE(kept) << (kept ? "" : kept.error().detail.en);
        return made;
    }
    // A name that no other test uses.
    static std::string fresh_user() { return "u" + random_id().substr(0, 12); }

    // Who is signed in with this browser: the id of an account, or empty.
    static std::string who(Visitor& visitor)
    {
        return visitor.get("/api/v1/session").text("account");
    }

    Providers& providers = shared_providers();
    TestServer& server = federated_server(GetParam());
    Visitor visitor{server};
};

// Where somebody forges: whoever the forged answers name has an account that could be got into.
class Forged : public Federated
{
protected:
    // A code for which the forging provider gives an ID token with this fault.
    static std::string code_for(
        std::string_view fault,
        const std::map<std::string, std::string>& told
    )
    {
        return std::string(fault) + "." + told.at("nonce") + "." + told.at("code_challenge") + "." +
               random_id();
    }
    Reply with_token(std::string_view fault)
    {
        Visitor somebody(server);
        const auto told = somebody.begin("forging");
        const Reply reply = somebody.come_back(
            "forging", "code=" + encoded(code_for(fault, told)) + "&state=" + told.at("state")
        );
        EXPECT_EQ(reply.status == 303, somebody.cookies.contains("__Host-beihui_session"))
            << fault << reply.head;
        return reply;
    }
    // The forged ones say that they are "victim", or "admin".
    void make_victims()
    {
        static std::mutex mutex;
        static std::set<Store> made;
        const std::lock_guard lock(mutex);
        if (!made.insert(GetParam()).second)
            return;
        for (const char* const name : {"victim", "admin"})
            linked(providers.address("forging"), name);
        for (const char* const name : {"victim", "victim@elsewhere", "nobody"})
            linked(providers.address("cas"), name);
    }
    void SetUp() override
    {
        Federated::SetUp();
        make_victims();
    }
};

}  // namespace beihui::test
