#include "accounts/webhooks.hpp"

#include "accounts/grants.hpp"
#include "accounts/secret_link.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <stdexcept>

namespace beihui::accounts
{
namespace
{

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t most_url_bytes = 500;

std::string webhook_key(const std::string& master_key)
{
    return std::string(bytes_of(hmac_sha256(master_key, "webhook")));
}

std::string sealed_secret(
    const std::string& master_key,
    std::string_view secret,
    std::string_view webhook
)
{
    return base64(seal(webhook_key(master_key), secret, webhook));
}

std::string opened_secret(
    const std::string& master_key,
    std::string_view text,
    std::string_view webhook
)
{
    const auto bytes = from_base64(text);
    const auto secret =
        bytes ? open_sealed(webhook_key(master_key), *bytes, webhook) : std::nullopt;
    if (!secret)
        throw std::runtime_error("the master key does not open the secret of a webhook: wrong key?"
        );
    return *secret;
}

Error webhook_not_found()
{
    return refuse(
        Refusal::not_found, "webhook_not_found", "没有这个回调，或它不在您的范围内",
        "there is no such webhook, or it is outside your scope"
    );
}

bool are_known(const std::vector<std::string>& asked, const std::vector<std::string>& known)
{
    return std::ranges::all_of(asked, [&](const std::string& one) {
        return std::ranges::count(asked, one) == 1 && std::ranges::find(known, one) != known.end();
    });
}

// As far as the text of an address says it: where its name leads is judged at each connection.
bool may_be_told_at(std::string_view url, const WebhookTerms& terms)
{
    if (url.size() > most_url_bytes)
        return false;
    return url.starts_with("https://") || (terms.own_machine && url.starts_with("http://"));
}

Result<void> check_asked(const WebhookAsked& asked, const WebhookTerms& terms)
{
    std::vector<Fault> faults;
    check_link_name(
        asked.name,
        {"请写明是哪个系统，1 至 80 个字符", "say which system it is: 1 to 80 characters"}, faults
    );
    if (!may_be_told_at(asked.url, terms))
        faults.push_back(asked_fault(
            "url", "bad_url", "地址应以 https:// 开头，不带用户名、参数和 #，最多 500 个字节",
            "the address begins with https://, without user name, query and #; 500 bytes at most"
        ));
    if (asked.events.empty() || !are_known(asked.events, terms.events))
        faults.push_back(asked_fault(
            "events", "bad_events", "请至少选一种事件，每种一次",
            "choose at least one event, each once"
        ));
    if (!are_known(asked.workflows, terms.workflows))
        faults.push_back(asked_fault(
            "workflows", "bad_workflows", "案卷种类有误：每种一次，且可以通知",
            "the kinds of case: each once, and one that may be told"
        ));
    if (!faults.empty())
        return refuse(
            Refusal::invalid_input, "form_faults", "回调填写有误", "the webhook has faults",
            std::move(faults)
        );
    return {};
}

// In the transaction that does it: what cannot be noted does not happen.
void note_deed(
    storage::WriteTxn& txn,
    const storage::Webhook& webhook,
    std::string what,
    const WebhookDeed& deed,
    json::object detail = {}
)
{
    detail["name"] = webhook.name;
    detail["url"] = webhook.url;
    storage::put_access(
        txn, {.at = deed.now,
              .actor = deed.actor.key,
              .action = std::move(what),
              .subject = webhook.id,
              .org_path = path_of_organisation(txn, webhook.organisation),
              .detail = std::move(detail),
              .peer = std::string(deed.address)}
    );
}

// Changes one of the actor's, and notes it.
template <class Change>
Result<storage::Webhook> change_kept(
    storage::Database& database,
    std::string_view id,
    std::string_view what,
    const WebhookDeed& deed,
    const Change& change
)
{
    storage::Webhook kept;
    const auto written = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        auto found = webhook_of(txn, id, deed.actor);
        if (!found)
            return found.error();
        kept = std::move(*found);
        change(txn, kept);
        kept.changed_at = deed.now;
        if (!storage::change_webhook(txn, kept))
            return webhook_not_found();
        note_deed(txn, kept, std::string(what), deed);
        return {};
    });
    if (!written)
        return written.error();
    return kept;
}

}  // namespace

Result<storage::Webhook> webhook_of(storage::ReadTxn& txn, std::string_view id, const Actor& actor)
{
    auto found = storage::find_live_webhook(txn, id);
    if (!found ||
        !may(actor, Action::manage_webhooks, path_of_organisation(txn, found->organisation)))
        return webhook_not_found();
    return std::move(*found);
}

std::vector<storage::Webhook> webhooks_of(storage::ReadTxn& txn, const Actor& actor)
{
    std::vector<storage::Webhook> theirs = storage::live_webhooks(txn);
    std::erase_if(theirs, [&](const storage::Webhook& webhook) {
        const std::string path = path_of_organisation(txn, webhook.organisation);
        return !may(actor, Action::manage_webhooks, path);
    });
    return theirs;
}

Result<WebhookMade> make_webhook(
    storage::Database& database,
    const WebhookAsked& asked,
    const WebhookTerms& terms,
    const WebhookDeed& deed
)
{
    if (const auto checked = check_asked(asked, terms); !checked)
        return checked.error();
    const std::string secret = random_bytes(secret_bytes);
    WebhookMade made;
    made.secret = std::string(secret_prefix) + base64(secret);
    storage::Webhook& webhook = made.kept;
    webhook.id = random_id();
    webhook.organisation = asked.organisation;
    webhook.name = trim(asked.name);
    webhook.url = asked.url;
    webhook.events = asked.events;
    webhook.workflows = asked.workflows;
    webhook.secret = sealed_secret(database.master_key(), secret, webhook.id);
    webhook.made_at = deed.now;
    webhook.made_by = deed.actor.key;
    webhook.changed_at = deed.now;
    webhook.looked_at = deed.now;  // it is told of what happens from now on
    const auto kept = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const std::string path = path_of_organisation(txn, asked.organisation);
        if (!storage::find_registered(txn, "organisation", asked.organisation) ||
            !may(deed.actor, Action::manage_webhooks, path))
            return refuse(
                Refusal::invalid_input, "form_faults", "回调填写有误", "the webhook has faults",
                {asked_fault(
                    "organisation", "organisation_not_found", "没有这个单位，或它不在您的范围内",
                    "there is no such organisation, or it is outside your scope"
                )}
            );
        const auto all = storage::live_webhooks(txn);
        const auto there =
            std::ranges::count(all, asked.organisation, &storage::Webhook::organisation);
        if (there >= static_cast<std::ptrdiff_t>(most_webhooks))
            return refuse(
                Refusal::conflict, "too_many_webhooks",
                "一个单位最多同时有 " + std::to_string(most_webhooks) + " 个回调，请先删去不用的",
                "an organisation has " + std::to_string(most_webhooks) +
                    " webhooks at most; end one that is not used"
            );
        storage::put_webhook(txn, webhook);
        note_deed(txn, webhook, "make_webhook", deed);
        return {};
    });
    if (!kept)
        return kept.error();
    return made;
}

Result<storage::Webhook> change_webhook(
    storage::Database& database,
    std::string_view id,
    const WebhookAsked& asked,
    const WebhookTerms& terms,
    const WebhookDeed& deed
)
{
    if (const auto checked = check_asked(asked, terms); !checked)
        return checked.error();
    return change_kept(
        database, id, "change_webhook", deed,
        [&](storage::WriteTxn&, storage::Webhook& webhook) {
            webhook.name = trim(asked.name);
            webhook.url = asked.url;
            webhook.events = asked.events;
            webhook.workflows = asked.workflows;
        }
    );
}

Result<storage::Webhook> switch_webhook(
    storage::Database& database,
    std::string_view id,
    bool on,
    const WebhookDeed& deed
)
{
    return change_kept(
        database, id, on ? "start_webhook" : "stop_webhook", deed,
        [&](storage::WriteTxn& txn, storage::Webhook& webhook) {
            webhook.state = on ? "on" : "off";
            if (on)
                storage::forget_tries(txn, webhook.id, deed.now);
        }
    );
}

Result<WebhookMade> renew_secret(
    storage::Database& database,
    std::string_view id,
    const WebhookDeed& deed
)
{
    const std::string secret = random_bytes(secret_bytes);
    auto kept = change_kept(
        database, id, "renew_webhook_secret", deed,
        [&](storage::WriteTxn&, storage::Webhook& webhook) {
            webhook.old_secret = webhook.secret;
            webhook.old_until = deed.now.plus_ms(secrets_overlap_ms);
            webhook.secret = sealed_secret(database.master_key(), secret, webhook.id);
        }
    );
    if (!kept)
        return kept.error();
    return WebhookMade{std::string(secret_prefix) + base64(secret), std::move(*kept)};
}

Result<void> end_webhook(storage::Database& database, std::string_view id, const WebhookDeed& deed)
{
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto found = webhook_of(txn, id, deed.actor);
        if (!found)
            return found.error();
        if (!storage::end_webhook(txn, id, deed.now))
            return webhook_not_found();
        note_deed(txn, *found, "end_webhook", deed);
        return {};
    });
}

Result<void> send_again(
    storage::Database& database,
    std::string_view id,
    std::string_view delivery,
    const WebhookDeed& deed
)
{
    return database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto found = webhook_of(txn, id, deed.actor);
        if (!found)
            return found.error();
        if (found->state != "on")
            return refuse(
                Refusal::conflict, "webhook_off", "回调已停用，请先启用再重发",
                "the webhook is off; switch it on first"
            );
        const auto kept = storage::find_delivery(txn, id, delivery);
        if (!kept || !storage::send_again(txn, id, delivery, deed.now))
            return refuse(
                Refusal::not_found, "delivery_not_found", "没有这次投递，或已过保存期",
                "there is no such delivery, or it is kept no longer"
            );
        note_deed(
            txn, *found, "resend_webhook", deed,
            {{"delivery", kept->id}, {"number", kept->case_number}}
        );
        return {};
    });
}

std::string webhook_signature(
    std::string_view secret,
    std::string_view message,
    std::int64_t timestamp,
    std::string_view body
)
{
    std::string signed_text(message);
    signed_text += '.';
    signed_text += std::to_string(timestamp);
    signed_text += '.';
    signed_text += body;
    const Hash mac = hmac_sha256(secret, signed_text);
    return "v1," + base64(bytes_of(mac));
}

std::string webhook_signature(
    const storage::Webhook& webhook,
    const std::string& master_key,
    std::string_view message,
    Instant now,
    std::string_view body
)
{
    constexpr std::int64_t second_ms = 1000;
    const std::int64_t timestamp = now.ms() / second_ms;
    const auto by = [&](const std::string& sealed) {
        const std::string secret = opened_secret(master_key, sealed, webhook.id);
        return webhook_signature(secret, message, timestamp, body);
    };
    std::string signatures = by(webhook.secret);
    if (!webhook.old_secret.empty() && webhook.old_until && now < *webhook.old_until)
        signatures += " " + by(webhook.old_secret);
    return signatures;
}

}  // namespace beihui::accounts
