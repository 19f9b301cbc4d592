// What other systems are told of, and what not (docs/webhooks.md).
#include "acts/webhook_events.hpp"

#include <gtest/gtest.h>

namespace beihui::acts::test
{
namespace
{

const std::vector<std::string> told{"recruitment-event", "filing", "rule-pack", "campaign"};
const WebhookPaths province{"/p/"};
const WebhookPaths school{"/p/s/"};

storage::Webhook webhook(std::vector<std::string> events, std::vector<std::string> workflows = {})
{
    storage::Webhook one;
    one.id = "w";
    one.events = std::move(events);
    one.workflows = std::move(workflows);
    return one;
}

storage::ToldEntry entry(
    std::string workflow,
    std::string act,
    std::string path = "/p/s/",
    std::int64_t seen_levels = -1
)
{
    storage::ToldEntry one;
    one.uid = "e1";
    one.number = "BH-2026-000001";
    one.workflow = std::move(workflow);
    one.act = std::move(act);
    one.organisation = "s";
    one.org_path = std::move(path);
    one.seen_levels = seen_levels;
    return one;
}

TEST(WebhookEvents, AreActsOfItsOrganisationAndBelow)
{
    const auto all = webhook({"act.recorded"});
    const storage::ToldEntry opened = entry("recruitment-event", "open");
    EXPECT_EQ(event_of(all, school, told, opened), "act.recorded");
    EXPECT_EQ(event_of(all, province, told, opened), "act.recorded");
    EXPECT_EQ(event_of(all, {"/p/other/"}, told, opened), "");
    EXPECT_EQ(event_of(all, {"/q/", "/p/s/"}, told, opened), "act.recorded") << "it was moved";
    EXPECT_EQ(event_of(webhook({"duty.overdue"}), school, told, opened), "");
}

TEST(WebhookEvents, AreOfTheChosenKindsAndNeverAboutSomebody)
{
    const auto some = webhook({"act.recorded"}, {"campaign"});
    EXPECT_EQ(event_of(some, school, told, entry("recruitment-event", "open")), "");
    EXPECT_EQ(event_of(some, school, told, entry("campaign", "open")), "act.recorded");
    const auto all = webhook({"act.recorded"});
    for (const char* kind : {"assistance", "complaint", "person"})
        EXPECT_EQ(event_of(all, school, told, entry(kind, "open")), "") << kind;
}

TEST(WebhookEvents, TellFilingsOnceTheyHaveComeUp)
{
    const auto filings = webhook({"filing.accepted", "filing.returned"});
    // Nobody above the school sees it yet, then one level does.
    const storage::ToldEntry at_school = entry("filing", "accept", "/p/s/", 0);
    EXPECT_EQ(event_of(filings, school, told, at_school), "filing.accepted");
    EXPECT_EQ(event_of(filings, province, told, at_school), "");
    EXPECT_EQ(
        event_of(filings, province, told, entry("filing", "return_filing", "/p/s/", 1)),
        "filing.returned"
    );
    EXPECT_EQ(event_of(filings, school, told, entry("filing", "submit")), "");
    EXPECT_EQ(event_of(webhook({"act.recorded"}), school, told, at_school), "act.recorded")
        << "to whom did not ask for it by its own name";
}

TEST(WebhookEvents, TellPacksToEverybody)
{
    const auto packs = webhook({"pack.published"});
    for (const char* act : {"publish_first", "publish", "revert"})
        EXPECT_EQ(event_of(packs, school, told, entry("rule-pack", act, "/")), "pack.published");
    for (const char* act : {"record", "retire"})
        EXPECT_EQ(event_of(packs, school, told, entry("rule-pack", act, "/")), "");
}

TEST(WebhookEvents, SayNumberActAndOrganisationAndLinkToTheRest)
{
    const storage::Delivery one = delivery_of(
        webhook({"act.recorded"}), "act.recorded", entry("campaign", "open"), "测试大学",
        "https://beihui.test"
    );
    const json::value body = read_json(one.body).value();
    EXPECT_EQ(text_of(body, "type"), "act.recorded");
    const json::value& data = body.at("data");
    EXPECT_EQ(text_of(data, "case"), "BH-2026-000001");
    EXPECT_EQ(text_of(data, "url"), "https://beihui.test/api/v1/cases/BH-2026-000001");
    EXPECT_EQ(text_of(data.at("organisation"), "name"), "测试大学");
    EXPECT_EQ(data.as_object().size(), 7U) << "and nothing else";
    EXPECT_EQ(one.about, "e1");
    EXPECT_TRUE(one.id.starts_with("msg_"));
}

}  // namespace
}  // namespace beihui::acts::test
