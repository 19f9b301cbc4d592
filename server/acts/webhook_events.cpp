#include "acts/webhook_events.hpp"

#include "base/bytes.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace beihui::acts
{
namespace
{

constexpr std::string_view act_recorded = "act.recorded";
constexpr std::string_view filing_accepted = "filing.accepted";
constexpr std::string_view filing_returned = "filing.returned";
constexpr std::string_view duty_overdue = "duty.overdue";
constexpr std::string_view pack_published = "pack.published";
constexpr std::array<std::string_view, 3> about_somebody{"assistance", "complaint", "person"};
constexpr std::array<std::string_view, 3> publishing_acts{"publish_first", "publish", "revert"};

bool wants(const storage::Webhook& webhook, std::string_view event)
{
    return std::ranges::find(webhook.events, event) != webhook.events.end();
}

bool is_below(const WebhookPaths& paths, std::string_view path)
{
    return std::ranges::any_of(paths, [&](const std::string& one) {
        return path.starts_with(one);
    });
}

bool may_tell(const std::vector<std::string>& told, std::string_view workflow)
{
    return std::ranges::find(told, workflow) != told.end();
}

// Whether what is approved level by level has come up to one of the places: as storage/scope_sql has
// it for people.
bool has_come_up_to(const WebhookPaths& paths, const storage::ToldEntry& entry)
{
    if (entry.seen_levels < 0)
        return true;
    const auto levels = std::ranges::count(entry.org_path, '/') - entry.mergers - entry.seen_levels;
    return std::ranges::any_of(paths, [&](const std::string& path) {
        return std::string_view(entry.org_path).starts_with(path) &&
               levels <= std::ranges::count(path, '/');
    });
}

// The kind that an act on a filing or a pack is beside being recorded; empty: none.
std::string_view own_kind(const storage::ToldEntry& entry)
{
    if (entry.workflow == "filing" && entry.act == "accept")
        return filing_accepted;
    if (entry.workflow == "filing" && entry.act == "return_filing")
        return filing_returned;
    if (entry.workflow == "rule-pack" &&
        std::ranges::find(publishing_acts, entry.act) != publishing_acts.end())
        return pack_published;
    return {};
}

std::string link_to(std::string_view base, std::string_view number)
{
    return std::string(base) + "/api/v1/cases/" + std::string(number);
}

storage::Delivery begun_delivery(
    const storage::Webhook& webhook,
    std::string_view kind,
    Instant happened_at,
    json::object data
)
{
    storage::Delivery delivery;
    delivery.id = "msg_" + random_id();
    delivery.webhook = webhook.id;
    delivery.kind = kind;
    delivery.happened_at = happened_at;
    delivery.body = json::serialize(json::object{
        {"type", kind},
        {"timestamp", happened_at.text()},
        {"data", std::move(data)},
    });
    return delivery;
}

}  // namespace

const std::vector<WebhookEvent>& webhook_events()
{
    static const std::vector<WebhookEvent> events = {
        {act_recorded, {"案卷办理了操作", "an act was recorded in a case"}},
        {filing_accepted, {"报送已受理", "a filing was accepted"}},
        {filing_returned, {"报送已退回", "a filing was returned"}},
        {duty_overdue, {"应报事项逾期", "a duty is overdue"}},
        {pack_published, {"规则包已发布", "a rule pack was published"}},
    };
    return events;
}

std::vector<std::string> webhook_event_ids()
{
    std::vector<std::string> ids;
    for (const WebhookEvent& event : webhook_events())
        ids.emplace_back(event.id);
    return ids;
}

std::vector<std::string> told_workflows(const Context& context)
{
    const auto rules = context.rules();
    std::vector<std::string> told;
    for (const auto& workflow : rules->workflows->all())
        if (std::ranges::find(about_somebody, workflow.id) == about_somebody.end())
            told.push_back(workflow.id);
    return told;
}

std::string_view event_of(
    const storage::Webhook& webhook,
    const WebhookPaths& paths,
    const std::vector<std::string>& told,
    const storage::ToldEntry& entry
)
{
    const std::string_view own = own_kind(entry);
    // Packs are everybody's: whose case one stands in does not matter.
    if (own == pack_published && wants(webhook, own))
        return own;
    if (!may_tell(told, entry.workflow) || !is_below(paths, entry.org_path) ||
        !has_come_up_to(paths, entry))
        return {};
    if (!own.empty() && wants(webhook, own))
        return own;
    const bool is_chosen =
        webhook.workflows.empty() ||
        std::ranges::find(webhook.workflows, entry.workflow) != webhook.workflows.end();
    return is_chosen && wants(webhook, act_recorded) ? act_recorded : std::string_view();
}

bool wants_overdue(const storage::Webhook& webhook)
{
    return wants(webhook, duty_overdue);
}

bool tells_overdue(
    const storage::Webhook& webhook,
    const WebhookPaths& paths,
    const std::vector<std::string>& told,
    const storage::OverdueDuty& duty
)
{
    return wants_overdue(webhook) && may_tell(told, duty.workflow) &&
           is_below(paths, duty.org_path);
}

storage::Delivery delivery_of(
    const storage::Webhook& webhook,
    std::string_view kind,
    const storage::ToldEntry& entry,
    std::string_view organisation_name,
    std::string_view base
)
{
    storage::Delivery delivery = begun_delivery(
        webhook, kind, entry.at,
        json::object{
            {"case", entry.number},
            {"workflow", entry.workflow},
            {"act", entry.act},
            {"version", entry.version},
            {"position", entry.position},
            {"organisation", json::object{{"id", entry.organisation}, {"name", organisation_name}}},
            {"url", link_to(base, entry.number)},
        }
    );
    delivery.about = entry.uid;
    delivery.case_number = entry.number;
    delivery.act = entry.act;
    return delivery;
}

storage::Delivery delivery_of(
    const storage::Webhook& webhook,
    const storage::OverdueDuty& duty,
    std::string_view organisation_name,
    std::string_view base
)
{
    storage::Delivery delivery = begun_delivery(
        webhook, duty_overdue, duty.due,
        json::object{
            {"case", duty.number},
            {"workflow", duty.workflow},
            {"duty", duty.key},
            {"pack", duty.pack},
            {"form", duty.form},
            {"due", duty.due.text()},
            {"organisation", json::object{{"id", duty.organisation}, {"name", organisation_name}}},
            {"url", link_to(base, duty.number)},
        }
    );
    delivery.about = "duty/" + duty.case_id + "/" + duty.key + "/" + std::to_string(duty.due.ms());
    delivery.case_number = duty.number;
    return delivery;
}

}  // namespace beihui::acts
