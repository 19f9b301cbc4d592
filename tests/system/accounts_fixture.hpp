#pragma once

// A server where administrators need a second factor, with its first administrator and whoever is made.
#include "acts/program.hpp"
#include "support/postgresql.hpp"
#include "support/second_factor.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace beihui::test
{
inline constexpr std::string_view root_password = "海棠依旧，雨疏风骤，知否知否，帘外";
inline constexpr std::string_view new_password = "绿肥红瘦，浓睡不消残酒-2";

// A server of its own, where administrators need a second factor, with its first administrator.
struct StrictCampus
{
    StrictCampus()
    {
        const auto code = acts::first_start(server.context()).value().value();
        json::object body{
            {"code", "0000000000000000000000000000000000000000"},
            {"login", "root"},
            {"password", root_password},
            {"name", "首任管理员"},
            {"organisation", "测试大学"},
        };
        Person nobody(server, "", "");
        const Fields fields{{"X-Beihui", "1"}};
        const auto post = [&] {
            return nobody.once("POST", "/api/v1/setup", json::serialize(body), fields);
        };
        EXPECT_EQ(post().status, 403) << "a guessed code";
        body["code"] = code.code;
        body["password"] = "短";
        EXPECT_EQ(post().text("code"), "short_password");
        body["password"] = root_password;
        const Reply done = post();
        EXPECT_EQ(done.status, 201) << done.body;
        EXPECT_EQ(done.text("login"), "root");
        body["login"] = "root2";
        EXPECT_EQ(post().text("code"), "code_not_valid") << "good once";
        EXPECT_FALSE(acts::first_start(server.context()).value()) << "there is an account now";
        EXPECT_EQ(
            accounts::make_setup_code(server.context().database, server.clock().now()).error().code,
            "setup_closed"
        );
    }

    TemporaryFolder folder;
    TestServer server{"sqlite:" + (folder.path() / "beihui.db").string(), {}, true};
    Person root{server, "root", std::string(root_password)};
    std::string secret;  // of root's second factor
};

class AccountsOverHttp : public testing::Test
{
protected:
    AccountsOverHttp()
    {
        // An hour later than the test before: what it counted is over.
        server.clock().set(server.clock().now().plus_ms(3 * accounts::hour_ms));
    }

    Reply post(Person& who, std::string_view target, const json::object& body)
    {
        return who.once("POST", target, json::serialize(body), {{"X-Beihui", "1"}});
    }
    Reply remove(Person& who, const std::string& target)
    {
        return who.once("DELETE", target, "", {{"X-Beihui", "1"}});
    }
    std::string code_now()
    {
        // A code works once: the next one is that of the next half minute.
        server.clock().set(server.clock().now().plus_ms(31'000));
        return code_at(campus().secret, server.clock().now());
    }

    static StrictCampus& campus()
    {
        static StrictCampus one;
        return one;
    }

    // The first administrator, signed in just now with password and code.
    Person& root()
    {
        Person& who = campus().root;
        if (!campus().secret.empty()) {
            EXPECT_EQ(who.sign_in(code_now()).status, 200);
            return who;
        }
        EXPECT_EQ(who.sign_in().text("second_factor"), "required");
        const Reply shown = post(who, "/api/v1/account/second-factor", {});
        EXPECT_EQ(shown.status, 201) << shown.body;
        campus().secret = shown.text("secret");
        const Reply on =
            post(who, "/api/v1/account/second-factor/confirm", json::object{{"code", code_now()}});
        EXPECT_EQ(on.count("recovery_codes"), 10U) << on.body;
        who.adopt(on);
        return who;
    }

    // Somebody with an account, whose password they chose with the link they were given.
    Person make_user(
        const std::string& login,
        const std::string& role = "employment_officer",
        std::string_view password = new_password
    )
    {
        Person& admin = root();
        const std::string organisation =
            admin.once("GET", "/api/v1/session").text("organisation.id");
        const std::string person =
            acts::register_person(server.context(), organisation, login, "姓名" + login, {role})
                .value();
        const Reply made = post(admin, "/api/v1/accounts", {{"person", person}});
        EXPECT_EQ(made.status, 201) << made.body;
        EXPECT_EQ(made.text("login"), login);
        EXPECT_NE(made.text("link").find("/password#code=" + made.text("code")), std::string::npos);
        account = made.text("account");
        Person user(server, login, std::string(password));
        EXPECT_EQ(user.sign_in().status, 401) << "no password yet";
        const Reply chosen =
            post(user, "/api/v1/password", {{"code", made.text("code")}, {"password", password}});
        EXPECT_EQ(chosen.status, 200) << chosen.body;
        EXPECT_EQ(user.sign_in().status, 200);
        return user;
    }

    // Another of the three administrators, with a second factor.
    Person make_administrator(const std::string& login, const std::string& role)
    {
        Person who = make_user(login, role, root_password);
        const Reply shown = post(who, "/api/v1/account/second-factor", {});
        EXPECT_EQ(shown.status, 201) << shown.body;
        const std::string code = code_at(shown.text("secret"), server.clock().now());
        const Reply on = post(who, "/api/v1/account/second-factor/confirm", {{"code", code}});
        EXPECT_EQ(on.status, 200) << on.body;
        who.adopt(on);
        return who;
    }

    std::string reason_of_events(const Reply& events, std::string_view what)
    {
        return std::string(text_of(events.find("items", "what", what), "reason"));
    }

    TestServer& server = campus().server;
    std::string account;  // of the user made last
};

}  // namespace beihui::test
