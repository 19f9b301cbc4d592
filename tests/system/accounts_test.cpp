// Accounts over HTTP: set-up, second factor, step-up, sessions and tokens of one's own; each line of the
// table in docs/security.md has its expected status here or in administered_accounts_test.cpp.
#include "system/accounts_fixture.hpp"

namespace beihui::test
{
namespace
{

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
