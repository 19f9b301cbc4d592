// Tokens for programs (docs/security.md).
#include "accounts/tokens.hpp"
#include "accounts_fixture.hpp"
#include "base/bytes.hpp"

#include <regex>

namespace beihui::accounts::test
{
namespace
{

class Tokens : public Accounts
{
protected:
    TokenAsked asked(const std::string& scope = "read")
    {
        TokenAsked token;
        token.name = "报表程序";
        token.scope = scope;
        token.expires_at = at(30 * day_ms);
        return token;
    }
    Actor owner()
    {
        Actor actor;
        database->read([&](storage::ReadTxn& txn) {
            actor =
                actor_for(txn, storage::find_account_by_login(txn, "wang").value(), at(0).date());
        });
        return actor;
    }
    std::optional<Visit> look(
        const std::string& token,
        std::int64_t ms,
        const std::string& address = "10.0.0.1"
    )
    {
        return visit_of_token(*database, token, address, at(ms));
    }
    std::string faults(const TokenAsked& wrong)
    {
        std::string codes;
        const auto made = make_token(*database, owner(), wrong, "10.0.0.1", at(0));
        if (!made) {
            const Error error = made.error();
            for (const Fault& fault : error.faults)
                codes += fault.code + " ";
        }
        return codes;
    }
};
BEIHUI_ON_BOTH_DATABASES(Tokens);

TEST_P(Tokens, AreShownOnceAndKeptAsAHash)
{
    const TokenMade made = make_token(*database, owner(), asked(), "10.0.0.1", at(0)).value();
    EXPECT_TRUE(std::regex_match(made.token, std::regex("bh_pat_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")));
    const std::string secret = made.token.substr(made.token.size() - 43);
    EXPECT_EQ(made.kept.secret_hash, hex(sha256(secret)));
    const auto visit = look(made.token, 1);
    ASSERT_TRUE(visit);
    EXPECT_EQ(visit->actor.account, account("wang").id);
    EXPECT_EQ(visit->token, made.kept.id);
    EXPECT_FALSE(visit->may_write);
    EXPECT_TRUE(
        look(make_token(*database, owner(), asked("write"), "10.0.0.1", at(0)).value().token, 1)
            ->may_write
    );
}

TEST_P(Tokens, AreRefusedWhenAnythingIsNotRight)
{
    const std::string token =
        make_token(*database, owner(), asked(), "10.0.0.1", at(0)).value().token;
    const std::string other =
        make_token(*database, owner(), asked(), "10.0.0.1", at(0)).value().token;
    std::string crossed = token.substr(0, token.size() - 43) + other.substr(other.size() - 43);
    EXPECT_FALSE(look(crossed, 1)) << "the id of one, the secret of another";
    std::string changed = token;
    changed.back() = changed.back() == 'A' ? 'B' : 'A';
    for (const std::string& wrong :
         {changed, token + "A", token.substr(0, 40), std::string(), std::string("bh_pat_"),
          std::string(500, 'a')})
        EXPECT_FALSE(look(wrong, 1)) << wrong;
    EXPECT_TRUE(look(token, 30 * day_ms - 1));
    EXPECT_FALSE(look(token, 30 * day_ms)) << "over";
}

TEST_P(Tokens, EndWhenTheyAreRevokedOrTheirOwnerIsLocked)
{
    const TokenMade made = make_token(*database, owner(), asked(), "10.0.0.1", at(0)).value();
    const TokenMade second = make_token(*database, owner(), asked(), "10.0.0.1", at(0)).value();
    bool by_another = true;
    bool again = true;
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            by_another = storage::revoke_api_token(txn, made.kept.id, "somebody", at(1));
            EXPECT_TRUE(storage::revoke_api_token(txn, made.kept.id, made.kept.account, at(2)));
            again = storage::revoke_api_token(txn, made.kept.id, made.kept.account, at(3));
            return {};
        })
        .value();
    EXPECT_FALSE(by_another);
    EXPECT_FALSE(again);
    EXPECT_FALSE(look(made.token, 4));
    ASSERT_TRUE(look(second.token, 4));
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            auto locked = storage::find_account_by_login(txn, "wang").value();
            locked.locked = true;
            storage::put_account(txn, locked);
            return {};
        })
        .value();
    EXPECT_FALSE(look(second.token, 5));
}

TEST_P(Tokens, AreGoodFromTheirAddressesOnly)
{
    TokenAsked from = asked();
    from.addresses = {"10.1.0.0/16", "192.168.3.4", "2001:db8::/32"};
    const std::string token = make_token(*database, owner(), from, "10.0.0.1", at(0)).value().token;
    for (const char* good : {"10.1.2.3", "192.168.3.4", "::ffff:10.1.2.3", "2001:db8::7"})
        EXPECT_TRUE(look(token, 1, good)) << good;
    for (const char* wrong : {"10.2.0.1", "192.168.3.5", "2001:db9::7", "", "10.1"})
        EXPECT_FALSE(look(token, 1, wrong)) << wrong;
}

// A token does what its account may do at its organisation, and no more.
TEST_P(Tokens, NarrowWhatIsHeldToTheirOrganisation)
{
    put_account(*database, "li", good_password, "", "province", {"employment_officer"}).value();
    Actor li;
    database->read([&](storage::ReadTxn& txn) {
        li = actor_for(txn, storage::find_account_by_login(txn, "li").value(), at(0).date());
    });
    ASSERT_EQ(li.org_path, "/province/");
    const auto made = make_token(*database, li, asked(), "10.0.0.1", at(0)).value();
    EXPECT_EQ(made.kept.organisation, "province");
    const auto visit = look(made.token, 1);
    ASSERT_TRUE(visit);
    ASSERT_EQ(visit->actor.grants.size(), 1U);
    EXPECT_EQ(visit->actor.grants[0].org_path, "/province/");
    // A token for a place where its owner holds nothing any more is worth nothing.
    database
        ->write([&](storage::WriteTxn& txn) -> Result<void> {
            auto moved = storage::find_account_by_login(txn, "li").value();
            moved.organisation = "elsewhere";
            storage::put_account(txn, moved);
            return {};
        })
        .value();
    EXPECT_FALSE(look(made.token, 2));
}

TEST_P(Tokens, SayWhenTheyWereLastUsed)
{
    const TokenMade made = make_token(*database, owner(), asked(), "10.0.0.1", at(0)).value();
    ASSERT_TRUE(look(made.token, 5, "10.9.9.9"));
    wait_until([&](storage::ReadTxn& txn) {
        return storage::find_api_token(txn, made.kept.id).value().used_at.has_value();
    });
    database->read([&](storage::ReadTxn& txn) {
        const auto used = storage::api_tokens_of(txn, made.kept.account).at(0);
        EXPECT_EQ(used.used_at, at(5));
        EXPECT_EQ(used.used_from, "10.9.9.9");
        EXPECT_EQ(storage::api_tokens_of(txn, "").size(), 1U);
        EXPECT_EQ(storage::api_tokens_of(txn, "nobody").size(), 0U);
    });
}

TEST_P(Tokens, HaveANameAScopeAndAnEnd)
{
    TokenAsked wrong = asked("everything");
    wrong.name = " ";
    wrong.expires_at = at(366 * day_ms);
    wrong.addresses = {"10.0.0.0/99"};
    wrong.organisation = "elsewhere";
    EXPECT_EQ(faults(wrong), "bad_name bad_scope organisation_not_found bad_expiry bad_addresses ");
    TokenAsked over = asked();
    over.expires_at = at(0);
    EXPECT_EQ(faults(over), "bad_expiry ");
    TokenAsked longest = asked();
    longest.expires_at = at(365 * day_ms);
    EXPECT_EQ(faults(longest), "");
}

}  // namespace
}  // namespace beihui::accounts::test
