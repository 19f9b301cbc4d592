#pragma once

#include "acts/context.hpp"
#include "plugin/reachable.hpp"
#include "plugin/web_client.hpp"
#include "storage/webhook_store.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace beihui::acts
{

inline constexpr std::int64_t webhook_second_ms = 1000;
// How long to wait after the first, second … try that failed; after one more try it is over: some
// three days in all. Up to a fifth is added, so that many do not come back at the same moment.
inline constexpr std::array<std::int64_t, 13> webhook_waits_s{
    5, 30, 120, 600, 1'800, 3'600, 7'200, 14'400, 28'800, 43'200, 43'200, 43'200, 86'400,
};
inline constexpr std::int64_t webhook_kept_ms = 30LL * 24 * 3600 * 1000;
// What happened longer ago is not told any more, to one that was off.
inline constexpr std::int64_t webhook_catch_up_ms = 7LL * 24 * 3600 * 1000;

// Tells other systems of what happened. The history is the outbox: acts know nothing of it. For each
// webhook the entries behind those it has looked at become deliveries, once each, and these are sent
// in their order, the next after the one before was taken. A server that ends in between, or whose
// answer is lost, sends again under the same webhook-id. Of several servers on one database one at a
// time tells a receiver. Blocks; for a thread of its own.
class WebhookSender
{
public:
    // `base` is how the API is reached from outside, "https://host"; may be empty.
    WebhookSender(
        const Context& context,
        const plugin::WebClient& web,
        plugin::Reachable reachable,
        std::string base
    );
    WebhookSender(const WebhookSender&) = delete;
    WebhookSender& operator=(const WebhookSender&) = delete;

    // Looks once what has happened, and sends what is due. Returns how many were taken.
    std::size_t pass();

    // Lets a pass end after the try that it is at: called from any thread.
    void end() { ending_ = true; }

    const plugin::Reachable& reachable() const { return reachable_; }

private:
    void collect(const storage::Webhook& webhook, Instant now);
    void add_overdue(
        storage::ReadTxn& txn,
        const storage::Webhook& webhook,
        Instant now,
        std::vector<storage::Delivery>& found
    ) const;
    void put(const std::vector<storage::Delivery>& found, const storage::Webhook& webhook);
    std::size_t send_due(const storage::Webhook& webhook);
    bool take_next(const std::string& id, storage::Webhook& webhook, storage::Delivery& delivery);
    void try_once(const storage::Webhook& webhook, storage::Delivery& delivery) const;
    // Whether it was taken, or is to be.
    bool settle(const storage::Webhook& webhook, storage::Delivery& delivery);
    void tell_administrators(const storage::Webhook& webhook) const;

    const Context& context_;
    const plugin::WebClient& web_;
    const plugin::Reachable reachable_;
    const std::string base_;
    const std::string server_;  // among those on one database
    Instant dropped_at_;
    std::atomic<bool> ending_ = false;
};

}  // namespace beihui::acts
