// beihui user and beihui token: as they are run on the machine itself.
#include "accounts/one_time.hpp"
#include "accounts/sign_in.hpp"
#include "accounts/tokens.hpp"
#include "acts/program.hpp"
#include "cli/user.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

namespace beihui::cli
{
namespace
{

constexpr std::string_view chosen = "海棠依旧，雨疏风骤，知否知否，帘外";

class UserCommands : public testing::Test
{
protected:
    UserCommands()
    {
        asked.places.home = BEIHUI_SOURCE_DIR;
        asked.places.data = std::filesystem::temp_directory_path() / ("beihui-" + random_id());
        asked.login = "wangmin";
        asked.organisation = "测试大学";
        asked.roles = {"employment_officer"};
        asked.reason = "测试";
        asked.url = "https://beihui.example";
    }
    ~UserCommands() override { std::filesystem::remove_all(asked.places.data); }

    std::unique_ptr<Installation> open() { return Installation::open(asked.places, clock).value(); }
    void make_school()
    {
        acts::register_organisation(
            open()->context(), "",
            {{"code", "S1"}, {"name", "测试大学"}, {"level", "school"}, {"kind", "school"}}
        )
            .value();
    }
    // The code in the link that was printed last.
    std::string printed_code(std::string_view page)
    {
        const std::string text = out.str();
        const std::string before = "https://beihui.example/" + std::string(page) + "#code=";
        const auto at = text.rfind(before);
        return at == std::string::npos ? "" : text.substr(at + before.size(), 40);
    }
    // Chooses a password with the link that was printed last.
    bool choose(std::string_view password)
    {
        const auto installation = open();
        return accounts::choose_password(
                   installation->context().database, printed_code("password"), password, "",
                   clock.now()
        )
            .has_value();
    }
    std::string listed()
    {
        std::ostringstream list;
        EXPECT_EQ(list_users(asked, list, err), good) << err.str();
        return list.str();
    }

    SystemClock clock;
    UserAsked asked;
    std::ostringstream out;
    std::ostringstream err;
};

TEST_F(UserCommands, GiveANewUserALinkAndNoPassword)
{
    make_school();
    ASSERT_EQ(add_user(asked, out, err), good) << err.str();
    EXPECT_NE(listed().find("未设密码"), std::string::npos);
    EXPECT_TRUE(choose(chosen));
    EXPECT_EQ(listed().find("未设密码"), std::string::npos);
    EXPECT_EQ(add_user(asked, out, err), refused) << "the login is taken";
    asked.login = "nobody";
    EXPECT_EQ(reset_user(asked, out, err), refused);
    asked.login = "wangmin";
    ASSERT_EQ(reset_user(asked, out, err), good) << err.str();
    EXPECT_TRUE(choose("绿肥红瘦浓睡不消"));
    EXPECT_FALSE(choose("绿肥红瘦浓睡不消")) << "good once";
}

TEST_F(UserCommands, StandInTheAccessLog)
{
    make_school();
    ASSERT_EQ(add_user(asked, out, err), good) << err.str();
    ASSERT_EQ(lock_user(asked, true, out, err), good) << err.str();
    std::set<std::string> noted;
    open()->context().database.read([&](storage::ReadTxn& txn) {
        storage::AccessQuery query;
        query.subject = storage::find_account_by_login(txn, "wangmin").value().id;
        const storage::AccessPage page = storage::list_access(txn, query).value();
        for (const storage::Access& line : page.items)
            noted.insert(line.actor + " " + line.action + " " + line.reason);
    });
    EXPECT_EQ(
        noted, (std::set<std::string>{
                   "system make_account ", "system make_password_link ", "system lock_account 测试"
               })
    );
}

TEST_F(UserCommands, LockAndUnlock)
{
    make_school();
    ASSERT_EQ(add_user(asked, out, err), good) << err.str();
    ASSERT_EQ(lock_user(asked, true, out, err), good) << err.str();
    EXPECT_NE(listed().find("已锁定"), std::string::npos);
    ASSERT_EQ(lock_user(asked, false, out, err), good) << err.str();
    EXPECT_EQ(listed().find("已锁定"), std::string::npos);
    asked.login = "nobody";
    EXPECT_EQ(lock_user(asked, true, out, err), refused);
}

TEST_F(UserCommands, PrintASetupLinkWhileNoAdministratorCanSignIn)
{
    ASSERT_EQ(print_setup_link(asked, out, err), good) << err.str();
    acts::SetupAsked setup;
    setup.code = printed_code("setup");
    setup.login = "root";
    setup.password = chosen;
    {
        const auto installation = open();
        ASSERT_TRUE(acts::set_up(installation->context(), setup));
    }
    EXPECT_EQ(print_setup_link(asked, out, err), refused);
    EXPECT_NE(err.str().find("setup_closed"), std::string::npos) << err.str();
    asked.login = "root";
    ASSERT_EQ(lock_user(asked, true, out, err), good) << err.str();
    EXPECT_EQ(print_setup_link(asked, out, err), good) << "the only one is locked";
}

TEST_F(UserCommands, ListAndRevokeTokens)
{
    make_school();
    ASSERT_EQ(add_user(asked, out, err), good) << err.str();
    std::string id;
    {
        const auto installation = open();
        storage::Database& database = installation->context().database;
        accounts::Actor owner;
        database.read([&](storage::ReadTxn& txn) {
            owner = accounts::actor_for(
                txn, storage::find_account_by_login(txn, "wangmin").value(), clock.now().date()
            );
        });
        accounts::TokenAsked token;
        token.name = "报表程序";
        token.scope = "read";
        token.expires_at = clock.now().plus_ms(accounts::day_ms);
        id = accounts::make_token(database, owner, token, "", clock.now()).value().kept.id;
    }
    ASSERT_EQ(list_tokens(asked.places, out, err), good) << err.str();
    EXPECT_NE(out.str().find(id + "\twangmin\t报表程序\tread"), std::string::npos) << out.str();
    EXPECT_EQ(revoke_token(asked.places, id, out, err), good) << err.str();
    EXPECT_EQ(revoke_token(asked.places, id, out, err), refused);
    std::ostringstream again;
    ASSERT_EQ(list_tokens(asked.places, again, err), good);
    EXPECT_NE(again.str().find("已撤销"), std::string::npos);
}

}  // namespace
}  // namespace beihui::cli
