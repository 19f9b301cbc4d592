// What the three administrators do about the accounts of others, and what they may not
// (docs/security.md).
#include "system/accounts_fixture.hpp"

namespace beihui::test
{
namespace
{

using AdministeredAccounts = AccountsOverHttp;

TEST_F(AdministeredAccounts, LetAnAdministratorLockResetAndEndSessionsWithReasons)
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

TEST_F(AdministeredAccounts, LetTheSecurityAdministratorRevokeTokensOfOthers)
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

TEST_F(AdministeredAccounts, LetAnAdministratorRemoveTheSecondFactorOfALostPhone)
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

TEST_F(AdministeredAccounts, KeepAccountsFromWhoeverIsNoAdministrator)
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

}  // namespace
}  // namespace beihui::test
