// What the three administrators see of the system, on both databases; and that none of it gives
// away what is not theirs.
#include "accounts/policy.hpp"
#include "base/bytes.hpp"
#include "storage/sign_in_stores.hpp"
#include "storage/stores.hpp"
#include "support/postgresql.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::test
{
namespace
{

class Administration : public testing::TestWithParam<Store>
{
protected:
    Administration() : campus_(server()) {}

    TestServer& server() { return shared_server(GetParam()); }
    Person& administrator() { return campus_.administrator(); }
    Person& security()
    {
        return campus_.person("safety", campus_.province, {"security_administrator"});
    }
    Person& audit() { return campus_.person("audit", campus_.province, {"audit_administrator"}); }
    // A token of somebody of the school; with its secret.
    Reply token_of(Person& who, const char* name)
    {
        EXPECT_EQ(who.sign_in().status, 200);
        const Reply made = who.once(
            "POST", "/api/v1/account/tokens",
            json::serialize(json::object{
                {"name", name},
                {"scope", "read"},
                {"expires_at", server().clock().now().plus_ms(86'400'000).text()}
            }),
            {{"X-Beihui", "1"}}
        );
        EXPECT_EQ(made.status, 201) << made.body;
        return made;
    }

    Campus campus_;
};

INSTANTIATE_TEST_SUITE_P(
    On,
    Administration,
    testing::Values(Store::sqlite, Store::postgresql),
    [](const auto& each) { return name_of(each.param); }
);

TEST_P(Administration, SaysWhatEachRoleMayAsThePolicyDoes)
{
    const Reply roles = campus_.officer().get("/api/v1/roles");
    ASSERT_EQ(roles.status, 200) << roles.body;
    EXPECT_EQ(roles.count("items"), accounts::Policy::built_in().roles().size());
    EXPECT_EQ(roles.count("exclusive"), 3U);
    const json::value& security = roles.find("items", "id", "security_administrator");
    ASSERT_TRUE(security.is_object()) << roles.body;
    const auto may = [&](std::string_view action) {
        return std::ranges::any_of(security.at("may").as_array(), [&](const json::value& each) {
            return each.at("id").as_string() == action;
        });
    };
    EXPECT_TRUE(may("manage_security"));
    EXPECT_FALSE(may("manage_accounts")) << "neither opens accounts";
    EXPECT_FALSE(may("read_access_log")) << "nor watches over itself";
}

TEST_P(Administration, ListsTheTokensOfOnesOwnPeopleAndNoSecret)
{
    Person& officer = campus_.officer();
    const Reply made = token_of(officer, "每周导出");
    const std::string id = made.text("id");
    const Reply seen = security().get("/api/v1/tokens");
    ASSERT_EQ(seen.status, 200) << seen.body;
    const auto holds = [&](const Reply& reply) {
        return reply.body.find("\"" + id + "\"") != std::string::npos;
    };
    EXPECT_TRUE(holds(seen)) << seen.body;
    EXPECT_NE(seen.body.find("\"" + officer.login() + "\""), std::string::npos);
    EXPECT_EQ(seen.body.find(made.text("token")), std::string::npos);
    EXPECT_EQ(seen.body.find("bh_pat_"), std::string::npos);

    Campus elsewhere(server());
    Person& stranger = elsewhere.person("safety", elsewhere.province, {"security_administrator"});
    EXPECT_FALSE(holds(stranger.get("/api/v1/tokens")));
    EXPECT_EQ(administrator().get("/api/v1/tokens").text("code"), "role_required");
}

TEST_P(Administration, SaysInWhatConditionTheSystemIs)
{
    const Reply before = administrator().get("/api/v1/condition");
    ASSERT_EQ(before.status, 200) << before.body;
    const bool sqlite = GetParam() == Store::sqlite;
    EXPECT_EQ(before.text("database.kind"), sqlite ? "sqlite" : "postgresql");
    EXPECT_GE(before.integer("database.schema"), 12);
    EXPECT_GT(before.integer("database.bytes"), 100'000);
    EXPECT_EQ(before.at("disk")->is_null(), !sqlite) << "the disk of another machine is not ours";
    EXPECT_GT(before.integer("counts.sessions"), 0);
    const Reply version = campus_.officer().get("/api/v1/version");
    EXPECT_FALSE(version.text("version").empty());
    EXPECT_EQ(version.text("version"), before.text("version"));

    campus_.department("province_sme");  // one more case, and its entry
    const Reply after = administrator().get("/api/v1/condition");
    EXPECT_GT(after.integer("counts.cases"), before.integer("counts.cases"));
    EXPECT_GT(after.integer("counts.entries"), before.integer("counts.entries"));
    EXPECT_GE(after.text("database.last_entry_at"), before.text("database.last_entry_at"));
    for (Person* const who : {&security(), &audit()})
        EXPECT_EQ(who->get("/api/v1/condition").status, 200);
    EXPECT_EQ(campus_.officer().get("/api/v1/condition").text("code"), "role_required");
}

// Whoever gets the file learns how the system does, and nothing about anybody.
TEST_P(Administration, HandsOutAFileWithoutASecretOrAName)
{
    Person& officer = campus_.officer();
    const Reply token = token_of(officer, "诊断包里不该有");
    const Reply file = administrator().get("/api/v1/condition/file");
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_NE(file.field("content-disposition").find("attachment"), std::string::npos);

    std::vector<std::string> never{
        token.text("token"),
        token.text("id"),
        "诊断包里不该有",
        "bh_pat_",
        "$argon2",
        "beihui_session",
        "127.0.0.1",
        officer.login(),
        administrator().login(),
        hex(server().context().database.master_key()),
        base64(server().context().database.master_key()),
    };
    server().context().database.read([&](storage::ReadTxn& txn) {
        for (const storage::Account& account : storage::all_accounts(txn)) {
            never.push_back(account.id);
            never.push_back(account.login);
            never.push_back(account.organisation);
            never.push_back(account.password_hash);
        }
        for (const char* const kind : {"organisation", "person"})
            for (const RegisterChange& each : storage::list_registered(txn, kind, "", "", 5000)) {
                never.push_back(each.id);
                never.push_back(each.name);
                never.push_back(each.code);
            }
    });
    // A name that is also a word of the file itself ("sqlite") would prove nothing.
    const std::string about = file.text("about");
    std::size_t looked_for = 0;
    for (const std::string& secret : never) {
        if (secret.size() < 6 || about.find(secret) != std::string::npos)
            continue;
        ++looked_for;
        EXPECT_EQ(file.body.find(secret), std::string::npos) << secret;
    }
    EXPECT_GT(looked_for, 20U);
    EXPECT_EQ(officer.get("/api/v1/condition/file").text("code"), "role_required");
}

TEST_P(Administration, SaysHowPeopleSignIn)
{
    const Reply settings = audit().get("/api/v1/sign-in/settings");
    ASSERT_EQ(settings.status, 200) << settings.body;
    EXPECT_EQ(settings.count("providers"), 0U) << "nothing is configured here";
    EXPECT_EQ(settings.integer("rules.idle_minutes"), 30);
    EXPECT_EQ(settings.integer("rules.administrator_longest_minutes"), 480);
    EXPECT_EQ(
        administrator()
            .ask("POST", "/api/v1/sign-in/none/test", "", {{"X-Beihui", "1"}})
            .text("code"),
        "provider_not_found"
    );
}

TEST_P(Administration, ShowsThePeopleWithTheRolesTheyHoldToday)
{
    Person& both = campus_.person("both", campus_.school, {"employment_officer", "programme_head"});
    const Reply page = administrator().get("/api/v1/people?limit=200");
    ASSERT_EQ(page.status, 200) << page.body;
    const json::value& line = page.find("items", "id", both.id());
    ASSERT_TRUE(line.is_object()) << page.body;
    EXPECT_EQ(line.at("status").as_string(), "active");
    EXPECT_EQ(line.at("roles").as_array().size(), 2U);
    EXPECT_FALSE(line.at("organisation").as_string().empty());
}

}  // namespace
}  // namespace beihui::test
