// Signing in through CAS 3.0 and OpenID Connect (RFC 6749, OpenID Connect Core): what is right gets in.
// What is forged is in forged_sign_in_test.cpp, what is used again or elsewhere in
// begun_sign_in_test.cpp. Statuses: docs/sign-in.md.
#include "accounts/second_factor.hpp"
#include "support/second_factor.hpp"
#include "system/federated_fixture.hpp"

#include <barrier>
#include <thread>

namespace beihui::test
{
namespace
{

TEST_P(Federated, TellsTheSignInPageWhatIsOffered)
{
    const Reply list = visitor.get("/api/v1/sign-in/providers");
    EXPECT_EQ(list.status, 200);
    const json::value& campus = list.find("items", "id", "campus");
    EXPECT_EQ(text_of(*member(campus, "name"), "zh"), "统一身份认证");
    // Nothing but the name: neither where it is nor what we are called there.
    EXPECT_EQ(campus.as_object().size(), 2U);
    EXPECT_EQ(list.body.find("localhost"), std::string::npos);
}

TEST_P(Federated, OffersNothingWhereNothingIsConfigured)
{
    Visitor elsewhere(shared_server(Store::sqlite));
    EXPECT_EQ(elsewhere.get("/api/v1/sign-in/providers").count("items"), 0U);
    EXPECT_EQ(elsewhere.get("/api/v1/sign-in/campus/begin").status, 404);
    EXPECT_EQ(elsewhere.get("/api/v1/sign-in/campus/callback?ticket=ST-1").status, 404);
    EXPECT_EQ(elsewhere.get("/api/v1/sign-in/refusal").status, 204);
}

TEST_P(Federated, SignsInWithARealOpenIdProvider)
{
    for (const char* const provider : {"real", "real-es"}) {
        Visitor somebody(server);
        const std::string user = fresh_user();
        const std::string id = linked(providers.address("real"), user);
        const auto told = somebody.begin(provider, "/cases?stage=filing");
        EXPECT_EQ(told.at("response_type"), "code");
        EXPECT_EQ(told.at("code_challenge_method"), "S256");
        EXPECT_EQ(told.at("code_challenge").size(), 43U);
        EXPECT_GE(told.at("state").size(), 43U);
        EXPECT_NE(told.at("nonce"), told.at("state"));
        const std::string back = providers.sign_in_at(told.at("address"), user);
        const Reply in = somebody.come_back(provider, back.substr(back.find('?') + 1));
        EXPECT_EQ(in.status, 303) << in.body;
        EXPECT_EQ(in.field("Location"), "/cases?stage=filing");
        EXPECT_EQ(who(somebody), id);
        EXPECT_EQ(somebody.cookies.size(), 2U) << "only the session and the known browser stay";
        EXPECT_TRUE(somebody.cookies.contains("__Host-beihui_device"));
    }
}

TEST_P(Federated, SignsInWithCas)
{
    const std::string user = fresh_user();
    const std::string id = linked(providers.address("cas"), user);
    const auto told = visitor.begin("campus", "/tables");
    EXPECT_EQ(told.at("service"), "https://beihui.test/api/v1/sign-in/campus/callback");
    const std::string back = providers.sign_in_at(told.at("address"), user);
    const Reply in = visitor.come_back("campus", back.substr(back.find('?') + 1));
    EXPECT_EQ(in.status, 303) << in.body;
    EXPECT_EQ(in.field("Location"), "/tables");
    EXPECT_EQ(who(visitor), id);
}

TEST_P(Federated, TakesTheAttributeThatIsConfiguredForThePersonAndNoOther)
{
    const std::string user = fresh_user();
    const std::string by_name = linked(providers.address("cas"), user);
    const std::string by_number = linked(providers.address("cas"), "E-" + user);
    // Both providers are one CAS server; the service differs, so the ticket is made up of its parts.
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).status, 303);
    EXPECT_EQ(who(visitor), by_name);
    Visitor other(server);
    const Reply group = other.with_ticket("FT-good-" + random_id(), "by-group");
    EXPECT_EQ(group.codes(), "answer_subject") << "two groups are no person";
    linked(providers.address("cas"), "E-victim-" + user);
    const Reply number = other.with_ticket("FT-good-" + random_id(), "by-number");
    EXPECT_EQ(number.status, 403);
    EXPECT_EQ(number.text("code"), "identity_unknown");
    EXPECT_NE(number.text("detail").find("E-victim"), std::string::npos) << number.body;
    EXPECT_NE(by_name, by_number);
}

TEST_P(Federated, HandsOutTheSameSessionAsALocalSignIn)
{
    const std::string user = fresh_user();
    linked(providers.address("cas"), user);
    const Reply in = visitor.with_ticket(providers.ticket_for(user));
    const auto at = in.head.find("Set-Cookie: __Host-beihui_session=");
    ASSERT_NE(at, std::string::npos) << in.head;
    const std::string cookie = in.head.substr(at, in.head.find("\r\n", at) - at);
    for (const char* flag : {"; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"})
        EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
    // Another browser with another sign-in of the same person has another session.
    Visitor second(server);
    EXPECT_EQ(second.with_ticket(providers.ticket_for(user)).status, 303);
    EXPECT_NE(
        visitor.cookies.at("__Host-beihui_session"), second.cookies.at("__Host-beihui_session")
    );
}

TEST_P(Federated, NotesTheSignInAndWhereItCameFrom)
{
    const std::string user = fresh_user();
    const std::string id = linked(providers.address("cas"), user);
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).status, 303);
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).status, 303);
    server.context().database.read([&](storage::ReadTxn& txn) {
        storage::AccessQuery query;
        query.subject = id;
        const auto page = storage::list_access(txn, query).value();
        ASSERT_EQ(page.items.size(), 3U);
        EXPECT_EQ(page.items[0].action, "sign_in");
        EXPECT_EQ(page.items[0].actor, id);
        EXPECT_EQ(page.items[0].peer, "127.0.0.1");
        EXPECT_EQ(page.items[1].action, "sign_in");
        EXPECT_EQ(page.items[2].action, "link_account");
        EXPECT_EQ(text_of(page.items[2].detail, "subject"), user);
        // The session of before ended with the second sign-in, in the same browser.
        EXPECT_EQ(storage::sessions_of(txn, id, Instant::from_ms(0)).size(), 1U);
    });
}

TEST_P(Federated, KeepsTheBegunSignInInACookieThatScriptsAndOtherSitesCannotUse)
{
    const Reply begun = visitor.get("/api/v1/sign-in/real/begin");
    const std::string cookie = begun.field("Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-beihui_sign_in=")) << cookie;
    for (const char* flag :
         {"; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure", "; Max-Age=600"})
        EXPECT_NE(cookie.find(flag), std::string::npos) << cookie;
    EXPECT_EQ(cookie.find("Domain"), std::string::npos) << cookie;
}

TEST_P(Federated, TellsSomebodyUnknownWhatTheAdministratorMustDo)
{
    const std::string user = fresh_user();
    const Reply reply = visitor.with_ticket(providers.ticket_for(user));
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.text("code"), "identity_unknown");
    const std::string words = reply.text("detail");
    for (const std::string& part :
         {std::string("beihui user link"), "--issuer " + providers.address("cas"),
          "--subject " + user})
        EXPECT_NE(words.find(part), std::string::npos) << words;
    EXPECT_TRUE(who(visitor).empty());
}

TEST_P(Federated, BringsABrowserBackToTheSignInPageAndTellsItOnceWhy)
{
    const Fields browsing{{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}};
    visitor.begin("campus");
    const std::string user = fresh_user();
    const Reply back = visitor.get(
        "/api/v1/sign-in/campus/callback?ticket=" + providers.ticket_for(user), browsing
    );
    EXPECT_EQ(back.status, 303);
    // Who it was about stands in no address.
    EXPECT_EQ(back.field("Location"), "/sign-in?refused=identity_unknown");
    const Reply told = visitor.get("/api/v1/sign-in/refusal");
    EXPECT_EQ(told.status, 403);
    EXPECT_EQ(told.text("code"), "identity_unknown");
    EXPECT_NE(told.text("detail").find(user), std::string::npos);
    EXPECT_EQ(visitor.get("/api/v1/sign-in/refusal").status, 204);
    // A return that somebody planted is told as well, and does not end what was begun.
    linked(providers.address("cas"), user);
    visitor.begin("campus");
    const Reply planted = visitor.get("/api/v1/sign-in/real/callback?code=a&state=b", browsing);
    EXPECT_EQ(planted.field("Location"), "/sign-in?refused=sign_in_state");
    EXPECT_EQ(visitor.get("/api/v1/sign-in/refusal").text("code"), "sign_in_state");
    EXPECT_EQ(visitor.come_back("campus", "ticket=" + providers.ticket_for(user)).status, 303);
}

TEST_P(Federated, LetsNoLockedAccountIn)
{
    const std::string user = fresh_user();
    const std::string id = linked(providers.address("cas"), user);
    const auto locked =
        server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
            auto account = storage::find_account(txn, id).value();
            account.locked = true;
            storage::put_account(txn, account);
            return {};
        });
    ASSERT_TRUE(locked);
    const Reply reply = visitor.with_ticket(providers.ticket_for(user));
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.text("code"), "account_locked");
}

// Else whoever makes links alone could sign in as anybody.
TEST_P(Federated, DoesNotStandInForTheSecondFactorOfAnAccount)
{
    const std::string user = fresh_user();
    const std::string id = linked(providers.address("cas"), user);
    storage::Database& database = server.context().database;
    const Instant now = server.clock().now();
    const auto begun = accounts::begin_enrolment(database, id, "somebody");
    ASSERT_TRUE(begun);
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).status, 303) << "not confirmed yet";
    ASSERT_TRUE(
        accounts::confirm_enrolment(database, id, code_at(begun->secret, now), "127.0.0.1", now)
    );
    Visitor other(server);
    const Reply reply = other.with_ticket(providers.ticket_for(user));
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.text("code"), "second_factor_here");
}

TEST_P(Federated, EndsTheSessionWhenThePersonSignsOutOfCas)
{
    const std::string user = fresh_user();
    linked(providers.address("cas"), user);
    const std::string ticket = providers.ticket_for(user);
    EXPECT_EQ(visitor.with_ticket(ticket).status, 303);
    Visitor other(server);
    EXPECT_EQ(other.with_ticket(providers.ticket_for(user)).status, 303);
    const auto sign_out = [&](const std::string& index, const std::string& before = {}) {
        const std::string xml =
            before +
            "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" "
            "ID=\"1\" Version=\"2.0\"><saml:NameID "
            "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">@NOT_USED@</saml:NameID>"
            "<samlp:SessionIndex>" +
            index + "</samlp:SessionIndex></samlp:LogoutRequest>";
        return Visitor(server).post_form("campus", "logoutRequest=" + encoded(xml)).status;
    };
    EXPECT_EQ(sign_out("ST-1-unknown"), 204);
    EXPECT_EQ(sign_out(ticket, "<!DOCTYPE a>"), 204);
    EXPECT_FALSE(who(visitor).empty()) << "nothing that is no ticket ends anything";
    // Also when password or code was given again meanwhile, which changed the cookie.
    std::string& cookie = visitor.cookies.at("__Host-beihui_session");
    cookie = accounts::renew_token(server.context().database, cookie, server.clock().now()).value();
    EXPECT_FALSE(who(visitor).empty());
    EXPECT_EQ(sign_out(ticket), 204);
    server.clock().set(Instant::from_ms(SystemClock().now().ms() + 2000));
    EXPECT_TRUE(who(visitor).empty());
    EXPECT_FALSE(who(other).empty()) << "the same person elsewhere stays";
    EXPECT_EQ(Visitor(server).post_form("campus", "a=%zz&=&logoutRequest=<").status, 204);
    EXPECT_EQ(Visitor(server).post_form("unknown", "a=b").status, 404);
}

// CAS 5.1 once gave people the answers of others when many came at once.
TEST_P(Federated, ShowsEachOf200PeopleWhoSignInAtOnceThemselves)
{
    constexpr std::size_t people = 200;
    struct One
    {
        std::string account;
        std::string ticket;
        std::string seen;
        int status = 0;
    };
    std::vector<One> all(people);
    for (One& one : all) {
        const std::string user = fresh_user();
        one.account = linked(providers.address("cas"), user);
        one.ticket = providers.ticket_for(user);
    }
    std::barrier together(people);
    std::vector<std::jthread> threads;
    threads.reserve(people);
    for (One& one : all)
        threads.emplace_back([&] {
            Visitor person(server);
            person.begin("campus");
            together.arrive_and_wait();
            one.status = person.come_back("campus", "ticket=" + one.ticket).status;
            one.seen = who(person);
        });
    threads.clear();
    for (const One& one : all) {
        EXPECT_EQ(one.status, 303);
        EXPECT_EQ(one.seen, one.account);
    }
}

// --- links ---------------------------------------------------------------------------------------

TEST_P(Federated, LetsAnAdministratorLinkAndUnlinkThePeopleOfTheirOrganisations)
{
    Campus campus(server);
    Person& admin = campus.person("guard", campus.province, {"administrator"});
    Person& officer = campus.officer();
    ASSERT_EQ(officer.sign_in().status, 200);
    const std::string user = fresh_user();
    const json::object body{
        {"login", officer.login()}, {"issuer", providers.address("cas")}, {"subject", user}
    };
    const auto put = [&](Person& who, const json::object& what) {
        return who.ask(
            "PUT", "/api/v1/sign-in/links", json_text(json::value(what)), {{"X-Beihui", "1"}}
        );
    };
    EXPECT_EQ(put(officer, body).status, 403) << "nobody links themselves";
    Person& guard = campus.person("guard-2", campus.province, {"security_administrator"});
    EXPECT_EQ(put(guard, body).status, 403) << "nor who takes away second factors";
    const json::object own{
        {"login", admin.login()}, {"issuer", providers.address("cas")}, {"subject", user}
    };
    EXPECT_EQ(put(admin, own).text("code"), "own_account");
    const Reply linked = put(admin, body);
    ASSERT_EQ(linked.status, 200) << linked.body;
    EXPECT_EQ(put(admin, body).text("id"), linked.text("id")) << "once more changes nothing";
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).status, 303);
    EXPECT_EQ(visitor.get("/api/v1/session").text("person.id"), officer.id());

    json::object other = body;
    other["login"] = campus.colleague().login();
    const Reply taken = put(admin, other);
    EXPECT_EQ(taken.status, 409);
    EXPECT_EQ(taken.text("code"), "identity_linked");
    other["subject"] = " blank at the front";
    EXPECT_EQ(put(admin, other).text("code"), "bad_identity");

    const Reply list = admin.get("/api/v1/sign-in/links");
    EXPECT_EQ(text_of(list.find("items", "subject", user), "login"), officer.login());
    EXPECT_EQ(officer.get("/api/v1/sign-in/links").status, 403);
    const std::string link = "/api/v1/sign-in/links/" + linked.text("id");
    EXPECT_EQ(officer.ask("DELETE", link, "", {{"X-Beihui", "1"}}).status, 403);
    EXPECT_EQ(admin.ask("DELETE", link, "", {{"X-Beihui", "1"}}).status, 204);
    EXPECT_EQ(admin.ask("DELETE", link, "", {{"X-Beihui", "1"}}).status, 404);
    server.clock().set(Instant::from_ms(SystemClock().now().ms() + 3000));
    EXPECT_EQ(visitor.get("/api/v1/session").status, 401) << "the session ends with the link";
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).text("code"), "identity_unknown");
}

TEST_P(Federated, TellsAnAdministratorHowPeopleSignInAndWhetherTheyCouldBeginTo)
{
    Campus campus(server);
    Person& admin = campus.person("keeper", campus.province, {"administrator"});
    Person& officer = campus.officer();
    ASSERT_EQ(officer.sign_in().status, 200);
    const Reply before = admin.get("/api/v1/sign-in/settings");
    ASSERT_EQ(before.status, 200) << before.body;
    EXPECT_TRUE(before.text("public_address").starts_with("https://"));
    const auto links = [](const Reply& settings) {
        return settings.find("providers", "id", "campus").at("links").as_int64();
    };
    EXPECT_EQ(links(before), 0) << "those of other provinces are not counted";
    EXPECT_EQ(
        text_of(before.find("providers", "id", "campus"), "return_address"),
        before.text("public_address") + "/api/v1/sign-in/campus/callback"
    );
    EXPECT_EQ(before.body.find("secret"), std::string::npos);
    const json::object body{
        {"login", officer.login()},
        {"issuer", text_of(before.find("providers", "id", "campus"), "issuer")},
        {"subject", fresh_user()}
    };
    const Reply linked = admin.ask(
        "PUT", "/api/v1/sign-in/links", json_text(json::value(body)), {{"X-Beihui", "1"}}
    );
    ASSERT_EQ(linked.status, 200) << linked.body;
    EXPECT_EQ(links(admin.get("/api/v1/sign-in/settings")), 1);

    const auto test = [&](Person& who, const std::string& id) {
        return who.ask("POST", "/api/v1/sign-in/" + id + "/test", "", {{"X-Beihui", "1"}});
    };
    const Reply begun = test(admin, "campus");
    ASSERT_EQ(begun.status, 200) << begun.body;
    EXPECT_EQ(begun.text("address").find('?'), std::string::npos) << "its state is for one sign-in";
    EXPECT_EQ(begun.head.find("Set-Cookie"), std::string::npos) << "nobody signs in by it";
    EXPECT_EQ(test(admin, "real").status, 200);
    const Reply wrong = test(admin, "other");
    EXPECT_EQ(wrong.status, 503);
    EXPECT_EQ(wrong.codes(), "bad_discovery") << "it says that it is another system";
    EXPECT_EQ(test(officer, "campus").text("code"), "role_required");
}

TEST_P(Federated, TellsAnAdministratorNothingOfTheAccountsOfOthers)
{
    Campus mine(server);
    Campus theirs(server);
    Person& admin = mine.person("guard", mine.province, {"administrator"});
    Person& stranger = theirs.officer();
    ASSERT_EQ(stranger.sign_in().status, 200);
    const std::string user = fresh_user();
    const auto put = [&](std::string_view login) {
        const json::object body{
            {"login", login}, {"issuer", providers.address("cas")}, {"subject", user}
        };
        return admin.ask(
            "PUT", "/api/v1/sign-in/links", json_text(json::value(body)), {{"X-Beihui", "1"}}
        );
    };
    const Reply foreign = put(stranger.login());
    const Reply unknown = put("nobody-at-all");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(foreign.text("detail"), unknown.text("detail"));
    const std::string id = stranger.get("/api/v1/session").text("account");
    const std::string made = link(id, providers.address("cas"), user);
    EXPECT_TRUE(admin.get("/api/v1/sign-in/links").find("items", "subject", user).is_null());
    EXPECT_EQ(
        admin.ask("DELETE", "/api/v1/sign-in/links/" + made, "", {{"X-Beihui", "1"}}).status, 404
    );
    EXPECT_EQ(visitor.with_ticket(providers.ticket_for(user)).status, 303);
}

INSTANTIATE_TEST_SUITE_P(
    Stores,
    Federated,
    testing::Values(Store::sqlite, Store::postgresql),
    [](const auto& store) { return name_of(store.param); }
);

}  // namespace
}  // namespace beihui::test
