#pragma once

#include "acts/context.hpp"
#include "base/json.hpp"
#include "storage/webhook_store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// What other systems can be told of, and what they are told: numbers, codes and moments. No personal
// value, no free text, no title: whoever wants more asks the API with a token.

// A kind of event.
struct WebhookEvent
{
    std::string_view id;
    Words label;
};
const std::vector<WebhookEvent>& webhook_events();
std::vector<std::string> webhook_event_ids();
// Kinds of case whose acts may be told of. Those about one person (帮扶, 投诉, 人员) may not: that
// there is such a case says something about somebody already.
std::vector<std::string> told_workflows(const Context& context);

// Where a webhook listens: the paths that its organisation has, had or will have, the one of today
// first.
using WebhookPaths = std::vector<std::string>;

// The kind of event that an entry is to a webhook; empty: it is not told of it.
std::string_view event_of(
    const storage::Webhook& webhook,
    const WebhookPaths& paths,
    const std::vector<std::string>& told,
    const storage::ToldEntry& entry
);
bool wants_overdue(const storage::Webhook& webhook);
// Whether a webhook is told that a duty is overdue.
bool tells_overdue(
    const storage::Webhook& webhook,
    const WebhookPaths& paths,
    const std::vector<std::string>& told,
    const storage::OverdueDuty& duty
);

// What is sent. `base` is how the API is reached from outside; empty: links begin with a slash.
storage::Delivery delivery_of(
    const storage::Webhook& webhook,
    std::string_view kind,
    const storage::ToldEntry& entry,
    std::string_view organisation_name,
    std::string_view base
);
storage::Delivery delivery_of(
    const storage::Webhook& webhook,
    const storage::OverdueDuty& duty,
    std::string_view organisation_name,
    std::string_view base
);

}  // namespace beihui::acts
