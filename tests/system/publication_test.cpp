// Publishing a pack to a running server, and moving open cases: over HTTP, as policy staff do it.
#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"
#include "rules/signature.hpp"
#include "support/databases.hpp"
#include "system/campus.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace beihui::test
{
namespace
{

constexpr std::string_view source =
    "二、举办千人以上活动须办理安全许可。\n三、活动情况按期报送。\n";
constexpr std::string_view clauses = R"(2026/二:
  text: "举办千人以上活动须办理安全许可"
  kind: mandatory
  check: rule
2026/三:
  text: "活动情况按期报送"
  kind: mandatory
  check: rule
)";
constexpr std::string_view readings = R"(i-001:
  question: 千人以上含不含一千？哪一天前报送？
  answer: 含；按参数
  decided_by: null
  basis: 通知未写
  affects: [permit.from, report.day]
)";
constexpr std::string_view rules_file = R"(local N = require "circular"
N.rule {
    id = "permit",
    clause = "2026/二",
    title = "安全许可",
    on = "recruitment-event",
    emits = "requirement",
    eval = function(ctx, p, out)
        out:requirement { key = "X1", met = ctx.case.plan.expected < p "permit.from", missing = { "没有安全许可" } }
    end,
}
N.rule {
    id = "report",
    clause = "2026/三",
    title = "活动情况",
    on = "recruitment-event",
    emits = "duty",
    eval = function(ctx, p, out)
        out:duty { key = "small_report", due = ctx.cal.end_of(p "report.day"), who = "employment_officer" }
    end,
}
)";
constexpr std::string_view scenarios = R"(- name: 两千人须办许可
  clause: 2026/二
  today: 2026-04-20
  workflow: recruitment-event
  case: { stage: plan, plan: { expected: 2000 } }
  org: { kind: school }
  expect: { requirements: { X1: { met: false } }, duties: { small_report: { due: "2026-07-15 24:00" } } }
  why: [2026/二, 2026/三]
)";

// A small invented circular; tests change one thing.
struct SmallPack
{
    int revision = 1;
    std::string permit = "2026-04-01: { value: 1000, interpretation: i-001 }";
    std::string day = "2026-04-01: { value: 2026-07-15, interpretation: i-001 }";
    std::string authors = "[甲]";
    std::string reviewers = "[乙]";
    std::string tests{scenarios};
    std::string more_rules;
    std::string id = "2026-xiaotongzhi";

    rules::PackFiles files() const
    {
        const std::string manifest = "pack: " + id + "\nrevision: " + std::to_string(revision) +
                                     "\napi: 1\ntitle: { zh: 小通知, en: Small circular }\n"
                                     "source: { file: source.txt, sha256: " +
                                     hex(sha256(source)) +
                                     " }\nknown_from: 2026-04-01\n"
                                     "phases: [ { from: 2026-04-01, to: 2026-06-30 } ]\n"
                                     "binds: [recruitment-event]\nauthors: " +
                                     authors + "\nreviewers: " + reviewers + "\n";
        const std::string parameters = "permit.from:\n  values:\n    " + permit +
                                       "\nreport.day:\n  values:\n    " + day + "\n";
        return {
            {"clauses.yaml", std::string(clauses)},
            {"interpretations.yaml", std::string(readings)},
            {"pack.yaml", manifest},
            {"params.yaml", parameters},
            {"rules/rules.lua", std::string(rules_file) + more_rules},
            {"source.txt", std::string(source)},
            {"tests/tests.yaml", tests},
        };
    }
};

SmallPack later_threshold(int revision)
{
    SmallPack pack;
    pack.revision = revision;
    pack.permit += "\n    2026-05-20: { value: 1200, interpretation: i-001 }";
    pack.day += "\n    2026-05-20: { value: 2026-08-01, interpretation: i-001 }";
    return pack;
}

class Publication : public testing::TestWithParam<Store>
{
protected:
    Publication() : server_(address_), campus_(server_)
    {
        write_file(server_.key_folder() / "policy.pub", key_.public_pem).value();
        server_.today("2026-05-10");
    }

    static std::string fresh_address()
    {
        const Backend backend = GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
        return fresh_database(backend).address;
    }

    Person& policy() { return campus_.person("policy", campus_.province, {"policy_officer"}); }

    json::object body_of(const SmallPack& pack) const
    {
        return body_of(pack, rules::sign_pack(pack.files(), key_.private_pem).value().text());
    }
    static json::object body_of(const SmallPack& pack, const std::string& signature)
    {
        json::object files;
        for (const auto& [path, bytes] : pack.files())
            files[path] = base64(bytes);
        return {{"pack", pack.id}, {"files", std::move(files)}, {"signature", signature}};
    }
    Reply publish(const SmallPack& pack) { return policy().post("/api/v1/packs", body_of(pack)); }

    // The number of a new event for so many people.
    std::string event(int expected)
    {
        const Reply opened = campus_.officer().open(
            "recruitment-event", campus_.school, plan_for("活动", "2026-06-20", expected)
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    Reply page(const std::string& number)
    {
        return campus_.officer().get("/api/v1/cases/" + number);
    }
    static std::int64_t revision_in(const Reply& page)
    {
        const json::value& pin = page.find("packs", "pack", "2026-xiaotongzhi");
        return pin.is_null() ? 0 : integer_of(pin, "revision");
    }
    static bool is_met(const Reply& page)
    {
        return bool_of(page.find("decision.requirements", "key", "X1"), "met");
    }
    static std::string due_in(const Reply& page)
    {
        return std::string(text_of(page.find("duties", "key", "small_report"), "due"));
    }
    // revision, state of every revision: "1 superseded, 2 live"
    std::string states()
    {
        const Reply list = policy().get("/api/v1/packs/2026-xiaotongzhi/revisions");
        std::string text;
        if (list.status == 200)
            for (const json::value& one : list.at("items")->as_array())
                text = std::to_string(integer_of(one, "revision")) + " " +
                       std::string(text_of(one, "state")) + (text.empty() ? "" : ", ") + text;
        return text;
    }
    void expect_refused(const SmallPack& pack, const std::string& code, const std::string& stays)
    {
        const Reply refused = publish(pack);
        EXPECT_EQ(refused.status, 422) << refused.body;
        EXPECT_EQ(refused.text("code"), "publication_refused");
        EXPECT_NE(refused.codes().find(code), std::string::npos) << refused.body;
        EXPECT_EQ(states(), stays) << "a failed publication leaves everything as it was";
    }
    Reply migrate(const std::string& number, json::object body)
    {
        return policy().post(
            "/api/v1/cases/" + number + "/migration", body,
            {{"If-Match", page(number).field("ETag")}}
        );
    }

    const std::string address_ = fresh_address();
    const SigningKey key_ = make_signing_key();
    TestServer server_;
    Campus campus_;
};
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

TEST_P(Publication, MovesAnOpenCaseAfterShowingWhatThatChanges)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(1100);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const std::string target = "/api/v1/cases/" + number + "/migration";
    const Reply preview = policy().post(target + "?preview=true", {{"due", "recompute"}});
    ASSERT_EQ(preview.status, 200) << preview.body;
    const json::value& duty = preview.find("duties", "key", "small_report");
    EXPECT_EQ(text_of(duty, "before"), "2026-07-16T00:00:00+08:00");
    EXPECT_EQ(text_of(duty, "after"), "2026-08-02T00:00:00+08:00");
    EXPECT_FALSE(preview.find("items.kept", "id", "X1").is_null());
    EXPECT_EQ(preview.count("stages.added"), 0U);
    EXPECT_EQ(revision_in(page(number)), 1) << "a preview writes nothing";

    // keep: the due time stays, also through later acts.
    const Reply kept = migrate(number, {{"due", "keep"}, {"reason", "勘误"}});
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(revision_in(kept), 2);
    EXPECT_TRUE(is_met(kept));
    EXPECT_EQ(due_in(kept), "2026-07-16T00:00:00+08:00");
    ASSERT_EQ(
        campus_.officer().act(number, "edit_plan", json::object{{"expected", 1150}}).status, 200
    );
    EXPECT_EQ(due_in(page(number)), "2026-07-16T00:00:00+08:00");
    EXPECT_EQ(migrate(number, {}).codes(), "RP3032");

    // Taken back: the pins and the due time are what they were.
    const Reply back = policy().post(
        target + "/revert", {{"reason", "迁移有误"}}, {{"If-Match", page(number).field("ETag")}}
    );
    ASSERT_EQ(back.status, 200) << back.body;
    EXPECT_EQ(revision_in(back), 1);
    EXPECT_FALSE(is_met(back));
    EXPECT_EQ(due_in(back), "2026-07-16T00:00:00+08:00");
    const Reply nothing = policy().post(
        target + "/revert", {{"reason", "再来"}}, {{"If-Match", page(number).field("ETag")}}
    );
    EXPECT_EQ(nothing.status, 409);
    EXPECT_EQ(nothing.codes(), "RP3034");

    EXPECT_EQ(
        migrate(number, {{"dues", json::object{{"small_report", "only_if_later"}}}}).status, 200
    );
    EXPECT_EQ(due_in(page(number)), "2026-08-02T00:00:00+08:00");
    const Reply history = campus_.auditor().get("/api/v1/cases/" + number + "/history");
    EXPECT_EQ(
        text_of(history.find("items", "act", "migrate_rules").at("label"), "zh"), "迁移到另一版规则"
    );
    EXPECT_FALSE(history.find("items", "act", "revert_migration").is_null());
}

TEST_P(Publication, NeverMovesADueTimeEarlierWhenOnlyLaterIsAskedFor)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(500);
    server_.today("2026-05-20");
    SmallPack earlier;
    earlier.revision = 2;
    earlier.day += "\n    2026-05-20: { value: 2026-07-01, interpretation: i-001 }";
    ASSERT_EQ(publish(earlier).status, 200);
    EXPECT_EQ(migrate(number, {{"due", "only_if_later"}}).status, 200);
    EXPECT_EQ(due_in(page(number)), "2026-07-16T00:00:00+08:00");
}

TEST_P(Publication, RefusesAMigrationThatMakesNoSense)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string number = event(500);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const std::string unknown(64, '0');
    EXPECT_EQ(
        migrate(number, {{"packs", json::object{{"2026-xiaotongzhi", unknown}}}}).codes(), "RP3030"
    );
    EXPECT_EQ(
        migrate(number, {{"packs", json::object{{"2019-other", unknown}}}}).codes(), "RP3030"
    );
    EXPECT_EQ(migrate(number, {{"dues", json::object{{"nothing", "keep"}}}}).codes(), "RP3035");
    EXPECT_EQ(migrate(number, {{"due", "whatever"}}).status, 422);
    const Reply stale = policy().post(
        "/api/v1/cases/" + number + "/migration", json::object(), {{"If-Match", "\"v99\""}}
    );
    EXPECT_EQ(stale.status, 412) << stale.body;
    const Reply officer = campus_.officer().post(
        "/api/v1/cases/" + number + "/migration", json::object(),
        {{"If-Match", page(number).field("ETag")}}
    );
    EXPECT_EQ(officer.status, 403) << officer.body;
    ASSERT_EQ(campus_.officer().act(number, "cancel", nullptr, "取消").status, 200);
    EXPECT_EQ(migrate(number, {}).codes(), "RP3031");
}

TEST_P(Publication, MovesManyCasesAndTellsOfEach)
{
    ASSERT_EQ(publish(SmallPack()).status, 200);
    const std::string a = event(500);
    const std::string b = event(600);
    server_.today("2026-05-20");
    ASSERT_EQ(publish(later_threshold(2)).status, 200);
    const std::string fresh = event(700);
    const json::object all{{"pack", "2026-xiaotongzhi"}, {"due", "recompute"}};
    const Reply preview = policy().post("/api/v1/migrations?preview=true", all);
    EXPECT_EQ(preview.count("items"), 2U) << preview.body;
    EXPECT_EQ(revision_in(page(a)), 1);
    const Reply some = policy().post(
        "/api/v1/migrations",
        {{"cases", json::array{a, fresh, "BH-1999-0001"}}, {"due", "recompute"}}
    );
    ASSERT_EQ(some.status, 200) << some.body;
    EXPECT_TRUE(bool_of(some.find("items", "number", a), "done"));
    EXPECT_FALSE(bool_of(some.find("items", "number", fresh), "done"));
    EXPECT_FALSE(bool_of(some.find("items", "number", "BH-1999-0001"), "done"));
    EXPECT_EQ(policy().post("/api/v1/migrations", all).count("items"), 1U);
    for (const std::string& number : {a, b})
        EXPECT_EQ(revision_in(page(number)), 2) << number;
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
