// Publishing a pack to a running server: over HTTP, as policy staff do it.
#include "acts/stored_rulebook.hpp"
#include "system/publication.hpp"

#include <array>
#include <atomic>
#include <thread>

namespace beihui::test
{
namespace
{

INSTANTIATE_TEST_SUITE_P(
    On,
    Publication,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Publication, BindsNewCasesAndLeavesOpenOnesAtTheirRevision)
{
    const std::string before_any = event(1100);
    const Reply first = publish(SmallPack());
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(first.text("state"), "live");
    EXPECT_EQ(revision_in(page(before_any)), 0);
    const std::string old = event(1100);
    EXPECT_EQ(revision_in(page(old)), 1);
    EXPECT_FALSE(is_met(page(old)));

    server_.today("2026-05-20");
    const Reply second = publish(later_threshold(2));
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(states(), "1 superseded, 2 live");
    const std::string fresh = event(1100);
    EXPECT_EQ(revision_in(page(fresh)), 2);
    EXPECT_TRUE(is_met(page(fresh)));
    EXPECT_EQ(due_in(page(fresh)), "2026-08-02T00:00:00+08:00");
    EXPECT_EQ(revision_in(page(old)), 1) << "an open case keeps the rules it began with";
    EXPECT_FALSE(is_met(page(old)));
    EXPECT_EQ(due_in(page(old)), "2026-07-16T00:00:00+08:00");

    // Its page shows the revision it is pinned to.
    const std::string hash(text_of(page(old).find("packs", "pack", "2026-xiaotongzhi"), "hash"));
    EXPECT_EQ(policy().get("/api/v1/packs/2026-xiaotongzhi?hash=" + hash).integer("revision"), 1);
    EXPECT_EQ(policy().get("/api/v1/packs/2026-xiaotongzhi").integer("revision"), 2);
    EXPECT_EQ(policy().get("/api/v1/packs").count("not_converged"), 0U);
}

TEST_P(Publication, IsAnActThatAnybodyMayReadInTheHistory)
{
    const std::string key = fresh_key();
    const std::string body = json::serialize(body_of(SmallPack()));
    const Fields fields{{"X-Beihui", "1"}, {"Idempotency-Key", key}};
    const Reply first = policy().ask("POST", "/api/v1/packs", body, fields);
    ASSERT_EQ(first.status, 200) << first.body;
    const Reply again = policy().ask("POST", "/api/v1/packs", body, fields);
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(again.text("entry"), first.text("entry")) << "published once";
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");

    const std::string number = first.text("case");
    const Reply history = campus_.auditor().get("/api/v1/cases/" + number + "/history");
    ASSERT_EQ(history.status, 200) << history.body;
    const json::value& entry = history.find("items", "act", "publish_first");
    EXPECT_EQ(text_of(entry, "uid"), first.text("entry"));
    const json::value* const changes = member(entry, "changes");
    const auto after = [&](std::string_view field) -> std::string {
        for (const json::value& change : changes->as_array())
            if (text_of(change, "field") == field)
                return std::string(text_of(change, "after"));
        return {};
    };
    EXPECT_EQ(after("hash"), first.text("hash"));
    EXPECT_EQ(after("signed_by"), fingerprint_of_key(key_.public_pem).value());
    const std::string signature = from_base64(after("signature")).value_or("");
    EXPECT_EQ(signature.size(), 64U) << "enough to check it again without us";

    const Reply by_hand = policy().act(number, "retire", nullptr, "试试");
    EXPECT_EQ(by_hand.status, 403) << "there is no way around the checks: " << by_hand.body;
}

TEST_P(Publication, RefusesAnOlderRevisionThoughItIsCorrectlySigned)
{
    SmallPack pack;
    pack.revision = 12;
    ASSERT_EQ(publish(pack).status, 200);
    pack.revision = 11;
    expect_refused(pack, "RP3008", "12 live");
    pack.revision = 12;
    expect_refused(pack, "RP3008", "12 live");
}

TEST_P(Publication, RefusesWhatIsNotSignedByATrustedKeyOverTheseBytes)
{
    const auto refused = [&](const json::object& body) {
        const Reply reply = policy().post("/api/v1/packs", body);
        EXPECT_EQ(reply.status, 422) << reply.body;
        return reply.codes();
    };
    const SmallPack pack;
    EXPECT_EQ(refused(body_of(pack, "")), "RP3004");
    EXPECT_EQ(refused(body_of(pack, "signed, honestly\n")), "RP3005");
    const SigningKey stranger = make_signing_key();
    EXPECT_EQ(
        refused(body_of(pack, rules::sign_pack(pack.files(), stranger.private_pem).value().text())),
        "RP3006"
    );
    EXPECT_EQ(
        refused(body_of(
            later_threshold(1), rules::sign_pack(pack.files(), key_.private_pem).value().text()
        )),
        "RP3007"
    );
    EXPECT_EQ(states(), "");
}

TEST_P(Publication, RefusesAnAuthorAndAPackThatNobodyElseReviewed)
{
    SmallPack pack;
    pack.authors = "[甲, " + policy().login() + "]";
    expect_refused(pack, "RP3009", "");
    pack.authors = "[姓名" + policy().login() + "]";
    expect_refused(pack, "RP3009", "");
    pack.authors = "[]";
    expect_refused(pack, "RP3009", "");
    pack.authors = "[甲]";
    pack.reviewers = "[]";
    expect_refused(pack, "RP3010", "");
}

TEST_P(Publication, IsForThePolicyOfficerOfAProvinceOrAbove)
{
    const json::object body = body_of(SmallPack());
    Person& of_school = campus_.person("schoolpolicy", campus_.school, {"policy_officer"});
    for (Person* const person : {&of_school, &campus_.education(), &campus_.officer()}) {
        const Reply refused = person->post("/api/v1/packs", body);
        EXPECT_EQ(refused.status, 403) << refused.body;
    }
    EXPECT_EQ(of_school.post("/api/v1/packs/2026-youqi/retire", {{"reason", "试"}}).status, 403);
    EXPECT_EQ(of_school.post("/api/v1/packs/2026-youqi/revert", {{"reason", "试"}}).status, 403);
}

TEST_P(Publication, RefusesAPackWithFaultsOrWhoseTestFails)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    SmallPack pack = later_threshold(2);
    pack.tests.replace(pack.tests.find("met: false"), 10, "met: true");
    expect_refused(pack, "RP3013", "1 live");
    pack.tests = "";
    expect_refused(pack, "RP3012", "1 live");
    pack = later_threshold(2);
    pack.more_rules = "this is no Lua\n";
    expect_refused(pack, "RP", "1 live");
    pack = later_threshold(2);
    pack.permit = "2026-04-01: { value: 1000, clause: 2026/九 }";
    expect_refused(pack, "RP", "1 live");
    const std::string number = event(1100);
    EXPECT_EQ(revision_in(page(number)), 1);
}

TEST_P(Publication, RefusesADraftThatWouldChangeAResultDatedBeforeIt)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(1100);
    server_.today("2026-05-20");
    SmallPack pack;
    pack.revision = 2;
    pack.permit = "2026-04-01: { value: 1200, interpretation: i-001 }";
    const Reply refused = publish(pack);
    EXPECT_EQ(refused.codes(), "RP3014") << refused.body;
    EXPECT_NE(refused.text("errors.0.detail").find(number), std::string::npos);
    EXPECT_NE(refused.text("errors.0.detail").find("X1"), std::string::npos);
    EXPECT_EQ(states(), "1 live");

    json::object later = body_of(later_threshold(2));
    later["effective"] = "2026-05-21";
    EXPECT_EQ(policy().post("/api/v1/packs", later).codes(), "RP3011");
    EXPECT_EQ(publish(later_threshold(2)).status, 200) << "dated from the day it takes effect";
}

TEST_P(Publication, ChecksTheBodyBeforeAnythingElse)
{
    json::object body = body_of(SmallPack());
    body["files"].as_object()["pack.yaml"] = "not base64!";
    EXPECT_EQ(policy().post("/api/v1/packs", body).codes(), "field_type");
    body = body_of(SmallPack());
    body["effective"] = "someday";
    EXPECT_EQ(policy().post("/api/v1/packs", body).codes(), "field_type");
    SmallPack outside;
    json::object files;
    rules::PackFiles more = outside.files();
    more.emplace_back("../outside.lua", "x");
    for (const auto& [path, bytes] : more)
        files[path] = base64(bytes);
    const std::string signature = rules::sign_pack(more, key_.private_pem).value().text();
    const Reply refused = policy().post(
        "/api/v1/packs",
        json::object{{"pack", outside.id}, {"files", files}, {"signature", signature}}
    );
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(policy().get("/api/v1/packs/2026-xiaotongzhi/revisions").status, 404);
}

TEST_P(Publication, RetiresAPackAndGoesBackToTheRevisionBefore)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const std::string number = event(1100);
    const auto change = [&](const std::string& act) {
        return policy().post("/api/v1/packs/2026-xiaotongzhi/" + act, {{"reason", "测试"}});
    };
    const Reply reverted = change("revert");
    ASSERT_EQ(reverted.status, 200) << reverted.body;
    EXPECT_EQ(reverted.integer("revision"), 1);
    EXPECT_EQ(states(), "1 live, 2 superseded");
    EXPECT_EQ(revision_in(page(event(1100))), 1);
    EXPECT_EQ(revision_in(page(number)), 2);
    EXPECT_TRUE(is_met(page(number))) << "still judged by the revision it is pinned to";
    EXPECT_EQ(change("revert").status, 404) << "nothing before it";

    EXPECT_EQ(change("retire").status, 200);
    EXPECT_EQ(states(), "1 retired, 2 superseded");
    EXPECT_EQ(revision_in(page(event(1100))), 0);
    EXPECT_TRUE(is_met(page(number)));
    EXPECT_EQ(change("retire").status, 404);
    EXPECT_EQ(change("revert").status, 200) << "takes the retiring back";
    EXPECT_EQ(states(), "1 live, 2 superseded");

    // A pack that came with the program has its case from the first act on it.
    EXPECT_EQ(policy().post("/api/v1/packs/2026-youqi/retire", {{"reason", "测试"}}).status, 200);
    EXPECT_TRUE(page(event(10)).find("packs", "pack", "2026-youqi").is_null());
}

TEST_P(Publication, DoesNotDisturbThoseWhoWork)
{
    const Reply first = publish(SmallPack());
    ASSERT_EQ(first.status, 200) << first.body;
    server_.today("2026-05-20");
    constexpr int workers = 4;
    std::vector<Person*> people;
    for (int i = 0; i < workers; ++i)
        people.push_back(
            &campus_.person("worker" + std::to_string(i), campus_.school, {"employment_officer"})
        );
    std::atomic<bool> published = false;
    std::atomic<int> refused = 0;
    std::array<std::vector<std::string>, workers> hashes;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < workers; ++i)
        threads.emplace_back([&, i] {
            for (int after = 0; after < 3; after += published ? 1 : 0) {
                const Reply opened = people[i]->open(
                    "recruitment-event", campus_.school, plan_for("并发", "2026-06-20", 1100)
                );
                if (opened.status != 201) {
                    ++refused;
                    return;
                }
                const json::value& pin = opened.find("packs", "pack", "2026-xiaotongzhi");
                const json::value& judged =
                    opened.find("decision.packs", "pack", "2026-xiaotongzhi");
                EXPECT_EQ(text_of(pin, "hash"), text_of(judged, "hash"));
                EXPECT_EQ(opened.count("decision.incidents"), 0U);
                EXPECT_EQ(is_met(opened), integer_of(pin, "revision") == 2);
                hashes[i].emplace_back(text_of(pin, "hash"));
            }
        });
    const Reply second = publish(later_threshold(2));
    published = true;
    for (std::thread& thread : threads)
        thread.join();
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(refused, 0);
    for (const auto& seen : hashes) {
        ASSERT_FALSE(seen.empty());
        EXPECT_EQ(seen.back(), second.text("hash"));
        for (const std::string& hash : seen)
            EXPECT_TRUE(hash == first.text("hash") || hash == second.text("hash")) << hash;
    }
}

// Two programs on one database: the other follows, and says so until it has.
TEST(PublicationOnTwoNodes, IsFollowedByTheOther)
{
    const std::string address = fresh_database(Backend::postgresql).address;
    TestServer one(address);
    TestServer other(address);
    one.today("2026-05-10");
    other.today("2026-05-11");
    Campus campus(one);
    const SigningKey key = make_signing_key();
    write_file(one.key_folder() / "policy.pub", key.public_pem).value();
    const SmallPack pack;
    json::object files;
    for (const auto& [path, bytes] : pack.files())
        files[path] = base64(bytes);
    Person& policy = campus.person("policy", campus.province, {"policy_officer"});
    const Reply published = policy.post(
        "/api/v1/packs",
        json::object{
            {"pack", pack.id},
            {"files", files},
            {"signature", rules::sign_pack(pack.files(), key.private_pem).value().text()}
        }
    );
    ASSERT_EQ(published.status, 200) << published.body;
    Person nobody(other, "", "");
    const Reply behind = nobody.once("GET", "/readyz");
    EXPECT_EQ(behind.status, 503) << behind.body;
    EXPECT_NE(behind.text("checks.packs").find("本机还在"), std::string::npos) << behind.body;
    ASSERT_TRUE(acts::follow_published(other.context()).value());
    EXPECT_EQ(nobody.once("GET", "/readyz").status, 200);
    EXPECT_FALSE(acts::follow_published(other.context()).value()) << "nothing new";
    EXPECT_NE(other.context().rules()->world->find(pack.id), nullptr);

    TestServer later(address);
    EXPECT_NE(later.context().rules()->world->find(pack.id), nullptr) << "read at its start";
}

}  // namespace
}  // namespace beihui::test
