// Other systems that are told of what happened: in order, signed, at least once, and nothing personal.
#include "plugins/web/curl_client.hpp"
#include "system/webhook_campus.hpp"

#include <set>
#include <stdexcept>
#include <thread>

namespace beihui::test
{
namespace
{

// A server that ends after the receiver took it and before that is written down.
class EndsAfterSending final : public plugin::WebClient
{
public:
    Result<plugin::WebAnswer> send(const plugin::WebRequest& request) const override
    {
        (void)client_->send(request);
        throw std::runtime_error("the power went");
    }

private:
    std::unique_ptr<const plugin::WebClient> client_ = web::make_client();
};

class Webhooks : public WebhookCampus
{};
INSTANTIATE_TEST_SUITE_P(
    On,
    Webhooks,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(Webhooks, TellOnceSignedAndWithoutAnythingPersonal)
{
    const std::string before = open_event("以前的活动");
    const std::string id = make(receiver_.url());
    const std::string number = open_event();
    EXPECT_EQ(server_.webhooks().pass(), 0U) << "it has no position in the log yet";
    EXPECT_EQ(pass(), 1U);
    EXPECT_EQ(pass(), 0U);
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(case_in(taken[0]), number) << "and not " << before;
    EXPECT_EQ(taken[0].fields.at("webhook-signature"), signature(taken[0], secret_));
    EXPECT_EQ(taken[0].fields.at("content-type"), "application/json");
    for (const char* personal : {"赵联系", "13800000000", "春季双选会", "大学生活动中心"})
        EXPECT_EQ(taken[0].body.find(personal), std::string::npos) << personal;
    const Reply log = log_of(id);
    ASSERT_EQ(log.status, 200) << log.body;
    ASSERT_EQ(log.count("items"), 1U);
    EXPECT_EQ(log.text("items.0.id"), taken[0].id());
    EXPECT_EQ(log.text("items.0.state"), "delivered");
    EXPECT_EQ(log.integer("items.0.status"), 204);
    const Reply one = ask("GET", "/" + id + "/deliveries/" + taken[0].id());
    EXPECT_EQ(one.text("body"), taken[0].body);
    // The secret stands in the answer that made it and nowhere else.
    EXPECT_EQ(ask("GET", "").body.find("whsec_"), std::string::npos);
}

TEST_P(Webhooks, TryAgainLaterAndInOrder)
{
    make(receiver_.url());
    receiver_.answer_with(503);
    const std::string first = open_event("第一场");
    const std::string second = open_event("第二场");
    EXPECT_EQ(pass(), 0U);
    EXPECT_EQ(pass(), 0U) << "not before its time";
    ASSERT_EQ(receiver_.taken().size(), 1U) << "the second waits for the first";
    receiver_.answer_with(204);
    wait(10 * second_ms);
    EXPECT_EQ(pass(), 2U);
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 3U);
    EXPECT_EQ(taken[1].id(), taken[0].id());
    EXPECT_EQ(taken[1].body, taken[0].body);
    EXPECT_EQ(case_in(taken[1]), first);
    EXPECT_EQ(case_in(taken[2]), second);
}

TEST_P(Webhooks, AreToldAgainUnderTheSameIdWhenAServerEndedInBetween)
{
    make(receiver_.url());
    open_event();
    give_positions();
    const EndsAfterSending ends;
    acts::WebhookSender other(
        server_.context(), ends, plugin::Reachable::read({"127.0.0.1"}).value(), ""
    );
    EXPECT_THROW(other.pass(), std::runtime_error);
    ASSERT_EQ(receiver_.taken().size(), 1U);
    EXPECT_EQ(pass(), 0U) << "it is the other's turn still";
    wait(61 * second_ms);
    EXPECT_EQ(pass(), 1U);
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].id(), taken[1].id());
    EXPECT_EQ(taken[0].body, taken[1].body);
}

TEST_P(Webhooks, AreToldByOneServerAtATime)
{
    make(receiver_.url());
    std::vector<std::string> numbers;
    for (int i = 0; i < 4; ++i)
        numbers.push_back(open_event("第" + std::to_string(i) + "场"));
    give_positions();
    const auto client = web::make_client();
    acts::WebhookSender other(
        server_.context(), *client, plugin::Reachable::read({"127.0.0.1"}).value(), ""
    );
    std::size_t mine = 0;
    std::size_t theirs = 0;
    {
        const std::jthread one([&] { mine = server_.webhooks().pass(); });
        const std::jthread two([&] { theirs = other.pass(); });
    }
    EXPECT_EQ(mine + theirs, numbers.size());
    std::vector<std::string> told;
    for (const auto& taken : receiver_.taken())
        told.push_back(case_in(taken));
    EXPECT_EQ(told, numbers);
}

TEST_P(Webhooks, HaveTwoSecretsForADayAfterOneWasRenewed)
{
    const std::string id = make(receiver_.url());
    const std::string old_secret = secret_;
    const Reply renewed = ask("POST", "/" + id + "/secret");
    ASSERT_EQ(renewed.status, 200) << renewed.body;
    const std::string new_secret = renewed.text("secret");
    EXPECT_NE(new_secret, old_secret);
    open_event();
    EXPECT_EQ(pass(), 1U);
    wait(25 * hour_ms);
    open_event();
    EXPECT_EQ(pass(), 1U);
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(
        taken[0].fields.at("webhook-signature"),
        signature(taken[0], new_secret) + " " + signature(taken[0], old_secret)
    );
    EXPECT_EQ(taken[1].fields.at("webhook-signature"), signature(taken[1], new_secret));
}

TEST_P(Webhooks, ReachNoMachineInsideAndFollowNobody)
{
    for (const char* wrong :
         {"http://10.0.0.1/hook", "http://example.org/hook", "ftp://example.org/", "example.org",
          "https://user:word@example.org/", "https://example.org/?key=1", "https://example.org/#a"})
        EXPECT_EQ(ask("POST", "", asked(wrong)).status, 422) << wrong;
    // By its name, to a server whose operator named no network.
    const std::string id = make(receiver_.url("localhost"));
    open_event();
    give_positions();
    const auto client = web::make_client();
    acts::WebhookSender strict(server_.context(), *client, plugin::Reachable::read({}).value(), "");
    EXPECT_EQ(strict.pass(), 0U);
    EXPECT_TRUE(receiver_.taken().empty());
    Reply log = log_of(id);
    EXPECT_NE(log.text("items.0.why.zh").find("内部网络"), std::string::npos) << log.body;
    // Sent elsewhere, by a receiver that may be told.
    const WebhookReceiver inside;
    receiver_.answer_with(307, inside.url());
    wait(61 * second_ms);
    EXPECT_EQ(pass(), 0U);
    EXPECT_EQ(receiver_.taken().size(), 1U);
    EXPECT_TRUE(inside.taken().empty());
    log = log_of(id);
    EXPECT_EQ(log.integer("items.0.status"), 307);
    EXPECT_EQ(log.integer("items.0.attempts"), 2);
}

TEST_P(Webhooks, AreAllInTheLogThoughTheyHappenedAtOneMoment)
{
    const std::string id = make(receiver_.url());
    // As duties of many units do that are due together.
    storage::Delivery delivery;
    delivery.webhook = id;
    delivery.kind = "duty.overdue";
    delivery.happened_at = server_.clock().now();
    delivery.next_at = delivery.happened_at;
    for (const char* unit : {"a", "b", "c"})
        server_.context()
            .database
            .write([&](storage::WriteTxn& txn) -> Result<void> {
                delivery.id = std::string("msg_") + unit;
                delivery.about = std::string("duty/") + unit;
                EXPECT_TRUE(storage::put_delivery(txn, delivery));
                return {};
            })
            .value();
    std::string seen;
    std::string before;
    for (int i = 0; i < 3; ++i) {
        const Reply page = ask("GET", "/" + id + "/deliveries?limit=1" + before);
        ASSERT_EQ(page.count("items"), 1U) << page.body;
        seen += page.text("items.0.id");
        before = "&before=" + page.text("items.0.id");
    }
    EXPECT_EQ(seen, "msg_cmsg_bmsg_a");
    EXPECT_EQ(ask("GET", "/" + id + "/deliveries?limit=1" + before).count("items"), 0U);
}

TEST_P(Webhooks, AreSentAgainByHandWhileTheyAreOn)
{
    const std::string id = make(receiver_.url());
    open_event();
    EXPECT_EQ(pass(), 1U);
    const std::string again = "/" + id + "/deliveries/" + receiver_.taken()[0].id() + "/resend";
    EXPECT_EQ(ask("POST", again).status, 204);
    EXPECT_EQ(pass(), 1U);
    const auto taken = receiver_.taken();
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].id(), taken[1].id());
    EXPECT_EQ(ask("POST", "/" + id + "/deliveries/none/resend").text("code"), "delivery_not_found");
    EXPECT_EQ(ask("POST", "/" + id + "/stop").text("state"), "off");
    EXPECT_EQ(ask("POST", again).text("code"), "webhook_off");
    const std::string missed = open_event();
    EXPECT_EQ(pass(), 0U);
    EXPECT_EQ(ask("POST", "/" + id + "/start").text("state"), "on");
    EXPECT_EQ(pass(), 1U) << "it goes on where it stopped";
    EXPECT_EQ(case_in(receiver_.taken().back()), missed);
    EXPECT_EQ(ask("DELETE", "/" + id).status, 204);
    EXPECT_EQ(log_of(id).status, 404);
    open_event();
    EXPECT_EQ(pass(), 0U);
    std::set<std::string> noted;
    server_.context().database.read([&](storage::ReadTxn& txn) {
        storage::AccessQuery query;
        query.subject = id;
        for (const storage::Access& line : storage::list_access(txn, query).value().items)
            noted.insert(line.action);
    });
    const std::set<std::string> all{
        "make_webhook", "resend_webhook", "stop_webhook", "start_webhook", "end_webhook"
    };
    EXPECT_EQ(noted, all);
}

TEST_P(Webhooks, AreSwitchedOffAfterTheLastTryAndTheAdministratorsAreTold)
{
    const std::string id = make(receiver_.url());
    receiver_.answer_with(500);
    const std::string number = open_event();
    for (const std::int64_t seconds : acts::webhook_waits_s) {
        EXPECT_EQ(pass(), 0U);
        EXPECT_EQ(ask("GET", "").text("items.0.state"), "on");
        wait(seconds * second_ms * 6 / 5 + second_ms);
    }
    EXPECT_EQ(pass(), 0U);
    EXPECT_EQ(receiver_.taken().size(), acts::webhook_waits_s.size() + 1);
    EXPECT_EQ(ask("GET", "").text("items.0.state"), "failed");
    wait(48 * hour_ms);
    EXPECT_EQ(pass(), 0U);
    EXPECT_EQ(receiver_.taken().size(), acts::webhook_waits_s.size() + 1) << "it is off";
    const Reply inbox = campus_.administrator().get("/api/v1/inbox");
    EXPECT_EQ(inbox.count("items"), 1U) << inbox.body;
    receiver_.answer_with(200);
    EXPECT_EQ(ask("POST", "/" + id + "/start").text("state"), "on");
    EXPECT_EQ(pass(), 1U);
    EXPECT_EQ(case_in(receiver_.taken().back()), number);
}

TEST_P(Webhooks, AreSwitchedOffAtOnceByAReceiverThatIsGone)
{
    make(receiver_.url());
    receiver_.answer_with(410);
    open_event();
    EXPECT_EQ(pass(), 0U);
    EXPECT_EQ(ask("GET", "").text("items.0.state"), "failed");
}

TEST_P(Webhooks, TellADutyOnceItIsOverdue)
{
    server_.today("2025-04-22");
    // Roles run from the day on which somebody was registered.
    administrator_ = &campus_.person("earlier-administrator", campus_.province, {"administrator"});
    const std::string department = campus_.department("province_sme");
    Person& sme = campus_.sme();
    const Reply opened = sme.open(
        "campaign", department,
        {{"title", "百日招聘台账"},
         {"starts_on", "2025-04-01"},
         {"responsible", sme.get("/api/v1/session").text("person.id")},
         {"plan", "两个阶段。"}}
    );
    ASSERT_EQ(opened.status, 201) << opened.body;
    json::object wanted = asked(receiver_.url(), {"duty.overdue"});
    wanted["organisation"] = campus_.province;
    ASSERT_EQ(ask("POST", "", wanted).status, 201);
    const auto told = [&] {
        std::size_t count = 0;
        for (const auto& taken : receiver_.taken()) {
            const json::value body = read_json(taken.body).value();
            count += text_of(body.at("data"), "duty") == "weekly-2025-04-28";
        }
        return count;
    };
    server_.today("2025-04-28T11:59:00+08:00");
    pass();
    EXPECT_EQ(told(), 0U);
    server_.today("2025-04-28T12:00:01+08:00");
    pass();
    EXPECT_EQ(told(), 1U);
    pass();
    EXPECT_EQ(told(), 1U);
}

TEST_P(Webhooks, AreChangedAndSayWhatIsWrong)
{
    const std::string id = make("http://127.0.0.1:9/nobody");
    json::object changed = asked(receiver_.url());
    EXPECT_EQ(ask("PUT", "/" + id, changed).status, 422) << "its organisation stays";
    changed.erase("organisation");
    for (const auto& [member, value] : std::vector<std::pair<std::string, json::value>>{
             {"events", json::array{}},
             {"events", json::array{"case.read"}},
             {"events", json::array{"act.recorded", "act.recorded"}},
             {"workflows", json::array{"assistance"}},
             {"name", " "},
         }) {
        json::object wrong = changed;
        wrong[member] = value;
        const Reply refused = ask("PUT", "/" + id, wrong);
        EXPECT_EQ(refused.status, 422) << refused.body;
        EXPECT_EQ(refused.text("errors.0.pointer"), "#/" + member) << refused.body;
    }
    open_event();
    const Reply kept = ask("PUT", "/" + id, changed);
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(kept.text("url"), receiver_.url());
    EXPECT_EQ(pass(), 1U) << "what waits goes to the new address";
    EXPECT_EQ(receiver_.taken().size(), 1U);
}

TEST_P(Webhooks, AreOfTheirOwnAdministratorsOnly)
{
    const std::string id = make(receiver_.url());
    Person& other = campus_.person(
        "other-administrator", campus_.department("province_sme"), {"administrator"}
    );
    EXPECT_EQ(other.get(webhooks_at).count("items"), 0U);
    EXPECT_EQ(other.get(webhooks_at + ("/" + id) + "/deliveries").status, 404);
    EXPECT_EQ(campus_.officer().get(webhooks_at).status, 403);
}

}  // namespace
}  // namespace beihui::test
