#include "acts/webhook_sender.hpp"

#include "accounts/grants.hpp"
#include "accounts/webhooks.hpp"
#include "acts/program.hpp"
#include "acts/webhook_events.hpp"
#include "base/bytes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "storage/place_store.hpp"
#include "storage/role_holders.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>

namespace beihui::acts
{
namespace
{

constexpr std::size_t webhook_entries_at_once = 500;
constexpr std::size_t most_in_a_row = 10;  // to one receiver, before the others have their turn
// An entry is committed a little after its moment: this far back is looked at again each time.
constexpr std::int64_t late_commit_ms = 5LL * 60 * 1000;
constexpr std::int64_t turn_ms = 60LL * 1000;  // far longer than one try takes
constexpr std::int64_t webhook_hour_ms = 3600LL * 1000;
constexpr int status_gone = 410;

// Up to a fifth longer.
std::int64_t with_jitter(std::int64_t wait_ms)
{
    const std::string bytes = random_bytes(2);
    const auto high = static_cast<unsigned char>(bytes[0]);
    const auto low = static_cast<unsigned char>(bytes[1]);
    constexpr std::int64_t parts = 65'536;
    return wait_ms + wait_ms / 5 * (high * 256 + low) / parts;
}

// Names of organisations as they are on a day, each asked once.
class OrganisationNames
{
public:
    OrganisationNames(storage::ReadTxn& txn, Date day) : txn_(txn), day_(day) {}
    const std::string& of(const std::string& id)
    {
        const auto [place, is_new] = names_.try_emplace(id);
        if (is_new)
            place->second = storage::organisation_name_on(txn_, id, day_);
        return place->second;
    }

private:
    storage::ReadTxn& txn_;
    Date day_;
    std::map<std::string, std::string> names_;
};

bool is_taken(std::int64_t status)
{
    return status >= 200 && status < 300;
}

}  // namespace

WebhookSender::WebhookSender(
    const Context& context,
    const plugin::WebClient& web,
    plugin::Reachable reachable,
    std::string base
)
    : context_(context),
      web_(web),
      reachable_(std::move(reachable)),
      base_(std::move(base)),
      server_(random_id())
{}

std::size_t WebhookSender::pass()
{
    const Instant now = context_.clock.now();
    std::vector<storage::Webhook> webhooks;
    context_.database.read([&](storage::ReadTxn& txn) { webhooks = storage::live_webhooks(txn); });
    std::size_t taken = 0;
    for (const storage::Webhook& webhook : webhooks) {
        if (webhook.state != "on" || ending_)
            continue;
        collect(webhook, now);
        taken += send_due(webhook);
    }
    if (!webhooks.empty() && now.ms() - dropped_at_.ms() > webhook_hour_ms) {
        dropped_at_ = now;
        (void)context_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            storage::drop_deliveries_before(txn, now.plus_ms(-webhook_kept_ms));
            return {};
        });
    }
    return taken;
}

void WebhookSender::collect(const storage::Webhook& webhook, Instant now)
{
    const std::vector<std::string> told = told_workflows(context_);
    const Instant earliest = now.plus_ms(-webhook_catch_up_ms);
    Instant at = std::max(webhook.looked_at.plus_ms(-late_commit_ms), earliest);
    at = std::max(at, webhook.made_at);
    std::string uid;
    for (bool more = true; more;) {
        std::vector<storage::Delivery> found;
        context_.database.read([&](storage::ReadTxn& txn) {
            // Behind an entry without a position nothing is told: it would come out of order.
            const auto waiting = storage::oldest_without_position(txn);
            const Instant until = waiting ? std::min(now, waiting->plus_ms(-1)) : now;
            const std::string path = accounts::path_of_organisation(txn, webhook.organisation);
            const WebhookPaths paths = storage::paths_of_subtree(txn, path);
            const auto told_already = storage::told_since(txn, webhook.id, at);
            OrganisationNames names(txn, now.date());
            const auto entries =
                storage::entries_behind(txn, at, uid, until, webhook_entries_at_once);
            for (const storage::ToldEntry& entry : entries) {
                const std::string_view kind = event_of(webhook, paths, told, entry);
                if (!kind.empty() && !told_already.contains(entry.uid))
                    found.push_back(
                        delivery_of(webhook, kind, entry, names.of(entry.organisation), base_)
                    );
            }
            more = entries.size() == webhook_entries_at_once;
            if (!entries.empty()) {
                at = entries.back().at;
                uid = entries.back().uid;
            }
            if (more)
                return;
            add_overdue(txn, webhook, now, found);
        });
        storage::Webhook looked = webhook;
        looked.looked_at = at;
        if (!found.empty() || looked.looked_at.ms() - webhook.looked_at.ms() > late_commit_ms)
            put(found, looked);
    }
}

// What fell due in the last days and is still open; each once.
void WebhookSender::add_overdue(
    storage::ReadTxn& txn,
    const storage::Webhook& webhook,
    Instant now,
    std::vector<storage::Delivery>& found
) const
{
    if (!wants_overdue(webhook))
        return;
    const std::vector<std::string> told = told_workflows(context_);
    const std::string path = accounts::path_of_organisation(txn, webhook.organisation);
    const WebhookPaths paths = storage::paths_of_subtree(txn, path);
    const Instant since = std::max(now.plus_ms(-webhook_catch_up_ms), webhook.made_at);
    OrganisationNames names(txn, now.date());
    std::vector<storage::Delivery> overdue;
    for (const storage::OverdueDuty& duty : storage::duties_fallen_due(txn, since, now))
        if (tells_overdue(webhook, paths, told, duty))
            overdue.push_back(delivery_of(webhook, duty, names.of(duty.organisation), base_));
    if (overdue.empty())
        return;
    const auto already = storage::told_since(txn, webhook.id, since, overdue.front().kind);
    for (storage::Delivery& one : overdue)
        if (!already.contains(one.about))
            found.push_back(std::move(one));
}

void WebhookSender::put(
    const std::vector<storage::Delivery>& found,
    const storage::Webhook& webhook
)
{
    const auto written = context_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        for (storage::Delivery delivery : found) {
            delivery.next_at = delivery.happened_at;
            storage::put_delivery(txn, delivery);
        }
        storage::note_looked(txn, webhook.id, webhook.looked_at);
        return {};
    });
    if (!written)
        throw std::runtime_error("what is to be told was not written: " + written.error().code);
}

std::size_t WebhookSender::send_due(const storage::Webhook& webhook)
{
    std::size_t taken = 0;
    storage::Webhook now_as_it_is;
    storage::Delivery delivery;
    while (taken < most_in_a_row && !ending_ && take_next(webhook.id, now_as_it_is, delivery)) {
        try_once(now_as_it_is, delivery);
        if (!settle(now_as_it_is, delivery))
            break;
        ++taken;
    }
    return taken;
}

// What is due now, with the turn to send it; false when there is nothing, or another server's turn.
bool WebhookSender::take_next(
    const std::string& id,
    storage::Webhook& webhook,
    storage::Delivery& delivery
)
{
    const Instant now = context_.clock.now();
    const auto look = [&](storage::ReadTxn& txn) {
        const auto next = storage::next_delivery(txn, id);
        const bool is_due = next && next->next_at <= now;
        if (is_due)
            delivery = *next;
        return is_due;
    };
    bool due = false;
    context_.database.read([&](storage::ReadTxn& txn) { due = look(txn); });
    if (!due)
        return false;
    bool mine = false;
    const auto written = context_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        mine = false;
        if (!storage::take_turn(txn, id, server_, now, now.plus_ms(turn_ms)))
            return {};
        // As it is now: whoever had the turn before may have sent it, and addresses change.
        const auto found = storage::find_live_webhook(txn, id);
        mine = found && look(txn);
        if (mine)
            webhook = *found;
        return {};
    });
    return written && mine;
}

void WebhookSender::try_once(const storage::Webhook& webhook, storage::Delivery& delivery) const
{
    const Instant now = context_.clock.now();
    plugin::WebRequest request;
    request.url = webhook.url;
    request.body = delivery.body;
    request.reachable = &reachable_;
    request.headers = {
        {"Content-Type", "application/json"},
        {"User-Agent", "Beihui-Webhooks"},
        {"Expect", ""},
        {"webhook-id", delivery.id},
        {"webhook-timestamp", std::to_string(now.ms() / webhook_second_ms)},
        {"webhook-signature",
         accounts::webhook_signature(
             webhook, context_.database.master_key(), delivery.id, now, delivery.body
         )},
    };
    const auto begun = std::chrono::steady_clock::now();
    const auto answer = web_.send(request);
    delivery.took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                           std::chrono::steady_clock::now() - begun
    )
                           .count();
    delivery.tried_at = now;
    delivery.attempts += 1;
    delivery.by_hand = false;
    delivery.status = answer ? answer->status : 0;
    delivery.error = answer ? std::string() : answer.error().code;
    if (is_taken(delivery.status))
        delivery.state = "delivered";
}

bool WebhookSender::settle(const storage::Webhook& webhook, storage::Delivery& delivery)
{
    const bool taken = delivery.state == "delivered";
    const auto tries = static_cast<std::size_t>(delivery.attempts);
    const bool over = !taken && (tries > webhook_waits_s.size() || delivery.status == status_gone);
    if (!taken && !over)
        delivery.next_at =
            delivery.tried_at->plus_ms(with_jitter(webhook_waits_s[tries - 1] * webhook_second_ms));
    bool switched_off = false;
    const auto written = context_.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        switched_off = storage::note_try(txn, delivery, server_) && over &&
                       storage::fail_webhook(txn, webhook.id, context_.clock.now());
        if (switched_off)
            storage::put_access(
                txn, {.at = context_.clock.now(),
                      .actor = "system",
                      .action = "fail_webhook",
                      .subject = webhook.id,
                      .org_path = accounts::path_of_organisation(txn, webhook.organisation),
                      .detail = {{"name", webhook.name}, {"url", webhook.url}}}
            );
        return {};
    });
    if (written && switched_off)
        tell_administrators(webhook);
    return written && taken;
}

// A comment on the case of the organisation that calls its system administrators: it comes into their
// inboxes as any other does.
void WebhookSender::tell_administrators(const storage::Webhook& webhook) const
{
    log(LogLevel::warning, "webhooks", "a webhook was switched off: its receiver does not answer",
        {{"webhook", webhook.id}});
    std::string number;
    json::array called;
    context_.database.read([&](storage::ReadTxn& txn) {
        const auto subject = storage::find_case(txn, webhook.organisation);
        if (!subject)
            return;
        number = subject->number;
        const std::string path = accounts::path_of_organisation(txn, webhook.organisation);
        std::vector<std::string> organisations;
        for (const std::string_view id : split(path, '/'))
            if (!id.empty())
                organisations.emplace_back(id);
        std::ranges::reverse(organisations);
        organisations.emplace_back();
        const Date today = context_.clock.now().date();
        for (const auto& holder : storage::role_holders(txn, organisations, today))
            if (holder.role == "administrator" &&
                std::ranges::find(called, json::value(holder.person)) == called.end())
                called.emplace_back(holder.person);
    });
    if (number.empty() || called.empty())
        return;
    SubmitAct wanted;
    wanted.number = number;
    wanted.wanted.act = "comment";
    wanted.wanted.data = json::object{
        {"text",
         "回调“" + webhook.name + "”多次未能送达，已自动停用。请检查接收方，再到“管理—回调”启用。"},
        {"mentions", std::move(called)},
    };
    const auto done = submit_act(context_, the_program(), wanted);
    if (!done)
        log(LogLevel::warning, "webhooks", "the administrators were not told",
            {{"webhook", webhook.id}, {"code", done.error().code}});
}

}  // namespace beihui::acts
