#pragma once

#include "accounts/webhooks.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "support/databases.hpp"
#include "system/campus.hpp"
#include "system/webhook_receiver.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <string>

namespace beihui::test
{

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t hour_ms = 3600 * second_ms;
inline constexpr const char* webhooks_at = "/api/v1/webhooks";

// A campus whose system administrator has another system told, and that system.
class WebhookCampus : public testing::TestWithParam<Store>
{
protected:
    WebhookCampus()
        : server_(
              fresh_database(GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql)
                  .address
          ),
          campus_(server_)
    {
        server_.today("2026-05-10");
        // Made before anything is told.
        campus_.officer();
        campus_.administrator();
    }

    Reply ask(std::string_view method, const std::string& below, const json::value& body = nullptr)
    {
        Person& who = administrator_ ? *administrator_ : campus_.administrator();
        EXPECT_EQ(who.sign_in().status, 200);  // password given just now
        return who.once(
            method, webhooks_at + below, body.is_null() ? "" : json::serialize(body),
            {{"X-Beihui", "1"}}
        );
    }
    json::object asked(const std::string& url, json::array events = {"act.recorded"})
    {
        return {
            {"organisation", campus_.school},
            {"name", "学校数据中台"},
            {"url", url},
            {"events", std::move(events)},
            {"workflows", json::array{"recruitment-event"}},
        };
    }
    // Its id.
    std::string make(const std::string& url)
    {
        const Reply made = ask("POST", "", asked(url));
        EXPECT_EQ(made.status, 201) << made.body;
        secret_ = made.text("secret");
        return made.text("id");
    }
    std::string open_event(const std::string& title = "春季双选会")
    {
        json::object plan = plan_for(title, "2026-06-20", 300);
        plan["contact_name"] = "赵联系";
        plan["contact_phone"] = "13800000000";
        const Reply opened =
            campus_.officer().open("recruitment-event", campus_.school, std::move(plan));
        EXPECT_EQ(opened.status, 201) << opened.body;
        return opened.text("number");
    }
    void give_positions()
    {
        server_.context()
            .database
            .write([](storage::WriteTxn& txn) -> Result<void> {
                storage::sequence_entries(txn, 10'000);
                return {};
            })
            .value();
    }
    std::size_t pass()
    {
        give_positions();
        return server_.webhooks().pass();
    }
    void wait(std::int64_t ms) { server_.clock().set(server_.clock().now().plus_ms(ms)); }
    static std::string case_in(const WebhookReceiver::Taken& taken)
    {
        const json::value body = read_json(taken.body).value();
        return std::string(text_of(body.at("data"), "case"));
    }
    static std::string signature(const WebhookReceiver::Taken& taken, const std::string& secret)
    {
        return accounts::webhook_signature(
            from_base64(secret.substr(6)).value(), taken.id(),
            std::stoll(taken.fields.at("webhook-timestamp")), taken.body
        );
    }
    Reply log_of(const std::string& id) { return ask("GET", "/" + id + "/deliveries"); }

    TestServer server_;
    Campus campus_;
    WebhookReceiver receiver_;
    std::string secret_;               // of the webhook made last
    Person* administrator_ = nullptr;  // when not the first of the province
};

}  // namespace beihui::test
