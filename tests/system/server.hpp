#pragma once

#include "acts/context.hpp"
#include "acts/story_runner.hpp"
#include "acts/webhook_sender.hpp"
#include "base/clock.hpp"
#include "cli/demonstration.hpp"
#include "http/api.hpp"
#include "http/event_hub.hpp"
#include "http/listener.hpp"
#include "http/router.hpp"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::test
{

// A clock that goes one millisecond forward each time it is asked, so that no two things happen at
// the same time, and that tests put to the day they are about.
class TickingClock final : public Clock
{
public:
    Instant now() const override { return Instant::from_ms(ms_.fetch_add(1)); }
    void set(Instant at) { ms_.store(at.ms()); }

private:
    mutable std::atomic<std::int64_t> ms_ = 1'778'374'800'000;  // 2026-05-10T09:00:00+08:00
};

// A folder of its own, gone with its owner.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The whole server as people run it, inside this program: packs and workflows of the project, a
// database, the API on a free port of the loopback address.
class TestServer
{
public:
    // `database` is "sqlite:…" or "postgresql:…". With a bench it runs on those packs only.
    // With a sign-in file other systems may vouch for people, and it stands behind TLS.
    explicit TestServer(
        const std::string& database,
        const acts::StoryBench& bench = {},
        bool administrators_need_second_factor = false,
        const std::filesystem::path& sign_in_file = {}
    );
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::uint16_t port() const { return listener_->port(); }
    const acts::Context& context() const { return *context_; }
    const http::Router& router() const { return router_; }
    TickingClock& clock() { return clock_; }
    // How the tools of drafts are run; to be changed before anybody asks for one.
    http::DraftTools& tools() { return api_->tools; }
    // What a thread of the program asks every two seconds. It may tell this machine.
    acts::WebhookSender& webhooks() { return *webhooks_; }
    // Public keys that are put here are trusted to sign packs.
    const std::filesystem::path& key_folder() const { return keys_.path(); }

    // Waits until everything that was queued for the database is written.
    void settle();

    // Puts the clock to a day at nine, or to a moment: "2026-05-10", "2026-05-10T14:00:00+08:00".
    void today(std::string_view when);

private:
    static void log_answer(const http::Answered& answered);

    TickingClock clock_;
    boost::asio::thread_pool workers_{2};
    acts::LiveRulebook rulebook_;
    TemporaryFolder keys_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<acts::Context> context_;
    std::unique_ptr<http::FederatedSignIn> federated_;
    std::unique_ptr<http::Api> api_;
    std::unique_ptr<http::EventHub> events_;
    std::unique_ptr<acts::WebhookSender> webhooks_;
    TemporaryFolder data_;
    std::unique_ptr<cli::DemonstrationFolder> demonstration_;
    http::Router router_;
    std::unique_ptr<http::Listener> listener_;
};

// The packs of the project, and the workflows with what some of them add.
std::shared_ptr<const rules::World> project_world();
std::shared_ptr<const workflows::Library> project_workflows(
    const std::shared_ptr<const rules::World>& world
);

// 32 bytes: the key that wraps those of personal values in every test database.
std::string test_master_key();

// Which database a suite runs on; the names of the suite's parameter.
enum class Store
{
    sqlite,
    postgresql,
};
std::string name_of(Store store);
std::ostream& operator<<(std::ostream& out, Store store);

// The one server on this kind of database that tests share: each makes organisations of its own,
// which nobody else sees. Started when first asked for.
TestServer& shared_server(Store store);

}  // namespace beihui::test
