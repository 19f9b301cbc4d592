// Reminders that a pack times: 2025/五(三)b, on Friday at four and on Monday at nine before the noon.
#include "acts/due_reminders.hpp"
#include "support/databases.hpp"
#include "system/campus.hpp"
#include "system/rebuilt.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace beihui::test
{
namespace
{

class DueReminders : public testing::TestWithParam<Store>
{
protected:
    DueReminders()
        : address_(fresh_database(backend()).address), server_(address_), campus_(server_)
    {
        server_.today("2025-04-22");
        const std::string department = campus_.department("province_sme");
        Person& sme = campus_.sme();
        const Reply opened = sme.open(
            "campaign", department,
            {{"title", "百日招聘台账"},
             {"starts_on", "2025-04-01"},
             {"responsible", sme.get("/api/v1/session").text("person.id")},
             {"plan", "两个阶段。"}}
        );
        EXPECT_EQ(opened.status, 201) << opened.body;
        ledger_ = opened.text("number");
    }

    static Backend backend()
    {
        return GetParam() == Store::sqlite ? Backend::sqlite : Backend::postgresql;
    }
    std::size_t sent_at(std::string_view moment)
    {
        server_.today(moment);
        return acts::send_due_reminders(server_.context());
    }
    // Those in the history of the ledger, by whom.
    std::vector<std::string> reminders()
    {
        const Reply history = campus_.sme().get("/api/v1/cases/" + ledger_ + "/history");
        std::vector<std::string> by;
        for (const json::value& entry : history.at("items")->as_array())
            if (text_of(entry, "act") == "remind")
                by.emplace_back(text_of(entry.at("actor"), "id"));
        return by;
    }

    std::string address_;
    TestServer server_;
    Campus campus_;
    std::string ledger_;
};
INSTANTIATE_TEST_SUITE_P(
    On,
    DueReminders,
    testing::Values(Store::sqlite, Store::postgresql),
    testing::PrintToStringParamName()
);

TEST_P(DueReminders, GoOutOnceOnFridayAndOnceOnMonday)
{
    EXPECT_EQ(sent_at("2025-04-25T15:59:59+08:00"), 0U);
    EXPECT_EQ(sent_at("2025-04-25T16:00:00+08:00"), 1U);
    EXPECT_EQ(sent_at("2025-04-25T16:00:30+08:00"), 0U);
    EXPECT_EQ(sent_at("2025-04-26T10:00:00+08:00"), 0U) << "not made up for on another day";
    EXPECT_EQ(sent_at("2025-04-28T08:59:59+08:00"), 0U);
    EXPECT_EQ(sent_at("2025-04-28T09:00:00+08:00"), 1U);
    EXPECT_EQ(sent_at("2025-04-28T12:00:00+08:00"), 0U) << "due is due";
    EXPECT_EQ(reminders().size(), 2U);
    const Reply inbox = campus_.sme().get("/api/v1/inbox");
    EXPECT_EQ(inbox.count("items"), 2U) << inbox.body;
    expect_rebuilt_alike(server_.context().database);
}

TEST_P(DueReminders, AreSentOnceByManyServers)
{
    server_.today("2025-04-25T16:00:00+08:00");
    std::optional<TestServer> second;
    if (GetParam() == Store::postgresql) {
        second.emplace(address_);
        second->today("2025-04-25T16:00:00+08:00");
    }
    const acts::Context& other = second ? second->context() : server_.context();
    std::size_t mine = 0;
    std::size_t theirs = 0;
    {
        const std::jthread one([&] { mine = acts::send_due_reminders(server_.context()); });
        const std::jthread two([&] { theirs = acts::send_due_reminders(other); });
    }
    EXPECT_EQ(mine + theirs, 1U);
    EXPECT_EQ(reminders().size(), 1U);
}

TEST_P(DueReminders, AreNotSaidAgainAfterAPersonOrAfterTheFiling)
{
    server_.today("2025-04-25T10:00:00+08:00");
    const Reply by_hand =
        campus_.sme().act(ledger_, "remind", json::object{{"duty", "weekly-2025-04-28"}});
    ASSERT_EQ(by_hand.status, 200) << by_hand.body;
    EXPECT_EQ(sent_at("2025-04-25T16:00:00+08:00"), 0U);
    EXPECT_EQ(reminders().size(), 1U);
    server_.today("2025-04-27");
    const Reply written = campus_.sme().act(
        ledger_, "record_weekly",
        rows({json::object{
            {"period_end", "2025-04-27"},
            {"enterprises", 0},
            {"srdi", 0},
            {"titles", 0},
            {"openings", 0},
            {"graduates", 0},
            {"resumes", 0},
            {"signed", 0},
            {"events", 0},
        }})
    );
    ASSERT_EQ(written.status, 200) << written.body;
    const Reply filed = campus_.sme().act(
        ledger_, "file",
        rows({json::object{
            {"number", "1"}, {"duty", "weekly-2025-04-28"}, {"sent_on", "2025-04-27"}
        }})
    );
    ASSERT_EQ(filed.status, 200) << filed.body;
    EXPECT_EQ(sent_at("2025-04-28T09:00:00+08:00"), 0U);
}

TEST_P(DueReminders, StandInTheProgressWithWhoIsToBeReached)
{
    const Reply recorded = campus_.sme().act(
        ledger_, "record_contacts",
        rows({json::object{
            {"number", "1"}, {"unit", "经信厅"}, {"name", "周某某"}, {"phone", "0571-87050000"}
        }})
    );
    ASSERT_EQ(recorded.status, 200) << recorded.body;
    ASSERT_EQ(sent_at("2025-04-25T16:00:00+08:00"), 1U);
    const auto matrix = [&] {
        return campus_.sme().get("/api/v1/filings/matrix?circular=2025-bairi&form=2025.annex3");
    };
    Reply shown = matrix();
    EXPECT_EQ(shown.integer("reminders.0.weekday"), 5) << shown.body;
    EXPECT_EQ(shown.text("reminders.1.time"), "09:00");
    EXPECT_EQ(*shown.at("items.0.contact.phone"), json::value());
    EXPECT_EQ(*shown.at("items.0.contact.has_phone"), json::value(true));
    EXPECT_EQ(shown.body.find("0571"), std::string::npos);
    EXPECT_FALSE(shown.text("items.0.last_contact.by").empty());
    const Reply opened = campus_.sme().post(
        "/api/v1/cases/" + ledger_ + "/openings", json::object{{"reason", "电话催报周报"}}
    );
    ASSERT_EQ(opened.status, 201) << opened.body;
    shown = matrix();
    EXPECT_EQ(shown.text("items.0.contact.phone"), "0571-87050000");
    EXPECT_EQ(shown.text("items.0.contact.name"), "周某某");
    const Reply page = campus_.sme().get("/api/v1/cases/" + ledger_);
    EXPECT_EQ(*page.at("personal.shown"), json::value(false)) << "the contacts, and nothing else";
    EXPECT_EQ(page.body.find("周某某"), std::string::npos);
}

}  // namespace
}  // namespace beihui::test
