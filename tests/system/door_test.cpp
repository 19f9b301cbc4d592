// Check-in at the door: what a device may do and for how long, that nothing is counted twice however
// often and from how many devices it is sent, and what the phones of students add.
#include "accounts/doors.hpp"
#include "base/bytes.hpp"
#include "system/event.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace beihui::test
{
namespace
{

// A device that was given a link: a cookie and nothing else.
class Device
{
public:
    Device(TestServer& server, const std::string& url) : browser_(server, "", "")
    {
        entered = enter(url.substr(url.find('#') + 1));
        const std::string cookie = entered.field("Set-Cookie");
        cookie_ = cookie.substr(0, cookie.find(';'));
        id = entered.text("door.id");
    }

    Reply enter(std::string_view token)
    {
        return browser_.once(
            "POST", "/api/v1/door", json_text(json::object{{"token", token}}), {{"X-Beihui", "1"}}
        );
    }
    Reply look(const std::string& list = {})
    {
        return browser_.once(
            "GET", "/api/v1/door" + (list.empty() ? "" : "?list=" + list), "", {{"Cookie", cookie_}}
        );
    }
    Reply send(json::object body, const std::string& key = fresh_key())
    {
        if (!body.contains("door"))
            body["door"] = id;
        return browser_.once(
            "POST", "/api/v1/door/batches", json_text(body),
            {{"Cookie", cookie_}, {"X-Beihui", "1"}, {"Idempotency-Key", key}}
        );
    }
    Reply mark(const std::string& employer, bool attended)
    {
        json::object line{{"employer", employer}, {"attended", attended}};
        return send({{"attendance", json::array{std::move(line)}}});
    }
    static json::object counts(int graduates, int others = 0)
    {
        json::array lines{json::object{{"identity", "毕业生"}, {"count", graduates}}};
        if (others != 0)
            lines.emplace_back(json::object{{"identity", "其他"}, {"count", others}});
        return {{"counts", std::move(lines)}};
    }
    Reply book()
    {
        return browser_.once(
            "POST", "/api/v1/door/passes", "", {{"Cookie", cookie_}, {"X-Beihui", "1"}}
        );
    }
    Reply ask(std::string_view path)
    {
        return browser_.once("GET", path, "", {{"Cookie", cookie_}});
    }

    std::string id;
    Reply entered;

private:
    Person browser_;
    std::string cookie_;
};

class Doors : public testing::TestWithParam<Store>
{
protected:
    Doors()
    {
        server.today("2026-05-10");
        firms = {
            campus.employer("门口甲公司", "小型", false),
            campus.employer("门口乙公司", "微型", true),
            campus.employer("门口丙公司", "中型", false)
        };
        event = std::make_unique<Event>(campus, plan_for("签到双选会", "2026-05-20", 300), firms);
        event->prepare();
        event->submit();
        event->approve();
        event->publish();
    }

    std::string doors() const { return "/api/v1/cases/" + event->number + "/doors"; }
    Reply open(const std::string& label, Person* who = nullptr)
    {
        return (who ? *who : campus.officer()).post(doors(), {{"label", label}});
    }
    Device device(const std::string& label)
    {
        const Reply made = open(label);
        EXPECT_EQ(made.status, 201) << made.body;
        return {server, made.text("url")};
    }
    Reply end(const std::string& id, Person* who = nullptr)
    {
        return (who ? *who : campus.officer())
            .ask("DELETE", doors() + "/" + id, "", {{"X-Beihui", "1"}});
    }
    // The row of gate_counts by the name of its gate: what it counted; -1 for none.
    std::int64_t counted(std::string_view gate)
    {
        const Reply page = event->page();
        const json::value& row = page.find("rows.gate_counts", "gate", gate);
        return row.is_null() ? -1 : integer_of(row, "counted", -1);
    }
    json::value attended(const std::string& employer)
    {
        const Reply page = event->page();
        const json::value& row = page.find("rows.participants", "employer", employer);
        const json::value* const value = row.is_null() ? nullptr : member(row, "attended");
        return value ? *value : json::value();
    }
    std::int64_t waiting(std::string_view label)
    {
        const Reply list = campus.officer().get(doors());
        return integer_of(list.find("items", "label", label), "waiting", -1);
    }
    Reply pass(
        const std::string& code,
        const std::string& browser,
        std::string_view identity = "毕业生"
    )
    {
        Person phone(server, "", "");
        return phone.once(
            "POST", "/api/v1/passes",
            json_text(json::object{{"code", code}, {"browser", browser}, {"identity", identity}}),
            {{"X-Beihui", "1"}}
        );
    }
    static std::string browser() { return random_id(); }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
    std::vector<std::string> firms;
    std::unique_ptr<Event> event;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Doors,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Doors, AreOpenedOnceTheEventIsPublishedByWhoeverMayCountByHand)
{
    const Reply early = campus.officer().open(
        "recruitment-event", campus.school, plan_for("还在计划", "2026-05-21", 100)
    );
    const Reply none = campus.officer().post(
        "/api/v1/cases/" + early.text("number") + "/doors", {{"label", "东门"}}
    );
    EXPECT_EQ(none.status, 409) << none.body;
    EXPECT_EQ(none.text("code"), "no_door_here");
    EXPECT_EQ(open("东门", &campus.security()).status, 403);
    EXPECT_EQ(open("东门（一）").status, 422);
    EXPECT_EQ(open(std::string(70, 'x')).status, 422);
    const Reply made = open("东门");
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("expires_at"), "2026-05-21T04:30:00+08:00");  // half a day after its end
    const Reply again = open("东门");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.text("code"), "door_label_taken");
    const Reply listed = campus.officer().get(doors());
    ASSERT_EQ(listed.count("items"), 1U) << listed.body;
    EXPECT_EQ(listed.body.find("bh_door_"), std::string::npos);
    EXPECT_EQ(listed.text("items.0.label"), "东门");
    server.context().database.read([&](storage::ReadTxn& txn) {
        const auto subject = storage::find_case(txn, event->number).value();
        for (const storage::Door& door : storage::doors_of_case(txn, subject.id))
            EXPECT_EQ(door.token_hash.size(), 64U);
    });
    for (int i = 1; i < 20; ++i)
        EXPECT_EQ(open("门" + std::to_string(i)).status, 201);
    EXPECT_EQ(open("再一个").text("code"), "too_many_doors");
    server.today("2026-05-21T05:00:00+08:00");
    EXPECT_EQ(open("西门").text("code"), "event_over");
}

TEST_P(Doors, ShowTheListAndDoNothingBeforeTheDay)
{
    Device east = device("东门");
    EXPECT_EQ(east.entered.status, 200) << east.entered.body;
    EXPECT_EQ(east.entered.text("state"), "too_early");
    EXPECT_EQ(east.entered.count("list.firms"), 3U);
    EXPECT_EQ(east.entered.count("codes"), 0U);
    EXPECT_EQ(east.mark(firms[0], true).text("code"), "too_early");
    server.today("2026-05-20");
    EXPECT_EQ(east.mark(firms[0], true).status, 200);
    EXPECT_EQ(attended(firms[0]), json::value(true));
    const Reply now = east.look();
    EXPECT_EQ(now.text("state"), "open");
    EXPECT_EQ(now.integer("counts.firms_here"), 1);
    EXPECT_EQ(now.count("codes"), 40U);
    // The same list is not sent again.
    EXPECT_TRUE(east.look(now.text("list_tag")).at("list")->is_null());
    EXPECT_FALSE(east.look("other").at("list")->is_null());
}

// The cookie goes to these routes only, and opens no other.
TEST_P(Doors, ReachTheirEventAndNothingElse)
{
    server.today("2026-05-20");
    Device east = device("东门");
    const std::string cookie = east.entered.field("Set-Cookie");
    for (const char* const part : {"Path=/api/v1/door;", "HttpOnly", "SameSite=Strict", "Max-Age="})
        EXPECT_NE(cookie.find(part), std::string::npos) << cookie;
    for (const std::string& path :
         {std::string("/api/v1/session"), "/api/v1/cases/" + event->number,
          std::string("/api/v1/employers"), doors()})
        EXPECT_EQ(east.ask(path).status, 401) << path;
    // Of the text of the case only what stands on every poster.
    for (const char* const word : {"contact", "responsible", "uscc", "officer"})
        EXPECT_EQ(east.look().body.find(word), std::string::npos) << word;
    // What was kept for another device is not taken by this one.
    Device west = device("西门");
    json::object foreign = Device::counts(5);
    foreign["door"] = east.id;
    EXPECT_EQ(west.send(std::move(foreign)).text("code"), "door_not_found");
    // A firm of another event.
    EXPECT_EQ(
        east.mark(campus.employer("别处的公司", "小型", false), true).text("code"),
        "unknown_participant"
    );
    for (const char* const body :
         {R"({"counts":[{"identity":"毕业生","count":1001}]})",
          R"({"counts":[{"identity":"教师","count":1}]})",
          R"({"counts":[{"identity":"毕业生","count":1},{"identity":"毕业生","count":1}]})",
          R"({"counts":[{"identity":"毕业生","count":1.5}]})", R"({"counts":[]})",
          R"({"attendance":[{"employer":"x"}]})",
          R"({"firms":[{"number":"1","name":"","booth":""}]})",
          R"({"agreements":[{"number":"1"}]})", R"({"act":"report"})"})
        EXPECT_EQ(east.send(json::parse(body).as_object()).status, 422) << body;
    EXPECT_EQ(counted("东门"), -1);
}

TEST_P(Doors, AreGoneWithoutATraceOnceTheyAreEndedOrOver)
{
    server.today("2026-05-20");
    Device east = device("东门");
    Device west = device("西门");
    const std::string unknown = "bh_door_" + std::string(43, 'A');
    const Reply nobody = east.enter(unknown);
    EXPECT_EQ(nobody.status, 404);
    EXPECT_EQ(end(east.id, &campus.security()).status, 403);
    EXPECT_EQ(end("none").status, 404);
    EXPECT_EQ(end(east.id).status, 204);
    EXPECT_EQ(end(east.id).status, 404);
    const Reply ended = east.look();
    EXPECT_EQ(ended.status, 404);
    EXPECT_EQ(ended.text("code"), nobody.text("code"));
    EXPECT_EQ(ended.text("detail"), nobody.text("detail"));
    EXPECT_EQ(east.send(Device::counts(1)).status, 404);
    EXPECT_EQ(west.look().status, 200);
    server.today("2026-05-21T04:31:00+08:00");
    EXPECT_EQ(west.look().status, 404);
    EXPECT_EQ(west.send(Device::counts(1)).status, 404);
}

TEST_P(Doors, CountForTheirOfficerAsFarAsThatOneMay)
{
    server.today("2026-05-20");
    Person& officer = campus.officer();
    Device east = device("东门");
    const auto lock = [&](bool locked) {
        server.context()
            .database
            .write([&](storage::WriteTxn& txn) -> Result<void> {
                auto account = storage::find_account_by_login(txn, officer.login()).value();
                account.locked = locked;
                storage::put_account(txn, account);
                return {};
            })
            .value();
    };
    lock(true);
    EXPECT_EQ(east.look().status, 404);
    lock(false);
    EXPECT_EQ(east.look().status, 200);
    ASSERT_EQ(east.send(Device::counts(3)).status, 200);
    const Reply history =
        campus.auditor().get("/api/v1/cases/" + event->number + "/history?limit=5");
    EXPECT_EQ(history.text("items.0.act"), "count_gates");
    EXPECT_EQ(history.text("items.0.actor.door"), "东门");
    EXPECT_TRUE(history.text("items.0.actor.shown").ends_with("（签到设备 东门）"))
        << history.text("items.0.actor.shown");
    EXPECT_FALSE(history.at("items.0.corrects")->as_bool());
    // Counting on is no correction; taking back is one.
    ASSERT_EQ(east.send(Device::counts(2)).status, 200);
    ASSERT_EQ(east.send(Device::counts(-1)).status, 200);
    const Reply later = campus.auditor().get("/api/v1/cases/" + event->number + "/history?limit=5");
    EXPECT_TRUE(later.at("items.0.corrects")->as_bool());
    EXPECT_FALSE(later.at("items.1.corrects")->as_bool());
    EXPECT_EQ(counted("东门"), 4);
}

TEST_P(Doors, WriteABatchOnceHoweverOftenItIsSent)
{
    server.today("2026-05-20");
    Device east = device("东门");
    const std::string key = fresh_key();
    const Reply first = east.send(Device::counts(5, 2), key);
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_FALSE(first.at("replayed")->as_bool());
    const Reply second = east.send(Device::counts(5, 2), key);
    ASSERT_EQ(second.status, 200);
    EXPECT_TRUE(second.at("replayed")->as_bool());
    EXPECT_EQ(second.integer("version"), first.integer("version"));
    EXPECT_EQ(east.send(Device::counts(6), key).text("code"), "idempotency_key_reused");
    EXPECT_EQ(counted("东门"), 5);
    EXPECT_EQ(counted("东门（其他）"), 2);
    // A firm that was added is there once, whatever the key.
    const json::object firm{{"number", "a1b2c3d4"}, {"name", "临时来的公司"}, {"booth", "B7"}};
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(east.send({{"firms", json::array{firm}}}).status, 200);
    const Reply page = event->page();
    ASSERT_EQ(page.count("rows.walk_ins"), 1U);
    EXPECT_EQ(page.text("rows.walk_ins.0.name"), "临时来的公司");
    EXPECT_EQ(page.text("rows.walk_ins.0.state"), "待核对");
    // Arrived twice is arrived; taken back, nothing is known.
    const std::int64_t version = page.integer("version");
    EXPECT_EQ(east.mark(firms[1], true).status, 200);
    EXPECT_EQ(east.mark(firms[1], true).integer("version"), version + 1);
    EXPECT_EQ(east.mark(firms[1], false).status, 200);
    EXPECT_TRUE(attended(firms[1]).is_null());
}

// Each adds to a line of its own, and none hears that the case moved on.
TEST_P(Doors, AddUpExactlyWhenManySendAtOnce)
{
    server.today("2026-05-20");
    std::vector<std::unique_ptr<Device>> devices;
    for (const char* const label : {"东门", "西门", "南门"})
        devices.push_back(std::make_unique<Device>(device(label)));
    std::vector<std::thread> threads;
    std::atomic<int> refused = 0;
    for (const auto& one : devices)
        threads.emplace_back([&refused, device = one.get()] {
            for (int i = 0; i < 6; ++i) {
                const std::string key = fresh_key();
                for (int again = 0; again < 2; ++again)
                    refused += device->send(Device::counts(2, 1), key).status != 200;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(refused, 0);
    for (const char* const label : {"东门", "西门", "南门"}) {
        EXPECT_EQ(counted(label), 12) << label;
        EXPECT_EQ(counted(std::string(label) + "（其他）"), 6) << label;
    }
    const Reply seen = devices.front()->look();
    EXPECT_EQ(seen.integer("counts.students.graduates"), 36);
    EXPECT_EQ(seen.integer("counts.students.others"), 18);
    EXPECT_EQ(seen.integer("counts.by_this_device.graduates"), 12);
}

TEST_P(Doors, CountABrowserOnceByTheCodeThatIsShown)
{
    server.today("2026-05-20");
    Device east = device("东门");
    const std::string code = east.look().text("codes.0.code");
    Person phone(server, "", "");
    const Reply seen = phone.once("GET", "/api/v1/passes/" + code);
    EXPECT_EQ(seen.text("title"), "签到双选会");
    const std::string mine = browser();
    EXPECT_TRUE(pass(code, mine).at("counted")->as_bool());
    EXPECT_FALSE(pass(code, mine).at("counted")->as_bool());
    EXPECT_TRUE(pass(code, browser(), "其他").at("counted")->as_bool());
    // By the code of another door of the same event it is the same browser.
    Device west = device("西门");
    EXPECT_FALSE(pass(west.look().text("codes.0.code"), mine).at("counted")->as_bool());
    EXPECT_EQ(pass(code, "not random").status, 422);
    EXPECT_EQ(pass(code, browser(), "教师").status, 422);
    // Counted at once, written in the case a little later, and not twice.
    EXPECT_EQ(east.look().integer("counts.students.graduates"), 1);
    EXPECT_EQ(counted("东门（扫码）"), -1);
    EXPECT_EQ(waiting("东门"), 2);
    server.today("2026-05-20T09:01:00+08:00");
    EXPECT_EQ(east.book().status, 204);
    EXPECT_EQ(east.book().status, 204);
    EXPECT_EQ(counted("东门（扫码）"), 1);
    EXPECT_EQ(counted("东门（扫码·其他）"), 1);
    EXPECT_EQ(east.look().integer("counts.students.graduates"), 1);
    EXPECT_EQ(waiting("东门"), 0);
}

TEST_P(Doors, PutWaitingPassesIntoTheCaseBeforeTheyEnd)
{
    server.today("2026-05-20");
    Device east = device("东门");
    const std::string code = east.look().text("codes.0.code");
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(pass(code, browser()).status, 200);
    EXPECT_EQ(counted("东门（扫码）"), -1);
    EXPECT_EQ(end(east.id).status, 204);
    EXPECT_EQ(counted("东门（扫码）"), 3);
    EXPECT_EQ(pass(code, browser()).text("code"), "pass_not_valid");
    // Opened again by the same name it counts on.
    Device again = device("东门");
    ASSERT_EQ(pass(again.look().text("codes.0.code"), browser()).status, 200);
    EXPECT_EQ(end(again.id).status, 204);
    EXPECT_EQ(counted("东门（扫码）"), 4);
}

TEST_P(Doors, TakeNoCodeThatIsForgedOrOld)
{
    server.today("2026-05-20");
    Device east = device("东门");
    const Reply view = east.look();
    const std::string code = view.text("codes.0.code");
    for (std::size_t at : {std::size_t{0}, std::size_t{25}, code.size() - 2}) {
        std::string forged = code;
        forged[at] = forged[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(pass(forged, browser()).text("code"), "pass_not_valid") << at;
    }
    for (const std::string& other :
         {code.substr(1), code + "A", std::string("x"), std::string(48, 'A')})
        EXPECT_EQ(pass(other, browser()).text("code"), "pass_not_valid") << other;
    // Not before it is shown, and for two minutes only.
    EXPECT_EQ(pass(view.text("codes.5.code"), browser()).text("code"), "pass_not_valid");
    server.today("2026-05-20T09:01:55+08:00");
    EXPECT_EQ(pass(code, browser()).status, 200);
    server.today("2026-05-20T09:02:01+08:00");
    EXPECT_EQ(pass(code, browser()).text("code"), "pass_not_valid");
}

// What the counts do in the tables: they count once the event is held.
TEST_P(Doors, FeedTheTableOnceTheEventIsHeld)
{
    server.today("2026-05-20");
    Device east = device("东门");
    ASSERT_EQ(east.send(Device::counts(7, 4)).status, 200);
    ASSERT_EQ(east.mark(firms[0], true).status, 200);
    const auto facts = [&] {
        return campus.officer().get("/api/v1/cases/" + event->number + "/facts");
    };
    EXPECT_NE(facts().body.find("\"estimated\":true"), std::string::npos) << facts().body;
    const auto people = [&] {
        const Reply table = campus.officer().get(
            "/api/v1/tables/2026.annex1?organisation=" + campus.school +
            "&from=2026-04-01&to=2026-06-30"
        );
        return integer_of(table.find("cells", "column", "people"), "value", -1);
    };
    EXPECT_EQ(people(), 0);
    event->hold();
    EXPECT_EQ(people(), 7);  // graduates only
}

}  // namespace
}  // namespace beihui::test
