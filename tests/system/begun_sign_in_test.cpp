// A sign-in belongs to the browser that began it, is good once, and leads to pages of ours only.
#include "system/federated_fixture.hpp"

#include <atomic>
#include <thread>

namespace beihui::test
{
namespace
{

class Begun : public Forged
{};

TEST_P(Begun, RefusesAReturnThatThisBrowserDidNotBegin)
{
    const auto query = [&](const std::map<std::string, std::string>& told, std::string_view state) {
        return "code=" + encoded(code_for("good", told)) + "&state=" + encoded(state);
    };
    const auto expect_state = [](const Reply& reply, const char* what) {
        EXPECT_EQ(reply.status, 403) << what << reply.body;
        EXPECT_EQ(reply.text("code"), "sign_in_state") << what;
    };
    const auto told = visitor.begin("forging");
    const std::string& state = told.at("state");
    Visitor victim(server);  // who is lured to the attacker's return address
    expect_state(victim.come_back("forging", query(told, state)), "no cookie");
    const auto own = victim.begin("forging");
    expect_state(victim.come_back("forging", query(told, state)), "the state of another");
    expect_state(victim.come_back("forging", query(own, "")), "empty");
    expect_state(victim.come_back("forging", "code=x"), "none");
    expect_state(
        victim.come_back("forging", query(own, own.at("state")) + "&state=" + state), "twice"
    );
    // None of it ended what the victim had begun.
    EXPECT_EQ(victim.come_back("forging", query(own, own.at("state"))).status, 303);

    const std::string cookie = visitor.cookies.at("__Host-beihui_sign_in");
    std::string changed = cookie;
    changed[20] = changed[20] == 'A' ? 'B' : 'A';
    visitor.cookies["__Host-beihui_sign_in"] = changed;
    expect_state(visitor.come_back("forging", query(told, state)), "a changed cookie");
    visitor.cookies["__Host-beihui_sign_in"] = cookie;
    expect_state(visitor.come_back("real", query(told, state)), "of another provider");
    expect_state(visitor.come_back("campus", "ticket=FT-good-1"), "of another kind");
    server.clock().set(Instant::from_ms(SystemClock().now().ms() + 11 * 60'000));
    expect_state(visitor.come_back("forging", query(told, state)), "after 10 minutes");
}

TEST_P(Begun, NeedsABegunSignInForATicketToo)
{
    const Reply reply = visitor.come_back("campus", "ticket=FT-good-" + random_id());
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.text("code"), "sign_in_state");
}

TEST_P(Begun, TakesAStateACodeAndATicketOnce)
{
    const auto expect_replayed = [](const Reply& reply, const char* what) {
        EXPECT_EQ(reply.status, 403) << what << reply.body;
        EXPECT_EQ(reply.text("code"), "sign_in_replayed") << what;
    };
    const auto told = visitor.begin("forging");
    const std::string code = encoded(code_for("good", told));
    const std::string state = "&state=" + told.at("state");
    Visitor thief(server);
    thief.cookies = visitor.cookies;
    EXPECT_EQ(visitor.come_back("forging", "code=" + code + state).status, 303);
    expect_replayed(thief.come_back("forging", "code=" + code + state), "all of it again");
    thief.cookies.erase("__Host-beihui_sign_in");
    const auto anew = thief.begin("forging");
    expect_replayed(
        thief.come_back("forging", "code=" + code + "&state=" + anew.at("state")), "the code"
    );

    const std::string ticket = "FT-good-" + random_id();  // which this CAS would take twice
    EXPECT_EQ(visitor.with_ticket(ticket).status, 303);
    expect_replayed(thief.with_ticket(ticket), "the ticket");
    server.clock().set(Instant::from_ms(SystemClock().now().ms() + 9 * 60'000));
    expect_replayed(thief.with_ticket(ticket), "the ticket nine minutes later");
}

TEST_P(Begun, LetsOneOfManyWithTheSameTicketIn)
{
    const std::string ticket = "FT-good-" + random_id();
    std::atomic<int> in = 0;
    std::atomic<int> replayed = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] {
            Visitor somebody(server);
            const Reply reply = somebody.with_ticket(ticket);
            in += reply.status == 303;
            replayed += reply.text("code") == "sign_in_replayed";
        });
    threads.clear();
    EXPECT_EQ(in, 1);
    EXPECT_EQ(replayed, 15);
}

TEST_P(Begun, TakesNoCodeThatThisBrowserDidNotAskFor)
{
    // PKCE: a code that was given for another challenge is worth nothing here.
    const auto told = visitor.begin("forging");
    Visitor other(server);
    auto theirs = other.begin("forging");
    const Reply reply = visitor.come_back(
        "forging", "code=" + encoded(code_for("good", theirs)) + "&state=" + told.at("state")
    );
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.codes(), "code_refused");
    // With our own challenge but their nonce, the token is not of this sign-in.
    const auto again = visitor.begin("forging");
    theirs["code_challenge"] = again.at("code_challenge");
    const Reply injected = visitor.come_back(
        "forging", "code=" + encoded(code_for("good", theirs)) + "&state=" + again.at("state")
    );
    EXPECT_EQ(injected.codes(), "token_nonce");
}

TEST_P(Begun, BelievesNoAnswerOfAnotherIssuer)
{
    const auto told = visitor.begin("forging");
    const std::string query =
        "code=" + encoded(code_for("good", told)) + "&state=" + told.at("state");
    const Reply reply = visitor.come_back("forging", query + "&iss=https%3A%2F%2Felsewhere.test");
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.codes(), "answer_issuer");
    // The real one says who it is in every answer, so that one without it is not of it.
    const auto real = visitor.begin("real");
    EXPECT_EQ(
        visitor.come_back("real", "code=x&state=" + real.at("state")).codes(), "answer_issuer"
    );
}

TEST_P(Begun, PassesOnThatTheOtherSystemDeclined)
{
    const auto told = visitor.begin("forging");
    const Reply reply =
        visitor.come_back("forging", "error=access_denied&state=" + told.at("state"));
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.text("code"), "sign_in_declined");
    const auto again = visitor.begin("forging");
    EXPECT_EQ(
        visitor.come_back("forging", "code=&state=" + again.at("state")).codes(), "code_missing"
    );
}

// --- where it leads ------------------------------------------------------------------------------

TEST_P(Begun, LeadsToPagesOfOursOnly)
{
    for (const char* const to :
         {"https://elsewhere.test/",
          "//elsewhere.test",
          "///elsewhere.test",
          "/\\elsewhere.test",
          "\\\\elsewhere.test",
          "/cases//elsewhere.test",
          "javascript:alert(1)",
          "cases",
          "",
          "/\telsewhere",
          "/\r\nSet-Cookie: a=b",
          "/../elsewhere",
          "/./elsewhere",
          "/.//elsewhere",
          "/api/v1/session",
          "/cases\"><script>",
          "/ /elsewhere",
          "?to=x",
          "#x",
          "/票"}) {
        const Reply reply = visitor.get("/api/v1/sign-in/campus/begin?to=" + encoded(to));
        EXPECT_EQ(reply.status, 422) << to;
        EXPECT_TRUE(reply.field("Location").empty()) << to;
        EXPECT_TRUE(reply.field("Set-Cookie").empty()) << to;
    }
    for (const char* const query : {"?to=/a&to=//b", "?next=/a", "?to=/cases&next=//b"})
        EXPECT_EQ(visitor.get("/api/v1/sign-in/campus/begin" + std::string(query)).status, 422);
    // A parameter of the return address says nothing: what counts is what was begun.
    visitor.begin("campus", "/tables?from=2026-04-01#top");
    const Reply in =
        visitor.come_back("campus", "to=//elsewhere.test&ticket=FT-good-" + random_id());
    EXPECT_EQ(in.status, 303);
    EXPECT_EQ(in.field("Location"), "/tables?from=2026-04-01#top");
}

TEST_P(Begun, TellsTheOtherSystemTheConfiguredAddressWhateverTheRequestSays)
{
    for (const Fields& fields :
         {Fields{{"X-Forwarded-Host", "elsewhere.test"}, {"X-Forwarded-Proto", "http"}},
          Fields{{"Forwarded", "host=elsewhere.test"}},
          Fields{{"Referer", "https://elsewhere.test/"}}}) {
        const Reply reply = visitor.get("/api/v1/sign-in/campus/begin", fields);
        const auto told = query_of(reply.field("Location"));
        EXPECT_EQ(told.at("service"), "https://beihui.test/api/v1/sign-in/campus/callback");
        EXPECT_EQ(told.at(""), providers.address("cas") + "/login");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Stores,
    Begun,
    testing::Values(Store::sqlite, Store::postgresql),
    [](const auto& store) { return name_of(store.param); }
);

}  // namespace
}  // namespace beihui::test
