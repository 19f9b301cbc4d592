// What other systems are told of, and what not (docs/webhooks.md).
#include "acts/webhook_events.hpp"

#include <gtest/gtest.h>

namespace beihui::acts::test
{
namespace
{

const std::vector<std::string> told_kinds{"recruitment-event", "filing", "rule-pack", "campaign"};
const WebhookPaths whole_province{"/p/"};
const WebhookPaths one_school{"/p/s/"};

storage::Webhook some_webhook(
    std::vector<std::string> events,
    std::vector<std::string> workflows = {}
)
{
    storage::Webhook one;
    one.id = "w";
    one.events = std::move(events);
    one.workflows = std::move(workflows);
    return one;
}

storage::ToldEntry some_entry(
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
    const auto all = some_webhook({"act.recorded"});
    const storage::ToldEntry opened = some_entry("recruitment-event", "open");
    EXPECT_EQ(event_of(all, one_school, told_kinds, opened), "act.recorded");
    EXPECT_EQ(event_of(all, whole_province, told_kinds, opened), "act.recorded");
    EXPECT_EQ(event_of(all, {"/p/other/"}, told_kinds, opened), "");
    EXPECT_EQ(event_of(all, {"/q/", "/p/s/"}, told_kinds, opened), "act.recorded")
        << "it was moved";
    EXPECT_EQ(event_of(some_webhook({"duty.overdue"}), one_school, told_kinds, opened), "");
}

TEST(WebhookEvents, AreOfTheChosenKindsAndNeverAboutSomebody)
{
    const auto some = some_webhook({"act.recorded"}, {"campaign"});
    EXPECT_EQ(event_of(some, one_school, told_kinds, some_entry("recruitment-event", "open")), "");
    EXPECT_EQ(
        event_of(some, one_school, told_kinds, some_entry("campaign", "open")), "act.recorded"
    );
    const auto all = some_webhook({"act.recorded"});
    for (const char* kind : {"assistance", "complaint", "person"})
        EXPECT_EQ(event_of(all, one_school, told_kinds, some_entry(kind, "open")), "") << kind;
}

TEST(WebhookEvents, TellFilingsOnceTheyHaveComeUp)
{
    const auto filings = some_webhook({"filing.accepted", "filing.returned"});
    // Nobody above the school sees it yet, then one level does.
    const storage::ToldEntry at_school = some_entry("filing", "accept", "/p/s/", 0);
    EXPECT_EQ(event_of(filings, one_school, told_kinds, at_school), "filing.accepted");
    EXPECT_EQ(event_of(filings, whole_province, told_kinds, at_school), "");
    EXPECT_EQ(
        event_of(
            filings, whole_province, told_kinds, some_entry("filing", "return_filing", "/p/s/", 1)
        ),
        "filing.returned"
    );
    EXPECT_EQ(event_of(filings, one_school, told_kinds, some_entry("filing", "submit")), "");
    EXPECT_EQ(
        event_of(some_webhook({"act.recorded"}), one_school, told_kinds, at_school), "act.recorded"
    ) << "to whom did not ask for it by its own name";
}

TEST(WebhookEvents, TellPacksToEverybody)
{
    const auto packs = some_webhook({"pack.published"});
    for (const char* act : {"publish_first", "publish", "revert"})
        EXPECT_EQ(
            event_of(packs, one_school, told_kinds, some_entry("rule-pack", act, "/")),
            "pack.published"
        );
    for (const char* act : {"record", "retire"})
        EXPECT_EQ(event_of(packs, one_school, told_kinds, some_entry("rule-pack", act, "/")), "");
}

TEST(WebhookEvents, SayNumberActAndOrganisationAndLinkToTheRest)
{
    const storage::Delivery one = delivery_of(
        some_webhook({"act.recorded"}), "act.recorded", some_entry("campaign", "open"), "测试大学",
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
