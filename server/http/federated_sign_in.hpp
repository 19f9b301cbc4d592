#pragma once

#include "acts/context.hpp"
#include "acts/wait.hpp"
#include "plugin/identity_provider.hpp"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace beihui::http
{

// A sign-in that a browser has begun: it carries it itself, sealed, so that nothing is stored for
// those who never come back.
struct Attempt
{
    std::string id;    // random: good for one sign-in
    std::string to;    // the page of ours to go to afterwards
    std::string kept;  // of the provider
};

// The providers of this installation, and the threads that wait for them. They are not the workers:
// a provider that answers slowly must not hold up anybody who is signed in already.
class FederatedSignIn
{
public:
    FederatedSignIn(
        const acts::Context& context,
        plugin::SignInSettings settings,
        std::int64_t longest_session_ms
    );
    ~FederatedSignIn();
    FederatedSignIn(const FederatedSignIn&) = delete;
    FederatedSignIn& operator=(const FederatedSignIn&) = delete;

    // Ends when what was begun has ended; nothing may be run afterwards.
    void stop() { threads_.join(); }

    const std::vector<std::unique_ptr<const plugin::IdentityProvider>>& providers() const
    {
        return settings_.providers;
    }
    // How browsers reach us: "https://beihui.example.edu.cn".
    const std::string& public_address() const { return settings_.public_address; }
    const plugin::IdentityProvider* find(std::string_view id) const;  // none: nullptr

    // Values of a cookie, for 10 minutes: an attempt with this provider, and why one was refused.
    std::string seal_attempt(const plugin::IdentityProvider& provider, const Attempt& attempt)
        const;
    std::optional<Attempt> open_attempt(
        const plugin::IdentityProvider& provider,
        std::string_view sealed
    ) const;
    std::string seal_refusal(const Error& error) const;
    std::optional<Error> open_refusal(std::string_view sealed) const;

    // Notes that an attempt, and what the provider gave for it, are used now. Blocks.
    // Refuses: not_allowed "sign_in_replayed" when one of them was used before.
    Result<void> use(
        const plugin::IdentityProvider& provider,
        const Attempt& attempt,
        std::string_view given
    ) const;

    // Notes which session (its id, which stays when its token changes) was opened for what the
    // provider gave, and ends that session when the provider says so. Both block.
    void opened_for(
        const plugin::IdentityProvider& provider,
        std::string_view given,
        std::string_view session
    ) const;
    void end(const plugin::IdentityProvider& provider, std::string_view given) const;

    // Runs what asks a provider.
    // Refuses: unavailable "sign_in_busy" when too many wait, or this one has waited too long.
    template <class Work>
    boost::asio::awaitable<std::invoke_result_t<Work&>> run(Work work)
    {
        using Value = std::invoke_result_t<Work&>;
        if (waiting_.fetch_add(1) >= most_waiting) {
            waiting_.fetch_sub(1);
            co_return Value(busy());
        }
        const auto asked = std::chrono::steady_clock::now();
        auto timely = [this, &work, asked]() -> Value {
            const Counted counted(waiting_);
            if (std::chrono::steady_clock::now() - asked > longest_wait)
                return busy();
            return work();
        };
        co_return co_await acts::on_worker(outward_, timely);
    }

private:
    static constexpr int most_waiting = 512;
    static constexpr std::chrono::seconds longest_wait{10};

    // Counts one less at its end, also when an exception ends it.
    class Counted
    {
    public:
        explicit Counted(std::atomic<int>& count) : count_(count) {}
        ~Counted() { count_.fetch_sub(1); }
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;

    private:
        std::atomic<int>& count_;
    };

    static Error busy();
    std::string sealed(std::string_view purpose, json::object what) const;
    std::optional<json::object> opened(std::string_view purpose, std::string_view sealed) const;

    plugin::SignInSettings settings_;
    std::string key_;  // of what browsers carry; the same on every node, from the master key
    boost::asio::thread_pool threads_;
    acts::Context outward_;  // the same context with these threads as workers
    std::int64_t longest_session_ms_;
    std::atomic<int> waiting_ = 0;
};

}  // namespace beihui::http
