// Signing in with what is forged, stolen, old or broken: nobody gets in, and it is told apart why.
// Every row stands in docs/sign-in.md with its status.
#include "system/federated_fixture.hpp"

#include <array>
#include <chrono>
#include <thread>

namespace beihui::test
{
namespace
{

struct Forgery
{
    std::string_view fault;
    int status;
    std::string_view code;
    std::string_view reason;  // of what is refused because of what it says
};

// The reason, or "web_status" and the like of what could not be asked.
void expect_refused(const Reply& reply, const Forgery& forgery)
{
    EXPECT_EQ(reply.status, forgery.status) << forgery.fault << " " << reply.body;
    EXPECT_EQ(reply.text("code"), forgery.code) << forgery.fault;
    EXPECT_EQ(reply.codes(), forgery.reason) << forgery.fault << " " << reply.body;
    const std::string why = reply.text("errors.0.detail");
    EXPECT_FALSE(why.empty()) << forgery.fault;
    EXPECT_NE(reply.text("detail").find(why), std::string::npos) << forgery.fault << reply.body;
}

constexpr std::string_view no_proof = "sign_in_answer_refused";
constexpr std::string_view unavailable = "provider_unavailable";

TEST_P(Forged, TakesEveryFormOfTokenThatIsRight)
{
    // Else the test of the forged ones could not fail.
    for (const char* const form : {"good", "list", "party", "keyless", "skewed"})
        EXPECT_EQ(with_token(form).status, 303) << form;
}

TEST_P(Forged, RefusesEveryForgedToken)
{
    static constexpr std::array forgeries{
        Forgery{"nonce", 403, no_proof, "token_nonce"},
        Forgery{"nononce", 403, no_proof, "token_nonce"},
        Forgery{"issuer", 403, no_proof, "token_issuer"},
        Forgery{"audience", 403, no_proof, "token_audience"},
        Forgery{"noaudience", 403, no_proof, "token_audience"},
        Forgery{"several", 403, no_proof, "token_audience"},
        Forgery{"foreignparty", 403, no_proof, "token_audience"},
        Forgery{"expired", 403, no_proof, "token_expired"},
        Forgery{"forever", 403, no_proof, "token_claims"},
        Forgery{"textexp", 403, no_proof, "token_claims"},
        Forgery{"future", 403, no_proof, "token_early"},
        Forgery{"notyet", 403, no_proof, "token_early"},
        Forgery{"nobody", 403, no_proof, "token_claims"},
        Forgery{"numbered", 403, no_proof, "token_claims"},
        Forgery{"none", 403, no_proof, "token_algorithm"},
        Forgery{"nonesigned", 403, no_proof, "token_algorithm"},
        Forgery{"none2", 403, no_proof, "token_algorithm"},
        Forgery{"noalg", 403, no_proof, "token_algorithm"},
        Forgery{"hmacpem", 403, no_proof, "token_algorithm"},
        Forgery{"hmacsecret", 403, no_proof, "token_algorithm"},
        Forgery{"hmacmodulus", 403, no_proof, "token_algorithm"},
        Forgery{"relabelled", 403, no_proof, "token_signature"},
        Forgery{"curve", 403, no_proof, "token_algorithm"},
        Forgery{"curvelabel", 403, no_proof, "token_key"},
        Forgery{"stolen", 403, no_proof, "token_signature"},
        Forgery{"unknown", 403, no_proof, "token_key"},
        Forgery{"cipher", 403, no_proof, "token_key"},
        Forgery{"short", 403, no_proof, "token_key"},
        Forgery{"jku", 403, no_proof, "token_key"},
        Forgery{"jkuown", 403, no_proof, "token_signature"},
        Forgery{"jwk", 403, no_proof, "token_signature"},
        Forgery{"url", 403, no_proof, "token_signature"},
        Forgery{"critical", 403, no_proof, "token_header"},
        Forgery{"unsigned", 403, no_proof, "token_signature"},
        Forgery{"changed", 403, no_proof, "token_signature"},
        Forgery{"twice", 403, no_proof, "token_form"},
        Forgery{"encrypted", 403, no_proof, "token_form"},
        Forgery{"padded", 403, no_proof, "token_form"},
        Forgery{"garbage", 403, no_proof, "token_form"},
        Forgery{"absent", 403, no_proof, "token_form"},
        Forgery{"huge", 503, unavailable, "web_too_large"},
        Forgery{"text", 403, no_proof, "token_form"},
        Forgery{"broken", 503, unavailable, "web_status"},
        Forgery{"elsewhere", 503, unavailable, "web_status"},
    };
    for (const Forgery& forgery : forgeries)
        expect_refused(with_token(forgery.fault), forgery);
    EXPECT_EQ(providers.count("elsewhere_asked"), 0) << "no address of a token was asked";
}

TEST_P(Forged, AsksForAnUnknownKeyOnceAMinute)
{
    EXPECT_EQ(with_token("good").status, 303);
    server.clock().set(Instant::from_ms(SystemClock().now().ms() + 70'000));
    (void)with_token("unknown");  // from here on a minute counts
    const auto asked = providers.count("keys_asked");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(with_token("unknown").codes(), "token_key");
    EXPECT_EQ(providers.count("keys_asked"), asked);
    providers.rotate();
    server.clock().set(Instant::from_ms(SystemClock().now().ms() + 140'000));
    EXPECT_EQ(with_token("rotated").status, 303) << "a new key is found when it is used";
    EXPECT_EQ(providers.count("keys_asked"), asked + 1);
}

TEST_P(Forged, RefusesDiscoveryThatIsNotOfTheIssuer)
{
    for (const Forgery& forgery :
         {Forgery{"other", 503, unavailable, "bad_discovery"},
          Forgery{"plain", 503, unavailable, "bad_discovery"},
          Forgery{"text", 503, unavailable, "bad_discovery"},
          Forgery{"missing", 503, unavailable, "web_status"},
          Forgery{"huge", 503, unavailable, "web_too_large"}}) {
        const std::string target = "/api/v1/sign-in/" + std::string(forgery.fault) + "/begin";
        expect_refused(visitor.get(target), forgery);
    }
}

TEST_P(Forged, RefusesEveryAnswerOfCasThatProvesNothing)
{
    static constexpr std::array forgeries{
        Forgery{"doctype", 403, no_proof, "answer_doctype"},
        Forgery{"external", 403, no_proof, "answer_doctype"},
        Forgery{"entity", 403, no_proof, "answer_form"},
        Forgery{"twice", 403, no_proof, "answer_count"},
        Forgery{"nested", 403, no_proof, "answer_count"},
        Forgery{"hidden", 403, no_proof, "ticket_refused"},
        Forgery{"both", 403, no_proof, "answer_count"},
        Forgery{"users", 403, no_proof, "answer_form"},
        Forgery{"comment", 403, no_proof, "answer_form"},
        Forgery{"markup", 403, no_proof, "answer_form"},
        Forgery{"nobody", 403, no_proof, "answer_form"},
        Forgery{"proxied", 403, no_proof, "answer_proxied"},
        Forgery{"foreign", 403, no_proof, "answer_form"},
        Forgery{"html", 403, no_proof, "answer_form"},
        Forgery{"empty", 403, no_proof, "answer_form"},
        Forgery{"cut", 403, no_proof, "answer_form"},
        Forgery{"latin", 403, no_proof, "answer_form"},
        Forgery{"failure", 403, no_proof, "ticket_refused"},
        Forgery{"huge", 503, unavailable, "web_too_large"},
        Forgery{"padded", 503, unavailable, "web_too_large"},
        Forgery{"broken", 503, unavailable, "web_status"},
        Forgery{"elsewhere", 503, unavailable, "web_status"},
    };
    Visitor right(server);
    EXPECT_EQ(right.with_ticket("FT-good-" + random_id()).status, 303);
    for (const Forgery& forgery : forgeries) {
        Visitor somebody(server);
        const std::string ticket = "FT-" + std::string(forgery.fault) + "-" + random_id();
        expect_refused(somebody.with_ticket(ticket), forgery);
        EXPECT_FALSE(somebody.cookies.contains("__Host-beihui_session")) << forgery.fault;
    }
}

TEST_P(Forged, AsksNobodyAboutATicketWithCharactersThatNoneHas)
{
    const auto before = providers.count("validated");
    for (const std::string& ticket :
         {std::string("ST-1&service=https://elsewhere.test/"), std::string("ST-1#"),
          std::string("ST-1/../login"), std::string("ST-1%26ticket=2"), std::string("ST 1"),
          std::string("ST-1\r\nHost: elsewhere"), std::string("票"), std::string(),
          "ST-" + std::string(254, 'x')}) {
        Visitor somebody(server);
        const Reply reply = somebody.with_ticket(ticket);
        EXPECT_EQ(reply.status, 403) << ticket;
        EXPECT_EQ(reply.codes(), "ticket_form") << ticket;
    }
    visitor.begin("campus");
    EXPECT_EQ(visitor.come_back("campus", "ticket=ST-1&ticket=ST-2").codes(), "ticket_form");
    EXPECT_EQ(providers.count("validated"), before);
}

TEST_P(Forged, GivesUpOnAProviderThatAnswersSlowlyWithoutHoldingUpOthers)
{
    std::vector<std::jthread> threads;
    const auto slow = [&](auto ask) {
        threads.emplace_back([&, ask] {
            Visitor somebody(server);
            const auto begun = std::chrono::steady_clock::now();
            const Reply reply = ask(somebody);
            const auto took = std::chrono::steady_clock::now() - begun;
            EXPECT_EQ(reply.status, 503) << reply.body;
            EXPECT_EQ(reply.codes(), "web_too_slow");
            EXPECT_LT(took, std::chrono::seconds(8));
        });
    };
    for (int i = 0; i < 4; ++i) {
        slow([](Visitor& one) { return one.with_ticket("FT-slow-" + random_id()); });
        slow([](Visitor& one) { return one.with_ticket("FT-drip-" + random_id()); });
        slow([](Visitor& one) { return one.get("/api/v1/sign-in/slow/begin"); });
    }
    slow([](Visitor& one) {
        const auto told = one.begin("forging");
        return one.come_back(
            "forging", "code=" + encoded(code_for("silent", told)) + "&state=" + told.at("state")
        );
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    // More wait than there are workers; those who work already do not notice.
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(visitor.get("/api/v1/session").status, 401);
    EXPECT_EQ(visitor.get("/readyz").status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(2));
}

TEST_P(Forged, TrustsNoServerThatItsAuthorityDoesNotVouchFor)
{
    for (const Forgery& forgery :
         {Forgery{"stranger", 503, unavailable, "web_not_trusted"},
          Forgery{"other-name", 503, unavailable, "web_not_trusted"},
          Forgery{"down", 503, unavailable, "web_unreachable"}}) {
        Visitor somebody(server);
        expect_refused(somebody.with_ticket("FT-good-" + random_id(), forgery.fault), forgery);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Stores,
    Forged,
    testing::Values(Store::sqlite, Store::postgresql),
    [](const auto& store) { return name_of(store.param); }
);

}  // namespace
}  // namespace beihui::test
