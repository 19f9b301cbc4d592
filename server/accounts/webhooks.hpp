#pragma once

#include "accounts/actor.hpp"
#include "storage/webhook_store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::accounts
{

// Other systems that are told over the web of what happened at an organisation and below it. Signed
// as Standard Webhooks 1.0 has it; the secret is whsec_ and 32 random bytes in base64, shown once.

constexpr std::size_t most_webhooks = 20;  // of one organisation, at a time
// How long the secret before is good beside a new one.
constexpr std::int64_t secrets_overlap_ms = 24LL * 3600 * 1000;

struct WebhookAsked
{
    std::string organisation;
    std::string name;  // which system it is: 1 to 80 characters
    std::string url;
    std::vector<std::string> events;
    std::vector<std::string> workflows;
};

// What a webhook may be told of, and where it may be.
struct WebhookTerms
{
    std::vector<std::string> events;
    std::vector<std::string> workflows;
    bool own_machine = false;  // http:// to the machine itself is let through
};

struct WebhookMade
{
    std::string secret;  // shown once
    storage::Webhook kept;
};

// Who does it, from where, when.
struct WebhookDeed
{
    const Actor& actor;
    std::string_view address;
    Instant now;
};

// Refuses: invalid_input, "form_faults" with a fault for each member; conflict, "too_many_webhooks".
Result<WebhookMade> make_webhook(
    storage::Database& database,
    const WebhookAsked& asked,
    const WebhookTerms& terms,
    const WebhookDeed& deed
);
// The rest refuse: not_found, "webhook_not_found", also outside the actor's scope.
//
// Name, address and what it is told of; its organisation stays.
Result<storage::Webhook> change_webhook(
    storage::Database& database,
    std::string_view id,
    const WebhookAsked& asked,
    const WebhookTerms& terms,
    const WebhookDeed& deed
);
// On again, it goes on where it stopped, and what waits goes out at once.
Result<storage::Webhook> switch_webhook(
    storage::Database& database,
    std::string_view id,
    bool on,
    const WebhookDeed& deed
);
// The secret before stays good for secrets_overlap_ms; one that was before that ends at once.
Result<WebhookMade> renew_secret(
    storage::Database& database,
    std::string_view id,
    const WebhookDeed& deed
);
Result<void> end_webhook(storage::Database& database, std::string_view id, const WebhookDeed& deed);
// Refuses also: not_found, "delivery_not_found"; conflict, "webhook_off".
Result<void> send_again(
    storage::Database& database,
    std::string_view id,
    std::string_view delivery,
    const WebhookDeed& deed
);

// The webhook, if the actor looks after its organisation. Refuses as above.
Result<storage::Webhook> webhook_of(storage::ReadTxn& txn, std::string_view id, const Actor& actor);
// Those whose organisations the actor looks after.
std::vector<storage::Webhook> webhooks_of(storage::ReadTxn& txn, const Actor& actor);

// "v1,<base64>" over id.timestamp.body for each secret that is good now, the new one first, separated
// by blanks: the field webhook-signature. Throws when the master key is another one.
std::string webhook_signature(
    const storage::Webhook& webhook,
    const std::string& master_key,
    std::string_view message,
    Instant now,
    std::string_view body
);
// The one signature of a secret of 32 (or any number of) bytes.
std::string webhook_signature(
    std::string_view secret,
    std::string_view message,
    std::int64_t timestamp,
    std::string_view body
);

}  // namespace beihui::accounts
