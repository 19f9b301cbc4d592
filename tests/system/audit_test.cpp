// What auditors ask of many cases: lists, samples, files, and whether the history holds.
#include "base/bytes.hpp"
#include "storage/statement.hpp"
#include "system/event.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace beihui::test
{
namespace
{

class Audit : public testing::TestWithParam<Store>
{
protected:
    Audit() { server.today("2026-05-10"); }

    std::vector<std::string> numbers(const Reply& reply, std::string_view list = "items")
    {
        std::vector<std::string> found;
        for (const json::value& item : reply.at(list)->as_array()) {
            const json::value* const of = member(item, "case");
            found.emplace_back(text_of(of ? *of : item, "number"));
        }
        return found;
    }
    // Changes rows behind the back of the program, and puts them back at the end.
    void write(std::string_view sql)
    {
        const auto done =
            server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
                EXPECT_EQ(storage::run(txn, sql), 1) << sql;
                return {};
            });
        ASSERT_TRUE(done) << sql;
    }
    Reply integrity(const std::string& number)
    {
        return campus.auditor().get("/api/v1/cases/" + number + "/integrity");
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
};

INSTANTIATE_TEST_SUITE_P(
    On,
    Audit,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Audit, ListsByPeriodKindAndWhetherSomethingWasCorrected)
{
    Event first(campus, plan_for("第一场", "2026-06-20", 200), {});
    Event second(campus, plan_for("第二场", "2026-07-20", 200), {});
    second.must(campus.officer(), "edit_plan", json::object{{"expected", 260}});
    Person& auditor = campus.auditor();
    const std::string list = "/api/v1/audit/cases?workflow=recruitment-event";
    const Reply all = auditor.get(list);
    EXPECT_EQ(numbers(all), (std::vector<std::string>{second.number, first.number}));
    EXPECT_EQ(all.integer("total"), 2);
    EXPECT_EQ(numbers(auditor.get(list + "&to=2026-06-30")), std::vector{first.number});
    EXPECT_EQ(numbers(auditor.get(list + "&from=2026-07-20")), std::vector{second.number});
    EXPECT_EQ(numbers(auditor.get(list + "&corrected=true")), std::vector{second.number});
    EXPECT_EQ(auditor.get("/api/v1/audit/cases?workflow=visit").count("items"), 0U);
    // Page by page, nothing twice.
    const Reply page = auditor.get(list + "&limit=1");
    EXPECT_EQ(numbers(page), std::vector{second.number});
    const Reply next = auditor.get(list + "&limit=1&cursor=" + page.text("next_cursor"));
    EXPECT_EQ(numbers(next), std::vector{first.number});
    EXPECT_EQ(next.text("next_cursor"), "");
    // A correction is an entry that wrote over what stood there; to fill in is none.
    const Reply history = auditor.get("/api/v1/cases/" + second.number + "/history");
    EXPECT_TRUE(history.at("items.0.corrects")->as_bool());
    EXPECT_FALSE(history.at("items.1.corrects")->as_bool());
}

TEST_P(Audit, DrawsTheSampleThatTheSeedSays)
{
    std::vector<std::string> all;
    for (int i = 0; i < 8; ++i) {
        const std::string title = "抽样" + std::to_string(i);
        all.push_back(Event(campus, plan_for(title, "2026-06-20", 100), {}).number);
    }
    const auto hash = [](const std::string& seed, const std::string& number) {
        return hex(sha256(seed + ":" + number));
    };
    Person& auditor = campus.auditor();
    const Reply drawn = auditor.get("/api/v1/audit/sample?seed=2026063&size=3");
    EXPECT_EQ(drawn.integer("population"), 8);
    std::vector<std::string> by_hand = all;
    std::ranges::sort(by_hand, {}, [&](const std::string& number) {
        return hash("2026063", number);
    });
    by_hand.resize(3);
    EXPECT_EQ(numbers(drawn), by_hand);
    EXPECT_EQ(drawn.text("items.0.hash"), hash("2026063", by_hand[0]));
    std::string listed;
    std::ranges::sort(all);
    for (const std::string& number : all)
        listed += number + "\n";
    EXPECT_EQ(drawn.text("population_hash"), hex(sha256(listed)));

    // A case that was opened later is not among them: the same draw stays the same.
    Event later(campus, plan_for("之后立卷", "2026-06-20", 100), {});
    const Reply again = auditor.get(
        "/api/v1/audit/sample?seed=2026063&size=3&as_of=" + encoded(drawn.text("as_of"))
    );
    EXPECT_EQ(numbers(again), by_hand);
    EXPECT_EQ(again.text("population_hash"), drawn.text("population_hash"));
    EXPECT_EQ(auditor.get("/api/v1/audit/sample?seed=2026063").integer("population"), 9);
    EXPECT_EQ(auditor.get("/api/v1/audit/sample").text("code"), "seed_required");
}

TEST_P(Audit, NotesInTheAccessLogWhoTookAListOut)
{
    Event event(campus, plan_for("导出清单", "2026-06-20", 200), {});
    Person& auditor = campus.auditor();
    const Reply file = auditor.get("/api/v1/audit/cases/file?format=csv&seed=7&size=5");
    ASSERT_EQ(file.status, 200) << file.body;
    EXPECT_NE(file.body.find(event.number), std::string::npos);
    EXPECT_TRUE(file.field("Content-Disposition").starts_with("attachment"));
    const Reply log = auditor.get("/api/v1/access?action=export");
    EXPECT_EQ(log.text("items.0.subject"), "audit_cases");
    EXPECT_EQ(log.text("items.0.detail.seed"), "7");
    EXPECT_EQ(log.text("items.0.detail.hash"), hex(sha256(file.body)));
    // The log goes out as a file, too, and that is noted as well.
    const Reply lines = auditor.get("/api/v1/access/file?format=csv&action=export");
    ASSERT_EQ(lines.status, 200) << lines.body;
    EXPECT_NE(lines.body.find("导出文件"), std::string::npos);
    EXPECT_EQ(auditor.get("/api/v1/access?action=export").text("items.0.subject"), "access");
}

TEST_P(Audit, FindsLinesOfTheAccessLogByTheNumberOfACase)
{
    Event event(campus, plan_for("查阅", "2026-06-20", 200), {});
    const std::string document = event.upload("plan", "方案.pdf");
    ASSERT_EQ(campus.officer().get("/api/v1/documents/" + document).status, 200);
    const Reply found = campus.auditor().get("/api/v1/access?subject=" + event.number);
    ASSERT_EQ(found.count("items"), 1U);
    EXPECT_EQ(found.text("items.0.subject"), document);
    EXPECT_EQ(campus.auditor().get("/api/v1/access?subject=BH-%25").count("items"), 0U);
}

TEST_P(Audit, VerifiesWhatHolds)
{
    Event event(campus, plan_for("完整", "2026-06-20", 200), {});
    event.upload("plan", "方案.pdf");
    event.must(campus.officer(), "edit_plan", json::object{{"expected", 220}});
    const Reply holds = integrity(event.number);
    EXPECT_TRUE(holds.at("verified")->as_bool()) << holds.body;
    EXPECT_EQ(holds.integer("entries"), event.page().integer("version"));
    EXPECT_EQ(holds.integer("documents"), 1);
    const Reply history = campus.auditor().get("/api/v1/cases/" + event.number + "/history");
    EXPECT_EQ(holds.text("last_leaf"), history.text("items.0.leaf"));
    const Reply page = campus.auditor().get("/api/v1/audit/integrity?workflow=recruitment-event");
    EXPECT_EQ(page.integer("cases"), 1);
    EXPECT_EQ(page.integer("total"), 1);
    EXPECT_EQ(page.count("broken"), 0U);
}

TEST_P(Audit, TellsWhatDoesNotHold)
{
    Event event(campus, plan_for("改过的", "2026-06-20", 200), {});
    event.upload("plan", "方案.pdf");
    const std::string where = " WHERE number = '" + event.number + "'";
    write("UPDATE cases SET title = '别的'" + where);
    const Reply title = integrity(event.number);
    EXPECT_FALSE(title.at("verified")->as_bool());
    const json::value& fault = title.find("faults", "at", "title");
    EXPECT_EQ(text_of(fault, "what"), "case");
    EXPECT_EQ(text_of(fault, "expected"), "改过的");
    EXPECT_EQ(text_of(fault, "got"), "别的");
    const Reply page = campus.auditor().get("/api/v1/audit/integrity?workflow=recruitment-event");
    EXPECT_EQ(page.text("broken.0.number"), event.number);
    write("UPDATE cases SET title = '改过的'" + where);
    EXPECT_TRUE(integrity(event.number).at("verified")->as_bool());

    const std::string sha = event.page().text("documents.0.sha256");
    write("UPDATE document_bytes SET bytes = '' WHERE part = 0 AND sha256 = '" + sha + "'");
    const Reply document = integrity(event.number);
    EXPECT_EQ(document.text("faults.0.what"), "document");
    EXPECT_EQ(document.text("faults.0.expected"), sha);
    EXPECT_EQ(document.text("faults.0.got"), hex(sha256("")));
}

TEST_P(Audit, KeepsWhatAVerificationFoundUntilAnEntryComesAfterIt)
{
    Event event(campus, plan_for("留存", "2026-06-20", 200), {});
    Event other(campus, plan_for("另一场", "2026-06-21", 200), {});
    Person& auditor = campus.auditor();
    const std::string runs = "/api/v1/audit/verifications";
    const auto tick = [&] {
        return auditor.get("/api/v1/integrity?case=" + event.number + "&case=BH-none");
    };
    EXPECT_EQ(tick().count("items"), 1U);
    EXPECT_EQ(tick().text("items.0.state"), "unverified");
    EXPECT_EQ(tick().text("items.0.at"), "");
    const Fields write_fields{{"X-Beihui", "1"}};
    const Reply begun = auditor.ask("POST", runs + "?workflow=recruitment-event", {}, write_fields);
    ASSERT_EQ(begun.status, 201) << begun.body;
    EXPECT_EQ(begun.text("run.outcome"), "verified");
    EXPECT_EQ(begun.integer("run.cases"), 2);
    // The tip can be worked out again by hand: the newest number first.
    std::string tip;
    for (const std::string& number : {other.number, event.number})
        tip = hex(sha256(tip + number + " " + integrity(number).text("last_leaf") + "\n"));
    EXPECT_EQ(begun.text("run.tip"), tip);
    EXPECT_EQ(tick().text("items.0.state"), "verified");
    const std::string next = runs + "/" + begun.text("run.id") + "/next";
    EXPECT_EQ(auditor.ask("POST", next, {}, write_fields).text("code"), "verification_over");
    EXPECT_EQ(campus.officer().ask("POST", next, {}, write_fields).status, 404) << "another's";

    event.must(campus.officer(), "edit_plan", json::object{{"expected", 220}});
    EXPECT_EQ(tick().text("items.0.state"), "unverified");
    EXPECT_EQ(tick().integer("items.0.version"), 1);
    const std::string one = "/api/v1/cases/" + event.number + "/verification";
    EXPECT_TRUE(auditor.ask("POST", one, {}, write_fields).at("verified")->as_bool());
    EXPECT_EQ(tick().text("items.0.state"), "verified");

    write("UPDATE cases SET title = '别的' WHERE number = '" + event.number + "'");
    EXPECT_FALSE(auditor.ask("POST", one, {}, write_fields).at("verified")->as_bool());
    EXPECT_EQ(tick().text("items.0.state"), "broken");
    EXPECT_EQ(tick().text("items.0.fault.got"), "别的");
    const Reply list = auditor.get(runs);
    EXPECT_EQ(list.count("items"), 3U);
    EXPECT_EQ(list.text("items.0.outcome"), "broken");
    EXPECT_EQ(list.text("items.0.scope.q"), event.number);
    EXPECT_EQ(list.text("items.2.by.key"), auditor.id());
    write("UPDATE cases SET title = '留存' WHERE number = '" + event.number + "'");
}

TEST_P(Audit, GoesOnPageByPageWhereAVerificationStopped)
{
    for (int i = 0; i < 26; ++i)
        Event(campus, plan_for("第" + std::to_string(i) + "场", "2026-06-20", 100), {});
    Person& auditor = campus.auditor();
    const Fields write_fields{{"X-Beihui", "1"}};
    const Reply begun = auditor.ask(
        "POST", "/api/v1/audit/verifications?workflow=recruitment-event", {}, write_fields
    );
    EXPECT_EQ(begun.text("run.outcome"), "unfinished");
    EXPECT_EQ(begun.integer("page.cases"), 25);
    const Reply rest = auditor.ask(
        "POST", "/api/v1/audit/verifications/" + begun.text("run.id") + "/next", {}, write_fields
    );
    EXPECT_EQ(rest.status, 200) << rest.body;
    EXPECT_EQ(rest.text("run.outcome"), "verified");
    EXPECT_EQ(rest.integer("run.cases"), 26);
    EXPECT_EQ(rest.text("page.next_cursor"), "");
}

TEST_P(Audit, TellsOfATableHowManyOfTheCasesBehindItAreVerified)
{
    const std::string employer = campus.employer("甲", "小型", false);
    Event event(campus, plan_for("计入", "2026-05-20", 200), {employer});
    event.run_until_held("2026-05-20");
    const std::string at = "/api/v1/tables/2026.annex1/integrity?from=2026-04-01&to=2026-06-30";
    Person& auditor = campus.auditor();
    const Reply before = auditor.get(at);
    ASSERT_EQ(before.status, 200) << before.body;
    EXPECT_EQ(before.integer("cases"), 1);
    EXPECT_EQ(before.text("state"), "unverified");
    const std::string one = "/api/v1/cases/" + event.number + "/verification";
    EXPECT_EQ(auditor.ask("POST", one, {}, {{"X-Beihui", "1"}}).status, 200);
    EXPECT_EQ(auditor.get(at).text("state"), "verified");
    write("UPDATE cases SET title = '别的' WHERE number = '" + event.number + "'");
    EXPECT_EQ(auditor.ask("POST", one, {}, {{"X-Beihui", "1"}}).status, 200);
    const Reply broken = auditor.get(at);
    EXPECT_EQ(broken.text("state"), "broken");
    EXPECT_EQ(broken.text("broken_cases.0.number"), event.number);
    write("UPDATE cases SET title = '计入' WHERE number = '" + event.number + "'");
}

TEST_P(Audit, FindsWhatIsOverdueOnTheDayAfterItWasDue)
{
    const std::string department = campus.department("province_sme");
    Person& filer = campus.person("filer", department, {"province_sme"});
    const auto due_on = [&](std::string_view title, std::string_view day) {
        const Reply ledger = filer.open("campaign", department, {{"title", title}});
        EXPECT_EQ(ledger.status, 201) << ledger.body;
        json::array rows{json::object{
            {"duty", "annex1"}, {"due_on", day}, {"set_by", "省厅"}, {"source", "省厅通知"}
        }};
        const Reply set =
            filer.act(ledger.text("number"), "set_due", json::object{{"rows", std::move(rows)}});
        EXPECT_EQ(set.status, 200) << set.body;
        return ledger.text("number");
    };
    const std::string late = due_on("先到期", "2026-05-20");
    const std::string calm = due_on("后到期", "2026-12-20");
    Person& auditor = campus.person("auditor-above", campus.province, {"auditor"});
    const std::string list = "/api/v1/audit/cases?workflow=campaign";
    EXPECT_EQ(numbers(auditor.get(list)), (std::vector<std::string>{calm, late}));
    EXPECT_EQ(numbers(auditor.get(list + "&overdue=true")), std::vector<std::string>{});
    server.today("2026-05-20T23:59:00+08:00");
    EXPECT_EQ(numbers(auditor.get(list + "&overdue=true")), std::vector<std::string>{});
    server.today("2026-05-21");
    EXPECT_EQ(numbers(auditor.get(list + "&overdue=true")), std::vector{late});
    const Reply sample =
        auditor.get("/api/v1/audit/sample?workflow=campaign&overdue=true&seed=1&size=5");
    EXPECT_EQ(numbers(sample), std::vector{late});
    EXPECT_EQ(sample.integer("population"), 1);
}

TEST_P(Audit, ShowsFactsAsTheyStoodAtAMoment)
{
    const std::string employer = campus.employer("甲", "小型", false);
    Event event(campus, plan_for("归属", "2026-05-20", 200), {employer});
    const std::string before = server.clock().now().text();
    event.run_until_held("2026-05-20");
    const std::string at = "/api/v1/cases/" + event.number + "/facts";
    const Reply now = campus.auditor().get(at);
    const auto counted = [](const Reply& reply) {
        std::size_t cells = 0;
        for (const json::value& fact : reply.at("facts")->as_array())
            cells += member(fact, "counted")->as_array().size();
        return cells;
    };
    EXPECT_GT(counted(now), 0U) << now.body;
    const Reply then = campus.auditor().get(at + "?as_of=" + encoded(before));
    ASSERT_EQ(then.status, 200) << then.body;
    EXPECT_EQ(counted(then), 0U) << then.body;
}

TEST(AuditAfterTampering, NamesTheEntryOfWhichOneByteWasChangedAndTheOneThatIsMissing)
{
    const TemporaryFolder folder;
    TestServer server("sqlite:" + (folder.path() / "beihui.db").string());
    server.today("2026-05-10");
    Campus campus(server);
    Event event(campus, plan_for("八百人", "2026-06-20", 800), {});
    Event whole(campus, plan_for("另一场", "2026-06-21", 100), {});
    event.must(campus.officer(), "edit_plan", json::object{{"expected", 700}});
    event.must(campus.officer(), "edit_plan", json::object{{"expected", 600}});
    const std::string address = "/api/v1/cases/" + event.number + "/";
    const Reply history = campus.officer().get(address + "history");
    const std::string leaf = history.text("items.1.leaf");
    const auto damage = [&](const std::string& sql) {
        const auto done =
            server.context().database.write([&](storage::WriteTxn& txn) -> Result<void> {
                storage::run(txn, "DROP TRIGGER IF EXISTS entry_is_never_changed");
                storage::run(txn, "DROP TRIGGER IF EXISTS entry_is_never_deleted");
                EXPECT_EQ(storage::run(txn, sql), 1) << sql;
                return {};
            });
        ASSERT_TRUE(done);
    };
    damage(
        "UPDATE entry SET body = replace(body, '\"to\":700', '\"to\":900') WHERE uid = '" +
        history.text("items.1.uid") + "'"
    );
    const Reply changed = campus.auditor().get(address + "integrity");
    EXPECT_FALSE(changed.at("verified")->as_bool());
    EXPECT_EQ(changed.count("faults"), 1U) << changed.body;
    EXPECT_EQ(changed.integer("faults.0.version"), 2);
    EXPECT_EQ(changed.text("faults.0.what"), "entry");
    EXPECT_EQ(changed.text("faults.0.expected"), leaf);
    EXPECT_NE(changed.text("faults.0.got"), leaf);
    const Reply other = campus.auditor().get("/api/v1/cases/" + whole.number + "/integrity");
    EXPECT_TRUE(other.at("verified")->as_bool());

    damage("DELETE FROM entry WHERE uid = '" + history.text("items.1.uid") + "'");
    const Reply missing = campus.auditor().get(address + "integrity");
    EXPECT_EQ(missing.text("faults.0.what"), "gap");
    EXPECT_EQ(missing.text("faults.0.expected"), "2");
    EXPECT_EQ(missing.text("faults.0.got"), "3");
}

}  // namespace
}  // namespace beihui::test
