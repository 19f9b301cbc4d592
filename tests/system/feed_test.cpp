// Calendars that people subscribe to: shown once, read with the owner's eyes of the day, and gone
// without a trace once they are ended.
#include "acts/program.hpp"
#include "base/text.hpp"
#include "storage/feed_store.hpp"
#include "system/campus.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace beihui::test
{
namespace
{

class Feeds : public testing::TestWithParam<Store>
{
protected:
    Feeds()
    {
        server.today("2026-05-10");
        const auto open = [&](std::string_view workflow, json::object data) {
            const Reply opened = campus.officer().open(workflow, campus.school, std::move(data));
            EXPECT_EQ(opened.status, 201) << opened.body;
            return opened.text("number");
        };
        json::object plan = plan_for("春季双选会，“专精特新”; 第一场", "2026-05-20", 300);
        plan["contact_name"] = "赵联系";
        plan["contact_phone"] = "13800000000";
        event = open("recruitment-event", std::move(plan));
        visit = open(
            "visit", {{"title", "走访云岭低空装备"},
                      {"date", "2026-05-21"},
                      {"mode", "实地"},
                      {"lead_role", "书记"},
                      {"companions", "钱同行"}}
        );
    }

    Reply write(
        Person& who,
        std::string_view method,
        const std::string& target,
        json::value body = nullptr
    )
    {
        return who.ask(
            method, target, body.is_null() ? std::string() : json::serialize(body),
            {{"X-Beihui", "1"}}
        );
    }
    Reply make(Person& who, json::object more = {})
    {
        json::object body{
            {"name", "我的手机"},
            {"layers", json::array{"event", "duty", "visit"}},
            {"language", "zh"}
        };
        for (auto& [name, value] : more)
            body[name] = value;
        return write(who, "POST", "/api/v1/account/feeds", std::move(body));
    }
    // The path in the address that was handed out.
    static std::string path_of(const Reply& made)
    {
        const std::string url = made.text("url");
        return url.substr(url.find("/feeds/"));
    }
    Reply read(const std::string& path, const Fields& fields = {})
    {
        Person program(server, "", "");
        return program.once("GET", path, "", fields);
    }
    // Changes the account behind a person, as administrators do.
    void change(Person& who, const std::function<void(storage::Account&)>& how)
    {
        server.context()
            .database
            .write([&](storage::WriteTxn& txn) -> Result<void> {
                auto account = storage::find_account_by_login(txn, who.login()).value();
                how(account);
                storage::put_account(txn, account);
                return {};
            })
            .value();
    }

    TestServer& server = shared_server(GetParam());
    Campus campus{server};
    std::string event;
    std::string visit;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    Feeds,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Feeds, AreShownOnceAndKeptAsAHash)
{
    Person& officer = campus.officer();
    const Reply made = make(officer);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string path = path_of(made);
    EXPECT_TRUE(path.starts_with("/feeds/bh_cal_")) << path;
    const Reply listed = officer.get("/api/v1/account/feeds");
    ASSERT_EQ(listed.count("items"), 1U);
    EXPECT_EQ(listed.text("items.0.id"), made.text("id"));
    EXPECT_EQ(listed.text("items.0.name"), "我的手机");
    EXPECT_EQ(listed.body.find("bh_cal_"), std::string::npos);
    server.context().database.read([&](storage::ReadTxn& txn) {
        const auto account = storage::find_account_by_login(txn, officer.login()).value();
        for (const auto& feed : storage::live_calendar_feeds(txn, account.id))
            EXPECT_EQ(feed.token_hash.size(), 64U);
    });
    ASSERT_EQ(read(path).status, 200);
    // When it was last read is noted after the answer.
    std::string used;
    for (int i = 0; i < 100 && used.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        used = officer.get("/api/v1/account/feeds").text("items.0.used_at");
    }
    EXPECT_FALSE(used.empty());
    // What was done stands in the log of the account.
    const Reply events = officer.get("/api/v1/account/events");
    EXPECT_FALSE(events.find("items", "what", "make_feed").is_null()) << events.body;
}

TEST_P(Feeds, HoldEventsAndVisitsByTheLetterOfTheStandard)
{
    const Reply feed = read(path_of(make(campus.officer())));
    ASSERT_EQ(feed.status, 200) << feed.body;
    EXPECT_EQ(feed.field("Content-Type"), "text/calendar; charset=utf-8");
    const std::string& text = feed.body;
    EXPECT_TRUE(is_utf8(text));
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at)
        ASSERT_EQ(text[at - 1], '\r');
    std::string unfolded = text;
    for (std::size_t at = 0; (at = unfolded.find("\r\n ", at)) != std::string::npos;)
        unfolded.erase(at, 3);
    const auto has = [&](std::string_view line) {
        return unfolded.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
    };
    EXPECT_TRUE(has("SUMMARY:春季双选会，“专精特新”\\; 第一场")) << unfolded;
    EXPECT_TRUE(has("DTSTART;TZID=Asia/Shanghai:20260520T090000"));
    EXPECT_TRUE(has("DTEND;TZID=Asia/Shanghai:20260520T163000"));
    EXPECT_TRUE(has("LOCATION:大学生活动中心一层"));
    EXPECT_TRUE(has("SUMMARY:领导走访：走访云岭低空装备"));
    EXPECT_TRUE(has("DTSTART;VALUE=DATE:20260521"));
    EXPECT_TRUE(has("DTEND;VALUE=DATE:20260522"));
    EXPECT_TRUE(has("SEQUENCE:0"));
    EXPECT_EQ(unfolded.find("METHOD"), std::string::npos);
    EXPECT_NE(unfolded.find("/cases/" + event + "\r\n"), std::string::npos);
    for (const char* personal : {"赵联系", "13800000000", "钱同行", "姓名", "companions"})
        EXPECT_EQ(unfolded.find(personal), std::string::npos) << personal;
}

// An event keeps its UID when it is changed, and says by SEQUENCE and DTSTAMP that it was.
TEST_P(Feeds, KeepTheIdentityOfWhatChanges)
{
    const std::string path = path_of(make(campus.officer(), {{"layers", json::array{"event"}}}));
    const auto value = [](const std::string& text, std::string_view name) {
        const std::size_t at = text.find("\r\n" + std::string(name) + ":") + name.size() + 3;
        return text.substr(at, text.find('\r', at) - at);
    };
    const Reply before = read(path);
    const Reply again = read(path, {{"If-None-Match", before.field("ETag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
    EXPECT_EQ(read(path).body, before.body) << "the same things give the same bytes";
    server.today("2026-05-11");
    ASSERT_EQ(
        campus.officer().act(event, "edit_plan", json::object{{"venue", "体育馆"}}).status, 200
    );
    const Reply after = read(path, {{"If-None-Match", before.field("ETag")}});
    ASSERT_EQ(after.status, 200);
    EXPECT_NE(after.field("ETag"), before.field("ETag"));
    EXPECT_EQ(value(after.body, "UID"), value(before.body, "UID"));
    EXPECT_EQ(value(before.body, "SEQUENCE"), "0");
    EXPECT_EQ(value(after.body, "SEQUENCE"), "1");
    EXPECT_GT(value(after.body, "DTSTAMP"), value(before.body, "DTSTAMP"));
    EXPECT_EQ(value(after.body, "LOCATION"), "体育馆");
}

TEST_P(Feeds, AreReadWithTheEyesOfTheDay)
{
    Person& guard = campus.person("guard", campus.school, {"employment_officer"});
    const std::string path = path_of(make(guard));
    EXPECT_NE(read(path).body.find("走访"), std::string::npos);
    const auto hold = [&](std::vector<std::string> roles) {
        change(guard, [&](storage::Account& account) {
            account.person.clear();  // then the roles are those of the account
            account.roles = std::move(roles);
        });
    };
    hold({"security_officer"});
    const Reply narrowed = read(path);
    ASSERT_EQ(narrowed.status, 200);
    EXPECT_EQ(narrowed.body.find("走访"), std::string::npos) << "events only";
    EXPECT_NE(narrowed.body.find("双选会"), std::string::npos);
    hold({});
    EXPECT_EQ(read(path).status, 404) << "holds no role any more";
    hold({"employment_officer"});
    EXPECT_EQ(read(path).status, 200);
    Campus elsewhere(server);
    change(guard, [&](storage::Account& account) { account.organisation = elsewhere.school; });
    const Reply moved = read(path);
    ASSERT_EQ(moved.status, 200);
    EXPECT_EQ(moved.body.find("双选会"), std::string::npos) << "went to another school";
    EXPECT_EQ(moved.body.find("VEVENT"), std::string::npos);
    EXPECT_NE(moved.body.find("BEGIN:VTIMEZONE"), std::string::npos) << "well-formed when empty";
}

// Ended, foreign, made-up, malformed and of somebody locked: one answer, byte for byte.
TEST_P(Feeds, TellNothingOnceTheyAreEnded)
{
    Person& officer = campus.officer();
    const Reply made = make(officer);
    const std::string path = path_of(made);
    ASSERT_EQ(read(path).status, 200);
    const auto without_date = [](const Reply& reply) {
        std::string head = reply.head;
        const std::size_t date = head.find("Date:");
        if (date != std::string::npos)
            head.erase(date, head.find("\r\n", date) - date);
        return head + reply.body;
    };
    std::string made_up = path;
    made_up[made_up.size() - 6] = made_up[made_up.size() - 6] == 'A' ? 'B' : 'A';
    const Reply unknown = read(made_up);
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(unknown.body.find("bh_cal_"), std::string::npos) << "the address is not repeated";
    for (const std::string& target :
         {std::string("/feeds/bh_cal_.ics"), std::string("/feeds/x"), path + "x",
          "/feeds/" + made.text("id") + ".ics"})
        EXPECT_EQ(without_date(read(target)), without_date(unknown)) << target;
    change(officer, [](storage::Account& account) { account.locked = true; });
    EXPECT_EQ(without_date(read(path)), without_date(unknown)) << "locked";
    change(officer, [](storage::Account& account) { account.locked = false; });
    EXPECT_EQ(read(path).status, 200);
    const std::string own = "/api/v1/account/feeds/" + made.text("id");
    // Nobody else ends it, and nobody learns that it is there.
    const Reply foreign = write(campus.colleague(), "DELETE", own);
    const Reply none =
        write(campus.colleague(), "DELETE", "/api/v1/account/feeds/" + std::string(32, '0'));
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.text("detail"), none.text("detail"));
    EXPECT_EQ(read(path).status, 200);
    EXPECT_EQ(campus.colleague().get("/api/v1/account/feeds").count("items"), 0U);
    EXPECT_EQ(write(officer, "DELETE", own).status, 204);
    EXPECT_EQ(without_date(read(path)), without_date(unknown)) << "ended";
    EXPECT_EQ(write(officer, "DELETE", own).status, 404);
    EXPECT_EQ(officer.get("/api/v1/account/feeds").count("items"), 0U);
}

TEST_P(Feeds, AreMadeByWhoeverProvesToBeThere)
{
    Person& officer = campus.officer();
    const Reply made = make(officer);
    ASSERT_EQ(made.status, 201);
    Person program(server, "", "");
    EXPECT_EQ(program.once("GET", "/api/v1/account/feeds").status, 401);
    // The address opens nothing else.
    const std::string token = path_of(made).substr(7, 50);
    EXPECT_EQ(
        program.once("GET", "/api/v1/cases", "", {{"Authorization", "Bearer " + token}}).status, 401
    );
    const auto refuses = [&](const std::string& member, json::value value) {
        json::object wrong;
        wrong[member] = std::move(value);
        const Reply refused = make(officer, std::move(wrong));
        EXPECT_EQ(refused.status, 422) << member;
        EXPECT_EQ(refused.text("errors.0.pointer"), "#/" + member) << refused.body;
    };
    refuses("name", "");
    refuses("name", json::string(300, 'x'));
    refuses("layers", json::array{});
    refuses("layers", json::array{"party"});
    refuses("layers", json::array{"event", "event"});
    refuses("language", "fr");
    for (int i = 0; i < 9; ++i)
        EXPECT_EQ(make(officer).status, 201) << i;
    const Reply many = make(officer);
    EXPECT_EQ(many.status, 409);
    EXPECT_EQ(many.text("code"), "too_many_feeds");
    // Who sees no cases has no calendar; and a screen that was left open makes none.
    Person& watcher = campus.person("watcher", campus.province, {"audit_administrator"});
    EXPECT_EQ(make(watcher).text("code"), "role_required");
    server.today("2026-05-10T09:20:00+08:00");
    EXPECT_EQ(make(officer).text("code"), "confirm_required");
}

}  // namespace
}  // namespace beihui::test
