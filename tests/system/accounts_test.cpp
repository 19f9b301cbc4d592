// Accounts over HTTP: set-up, second factor, step-up, sessions, tokens and what an administrator
// does; each line of the table in docs/security.md has its expected status here.
#include "acts/program.hpp"
#include "support/postgresql.hpp"
#include "support/second_factor.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace beihui::test
{
namespace
{

constexpr std::string_view root_password = "海棠依旧，雨疏风骤，知否知否，帘外";
constexpr std::string_view new_password = "绿肥红瘦，浓睡不消残酒-2";

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

TEST_F(AccountsOverHttp, LetAnAdministratorWithoutASecondFactorDoNothingElse)
{
    Person fresh(server, "root", std::string(root_password));
    if (campus().secret.empty()) {
        ASSERT_EQ(fresh.sign_in().status, 200);
        for (const char* target :
             {"/api/v1/cases", "/api/v1/accounts", "/api/v1/account/tokens", "/api/v1/workflows"}) {
            const Reply refused = fresh.once("GET", target);
            EXPECT_EQ(refused.status, 403) << target;
            EXPECT_EQ(refused.text("code"), "second_factor_required") << target;
        }
    }
    Person& admin = root();
    EXPECT_EQ(admin.once("GET", "/api/v1/cases").status, 200);
    EXPECT_EQ(admin.once("GET", "/api/v1/session").text("second_factor"), "on");
    EXPECT_EQ(
        admin.once("GET", "/api/v1/account/second-factor").integer("recovery_codes_left"), 10
    );
    // From now on the password alone is not enough, and a code works once.
    EXPECT_EQ(fresh.sign_in().text("code"), "code_required");
    const std::string code = code_now();
    EXPECT_EQ(fresh.sign_in(code).status, 200);
    const Reply replayed = fresh.sign_in(code);
    EXPECT_EQ(replayed.status, 401);
    EXPECT_EQ(replayed.text("code"), "wrong_code");
}

TEST_F(AccountsOverHttp, EndAPlantedSessionAtSignIn)
{
    Person victim = make_user("fixated");
    const std::string planted = victim.cookie();
    Person again(server, "fixated", std::string(new_password));
    const json::object body{{"login", "fixated"}, {"password", new_password}};
    again.keep_cookie(planted);
    const Reply in =
        again.once("POST", "/api/v1/session", json::serialize(body), {{"X-Beihui", "1"}});
    ASSERT_EQ(in.status, 200);
    again.adopt(in);
    EXPECT_NE(again.cookie(), planted);
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(victim.once("GET", "/api/v1/session").status, 401);
    EXPECT_EQ(again.once("GET", "/api/v1/session").status, 200);
}

TEST_F(AccountsOverHttp, TakeACookieAtTheHostItWasMadeForOnly)
{
    Person user = make_user("travelling");
    const std::string port = ":" + std::to_string(server.port());
    EXPECT_EQ(user.once("GET", "/api/v1/session").status, 200);
    EXPECT_EQ(user.once("GET", "/api/v1/session", "", {{"Host", "localhost" + port}}).status, 401);
    EXPECT_EQ(user.once("GET", "/api/v1/session", "", {{"Host", "evil.example"}}).status, 421);
}

TEST_F(AccountsOverHttp, RefuseWhatAPageOfAnotherSiteSends)
{
    Person user = make_user("clicking");
    const std::string body = R"({"old":"x","new":"y"})";
    const auto ask = [&](const Fields& fields) {
        return user.once("POST", "/api/v1/account/password", body, fields).status;
    };
    EXPECT_EQ(ask({}), 403) << "no header of ours";
    EXPECT_EQ(ask({{"X-Beihui", "1"}, {"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(ask({{"X-Beihui", "1"}, {"Sec-Fetch-Site", "cross-site"}}), 403);
    EXPECT_EQ(ask({{"X-Beihui", "1"}, {"Content-Type", "text/plain"}}), 415) << "what a form can";
    // Signing in from another site would plant the session of somebody else.
    Person nobody(server, "", "");
    EXPECT_EQ(
        nobody
            .once(
                "POST", "/api/v1/session", R"({"login":"clicking","password":"x"})",
                {{"Origin", "https://evil.example"}}
            )
            .status,
        403
    );
}

TEST_F(AccountsOverHttp, NeverSendSomebodyElsewhereAfterSigningIn)
{
    Person user = make_user("redirected");
    const json::object body{{"login", "redirected"}, {"password", new_password}};
    const Reply in = user.once(
        "POST", "/api/v1/session?to=https://evil.example/", json::serialize(body),
        {{"X-Beihui", "1"}}
    );
    EXPECT_EQ(in.status, 200);
    EXPECT_TRUE(in.field("Location").empty());
    EXPECT_EQ(in.body.find("evil"), std::string::npos);
}

TEST_F(AccountsOverHttp, ConfirmWhoAsksBeforeWhatMatters)
{
    Person user = make_user("stepping");
    const json::object wanted{
        {"name", "报表"},
        {"scope", "read"},
        {"expires_at", server.clock().now().plus_ms(accounts::day_ms).text()}
    };
    server.clock().set(server.clock().now().plus_ms(6 * accounts::minute_ms));
    const Reply late = post(user, "/api/v1/account/tokens", wanted);
    EXPECT_EQ(late.status, 403);
    EXPECT_EQ(late.text("code"), "confirm_required");
    EXPECT_EQ(post(user, "/api/v1/session/confirm", {{"password", "wrong"}}).status, 403);
    EXPECT_EQ(post(user, "/api/v1/session/confirm", {}).status, 422);
    EXPECT_EQ(post(user, "/api/v1/session/confirm", {{"code", "123456"}}).status, 403);
    const std::string before = user.cookie();
    const Reply confirmed = post(user, "/api/v1/session/confirm", {{"password", new_password}});
    ASSERT_EQ(confirmed.status, 200) << confirmed.body;
    user.adopt(confirmed);
    EXPECT_NE(user.cookie(), before) << "a new token at every step-up";
    EXPECT_EQ(post(user, "/api/v1/account/tokens", wanted).status, 201);
    server.clock().set(server.clock().now().plus_ms(6 * accounts::minute_ms));
    EXPECT_EQ(post(user, "/api/v1/account/tokens", wanted).status, 403) << "five minutes later";
    // Guessing it from a screen left open is slowed like a sign-in.
    int slowed = 0;
    for (int i = 0; i < 8; ++i)
        slowed += post(user, "/api/v1/session/confirm", {{"password", "wrong"}}).status == 429;
    EXPECT_EQ(slowed, 3);
}

TEST_F(AccountsOverHttp, GiveProgramsTokensThatDoLess)
{
    Person user = make_user("programming");
    const auto make = [&](const char* scope) {
        return post(
            user, "/api/v1/account/tokens",
            {{"name", "报表"},
             {"scope", scope},
             {"expires_at", server.clock().now().plus_ms(accounts::day_ms).text()},
             {"addresses", json::array{"127.0.0.0/8"}}}
        );
    };
    const Reply reads = make("read");
    ASSERT_EQ(reads.status, 201) << reads.body;
    const std::string token = reads.text("token");
    Person program(server, "", "");
    const auto ask = [&](std::string_view method, const std::string& target,
                         std::string_view body = {}) {
        return program.once(method, target, body, {{"Authorization", "Bearer " + token}});
    };
    EXPECT_EQ(ask("GET", "/api/v1/cases").status, 200);
    EXPECT_EQ(ask("POST", "/api/v1/cases", "{}").text("code"), "token_reads_only");
    EXPECT_EQ(ask("GET", "/api/v1/account/tokens").text("code"), "session_required");
    EXPECT_EQ(ask("GET", "/api/v1/accounts").status, 403);
    const Reply both =
        user.once("GET", "/api/v1/cases", "", {{"Authorization", "Bearer " + token}});
    EXPECT_EQ(both.status, 400);
    EXPECT_EQ(both.text("code"), "two_credentials");
    EXPECT_EQ(program.once("GET", "/api/v1/workflows?access_token=" + token).status, 401);
    EXPECT_EQ(
        program.once("GET", "/api/v1/cases", "", {{"Authorization", "Bearer bh_pat_x"}}).status, 401
    );
    EXPECT_EQ(
        program.once("GET", "/api/v1/cases", "", {{"Authorization", "Basic " + token}}).status, 401
    );
    // A token for writing is no page of a browser: it needs no header against other sites.
    const std::string writes = make("write").text("token");
    const Reply written = program.once(
        "POST", "/api/v1/cases", "{}",
        {{"Authorization", "Bearer " + writes}, {"Idempotency-Key", fresh_key()}}
    );
    EXPECT_EQ(written.status, 422) << written.body;

    const Reply listed = user.once("GET", "/api/v1/account/tokens");
    EXPECT_EQ(listed.count("items"), 2U);
    EXPECT_EQ(listed.body.find(token), std::string::npos) << "shown once";
    EXPECT_EQ(remove(user, "/api/v1/account/tokens/" + reads.text("id")).status, 204);
    EXPECT_EQ(remove(user, "/api/v1/account/tokens/" + reads.text("id")).status, 404);
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(ask("GET", "/api/v1/cases").text("code"), "bad_token");
    EXPECT_EQ(
        post(
            user, "/api/v1/account/tokens",
            {{"name", ""}, {"scope", "all"}, {"expires_at", "2099-01-01T00:00:00+08:00"}}
        )
            .codes(),
        "bad_name bad_scope bad_expiry"
    );
}

TEST_F(AccountsOverHttp, EndAllOtherSessionsWhenThePasswordChanges)
{
    Person user = make_user("changing");
    Person elsewhere(server, "changing", std::string(new_password));
    ASSERT_EQ(elsewhere.sign_in().status, 200);
    EXPECT_EQ(user.once("GET", "/api/v1/account/sessions").count("items"), 2U);
    const auto change = [&](std::string_view old, std::string_view chosen) {
        return post(user, "/api/v1/account/password", {{"old", old}, {"new", chosen}});
    };
    EXPECT_EQ(change("wrong", root_password).text("code"), "wrong_password");
    EXPECT_EQ(change(new_password, "changing2026").text("code"), "password_guessable");
    const Reply changed = change(new_password, root_password);
    ASSERT_EQ(changed.status, 204) << changed.body;
    user.adopt(changed);
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(user.once("GET", "/api/v1/session").status, 200);
    EXPECT_EQ(elsewhere.once("GET", "/api/v1/session").status, 401);
    const Reply events = user.once("GET", "/api/v1/account/events");
    EXPECT_FALSE(events.find("items", "what", "change_password").is_null()) << events.body;
    EXPECT_FALSE(events.find("items", "what", "sign_in").is_null());
}

TEST_F(AccountsOverHttp, ListOwnSessionsAndEndThem)
{
    Person user = make_user("listing");
    Person phone(server, "listing", std::string(new_password));
    ASSERT_EQ(phone.sign_in().status, 200);
    const Reply sessions = user.once("GET", "/api/v1/account/sessions");
    const json::value& other = sessions.find("items", "id", sessions.text("items.0.id"));
    ASSERT_FALSE(bool_of(other, "own"));
    const std::string target = "/api/v1/account/sessions/" + std::string(text_of(other, "id"));
    EXPECT_EQ(remove(user, target).status, 204);
    EXPECT_EQ(remove(user, target).status, 404);
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(phone.once("GET", "/api/v1/session").status, 401);
}

TEST_F(AccountsOverHttp, LetAnAdministratorLockResetAndEndSessionsWithReasons)
{
    Person guard = make_administrator("guard", "security_administrator");
    Person watcher = make_administrator("watcher", "audit_administrator");
    Person user = make_user("helped");
    Person& admin = root();
    const std::string base = "/api/v1/accounts/" + account;
    EXPECT_FALSE(admin.once("GET", "/api/v1/accounts").find("items", "login", "helped").is_null());
    EXPECT_EQ(post(admin, base + "/lock", {{"reason", " "}}).status, 422);
    EXPECT_EQ(post(admin, base + "/lock", {{"reason", "账号外借"}}).status, 204);
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(user.once("GET", "/api/v1/session").status, 401);
    EXPECT_EQ(user.sign_in().text("code"), "sign_in_failed")
        << "said of nobody that they are locked";
    EXPECT_EQ(post(admin, base + "/unlock", {{"reason", "已核实"}}).status, 204);
    EXPECT_EQ(user.sign_in().status, 200);

    const Reply link = post(admin, base + "/reset", {{"reason", "忘记密码，已当面核实"}});
    ASSERT_EQ(link.status, 200) << link.body;
    EXPECT_EQ(user.once("GET", "/api/v1/session").status, 200) << "until it is used";
    EXPECT_EQ(
        post(
            user, "/api/v1/password", {{"code", link.text("code")}, {"password", root_password}}
        ).status,
        200
    );
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(user.once("GET", "/api/v1/session").status, 401);
    Person renewed(server, "helped", std::string(root_password));
    ASSERT_EQ(renewed.sign_in().status, 200);

    // What proves who somebody is, is kept by another than who keeps accounts (三员分立).
    for (const char* not_hers : {"/lock", "/unlock", "/reset"})
        EXPECT_EQ(post(guard, base + not_hers, {{"reason", "x"}}).text("code"), "role_required");
    for (const char* not_his : {"/second-factor/remove", "/sessions/end"})
        EXPECT_EQ(post(admin, base + not_his, {{"reason", "x"}}).text("code"), "role_required");
    const Reply sessions = guard.once("GET", base + "/sessions");
    ASSERT_EQ(sessions.count("items"), 1U) << sessions.body;
    const std::string one = base + "/sessions/" + sessions.text("items.0.id") + "/end";
    EXPECT_EQ(post(guard, one, {{"reason", "设备遗失"}}).status, 204);
    EXPECT_EQ(post(guard, one, {{"reason", "设备遗失"}}).status, 404);
    EXPECT_EQ(post(guard, base + "/sessions/end", {{"reason", "设备遗失"}}).status, 204);
    EXPECT_EQ(post(guard, base + "/second-factor/remove", {{"reason", "x"}}).status, 409);
    EXPECT_EQ(admin.once("GET", base + "/events").text("code"), "role_required");
    const Reply events = watcher.once("GET", base + "/events");
    EXPECT_EQ(reason_of_events(events, "lock_account"), "账号外借");
    EXPECT_EQ(reason_of_events(events, "end_session"), "设备遗失");
    // The same lines stand in the one access log.
    const Reply log = watcher.once("GET", "/api/v1/access?subject=" + account);
    EXPECT_EQ(text_of(log.find("items", "action", "lock_account"), "reason"), "账号外借")
        << log.body;
}

TEST_F(AccountsOverHttp, LetTheSecurityAdministratorRevokeTokensOfOthers)
{
    Person guard = make_administrator("guard2", "security_administrator");
    Person user = make_user("tokenful");
    const Reply made = post(
        user, "/api/v1/account/tokens",
        {{"name", "报表"},
         {"scope", "read"},
         {"expires_at", server.clock().now().plus_ms(accounts::day_ms).text()}}
    );
    ASSERT_EQ(made.status, 201) << made.body;
    Person program(server, "", "");
    const auto asks = [&] {
        return program
            .once("GET", "/api/v1/session", "", {{"Authorization", "Bearer " + made.text("token")}})
            .status;
    };
    EXPECT_EQ(asks(), 200);
    const std::string base = "/api/v1/accounts/" + account + "/tokens";
    const Reply listed = guard.once("GET", base);
    EXPECT_EQ(listed.text("items.0.id"), made.text("id")) << listed.body;
    EXPECT_EQ(listed.body.find(made.text("token")), std::string::npos);
    const std::string revoke = base + "/" + made.text("id") + "/revoke";
    EXPECT_EQ(post(root(), revoke, {{"reason", "程序停用"}}).text("code"), "role_required");
    EXPECT_EQ(post(guard, revoke, {{"reason", "程序停用"}}).status, 204);
    EXPECT_EQ(post(guard, revoke, {{"reason", "程序停用"}}).status, 404);
    server.clock().set(server.clock().now().plus_ms(1100));
    EXPECT_EQ(asks(), 401);
}

TEST_F(AccountsOverHttp, LetAnAdministratorRemoveTheSecondFactorOfALostPhone)
{
    Person guard = make_administrator("guard3", "security_administrator");
    Person user = make_user("phoneless");
    const Reply shown = post(user, "/api/v1/account/second-factor", {});
    ASSERT_EQ(shown.status, 201);
    const std::string code = code_at(shown.text("secret"), server.clock().now());
    const Reply on = post(user, "/api/v1/account/second-factor/confirm", {{"code", code}});
    ASSERT_EQ(on.status, 200) << on.body;
    EXPECT_EQ(user.sign_in().text("code"), "code_required");
    EXPECT_EQ(user.sign_in(on.text("recovery_codes.0")).status, 200);
    const std::string target = "/api/v1/accounts/" + account + "/second-factor/remove";
    EXPECT_EQ(post(guard, target, {{"reason", "手机遗失，已查验工作证"}}).status, 204);
    EXPECT_EQ(user.sign_in().status, 200);
}

TEST_F(AccountsOverHttp, KeepAccountsFromWhoeverIsNoAdministrator)
{
    Person user = make_user("curious");
    Person& admin = root();
    const std::string own = admin.once("GET", "/api/v1/session").text("account");
    EXPECT_EQ(user.once("GET", "/api/v1/accounts").status, 403);
    EXPECT_EQ(user.once("GET", "/api/v1/accounts/" + own + "/sessions").status, 403);
    EXPECT_EQ(user.once("GET", "/api/v1/accounts/" + own + "/events").status, 403);
    for (const char* deed : {"lock", "unlock", "reset", "second-factor/remove", "sessions/end"})
        EXPECT_EQ(post(user, "/api/v1/accounts/" + own + "/" + deed, {{"reason", "x"}}).status, 403)
            << deed;
    EXPECT_EQ(post(admin, "/api/v1/accounts/" + own + "/lock", {{"reason", "x"}}).status, 409);
    EXPECT_EQ(post(admin, "/api/v1/accounts/nobody/lock", {{"reason", "x"}}).status, 404);
    EXPECT_EQ(post(admin, "/api/v1/accounts", {{"person", "nobody"}}).status, 404);
}

TEST_F(AccountsOverHttp, SlowWhoeverSprays)
{
    Person sprayer(server, "", "");
    const auto guess = [&](const std::string& login) {
        return post(sprayer, "/api/v1/session", {{"login", login}, {"password", "Password123"}});
    };
    for (int i = 0; i < 16; ++i)
        EXPECT_EQ(guess("spray" + std::to_string(i)).status, 401);
    const Reply slowed = guess("spray16");
    EXPECT_EQ(slowed.status, 429);
    EXPECT_EQ(slowed.field("Retry-After"), "10");
    EXPECT_EQ(slowed.text("code"), "too_many_tries");
}

TEST_F(AccountsOverHttp, TakeNoTrickyNames)
{
    Person nobody(server, "", "");
    for (const std::string& login :
         {std::string("ｒｏｏｔ\xE2\x80\x8B"), std::string("ro\xE2\x80\xAEot"),
          std::string("r\xD0\xBEot"), std::string("𠮷𠮷"), std::string(3000, 'a')}) {
        const Reply reply = post(nobody, "/api/v1/session", {{"login", login}, {"password", "x"}});
        EXPECT_EQ(reply.status, 401) << login.substr(0, 20);
        EXPECT_EQ(reply.text("code"), "sign_in_failed");
    }
    EXPECT_EQ(
        post(nobody, "/api/v1/session", {{"login", std::string(5000, 'a')}, {"password", "x"}})
            .status,
        413
    );
    EXPECT_EQ(
        nobody
            .once(
                "POST", "/api/v1/session", "{\"login\":\"r\xC3(\",\"password\":\"x\"}",
                {{"X-Beihui", "1"}}
            )
            .status,
        400
    );
}

// Revocation reaches every node within a second.
TEST(TwoNodes, HonourWhatTheOtherEnded)
{
    PostgresqlDatabase database;
    TestServer here(database.address());
    TestServer there(database.address());
    Campus campus(here);
    Person& officer = campus.officer();
    ASSERT_EQ(officer.sign_in().status, 200);
    Person roaming(there, "", "");
    roaming.keep_cookie(officer.cookie());
    ASSERT_EQ(roaming.once("GET", "/api/v1/session").status, 200);
    EXPECT_EQ(officer.once("DELETE", "/api/v1/session", "", {{"X-Beihui", "1"}}).status, 204);
    there.clock().set(there.clock().now().plus_ms(1001));
    EXPECT_EQ(roaming.once("GET", "/api/v1/session").status, 401);
}

}  // namespace
}  // namespace beihui::test
