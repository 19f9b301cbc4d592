#include "system/server.hpp"

#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "http/event_endpoints.hpp"
#include "http/federated_sign_in.hpp"
#include "http/problem_pages.hpp"
#include "http/webhook_endpoints.hpp"
#include "plugin/parts.hpp"
#include "plugins/cas/cas_provider.hpp"
#include "plugins/oidc/oidc_provider.hpp"
#include "plugins/web/curl_client.hpp"
#include "plugins/xlsx/xlsx_format.hpp"
#include "support/postgresql.hpp"
#include "tables/table_page.hpp"

#include <ostream>
#include <stdexcept>

namespace beihui::test
{
namespace
{

struct Rulebook
{
    std::shared_ptr<const acts::Rulebook> rules;
    std::string contract;
    plugin::Parts parts;
};

[[noreturn]] void fail(std::string_view what, const Error& error)
{
    std::string text = std::string(what) + ": " + error.code + " " + error.detail.en;
    for (const Fault& fault : error.faults)
        text += "\n  " + fault.where + " " + fault.code + " " + fault.detail.en;
    throw std::runtime_error(text);
}

// The packs and workflows of the project, read once.
const Rulebook& rulebook()
{
    static const Rulebook loaded = [] {
        const std::filesystem::path project = BEIHUI_SOURCE_DIR;
        Rulebook read;
        tables::add_csv_format(read.parts.formats);
        xlsx::add_format(read.parts.formats);
        oidc::add_kind(read.parts.sign_in);
        cas::add_kind(read.parts.sign_in);
        read.parts.web = web::make_client();
        auto world = rules::World::load(project / "rules");
        if (!world)
            fail("rules", world.error());
        auto rules = acts::make_rulebook(std::move(*world), project / "workflows");
        if (!rules)
            fail("workflows", rules.error());
        read.rules = std::move(*rules);
        read.contract = read_file(project / "docs" / "openapi.yaml", std::size_t{4} << 20).value();
        return read;
    }();
    return loaded;
}

}  // namespace

TemporaryFolder::TemporaryFolder()
    : path_(std::filesystem::temp_directory_path() / ("beihui-test-" + random_id()))
{
    std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string test_master_key()
{
    return std::string(32, 'k');
}

std::shared_ptr<const rules::World> project_world()
{
    return rulebook().rules->world;
}

std::shared_ptr<const workflows::Library> project_workflows(
    const std::shared_ptr<const rules::World>& world
)
{
    const auto rules = acts::make_rulebook(world, *rulebook().rules->workflows);
    if (!rules)
        fail("workflows", rules.error());
    return (*rules)->workflows;
}

TestServer::TestServer(
    const std::string& address,
    const acts::StoryBench& bench,
    bool administrators_need_second_factor,
    const std::filesystem::path& sign_in_file
)
    : rulebook_(rulebook().rules)
{
    const Rulebook& book = rulebook();
    storage::DatabaseSettings settings;
    settings.address = address;
    settings.master_key = test_master_key();
    auto database = storage::Database::open(settings);
    if (!database)
        fail(address, database.error());
    database_ = std::move(*database);
    // A story lives with its own packs and those it names; any other test with all of them.
    const auto first = bench.world ? std::make_shared<const acts::Rulebook>(
                                         acts::Rulebook{bench.world, bench.workflows, 0, {}}
                                     )
                                   : book.rules;
    const auto& packs = first->world->packs();
    if (const auto installed = acts::install_packs(*database_, packs, clock_.now()); !installed)
        fail("install", installed.error());
    acts::PackSet stored;
    database_->read([&](storage::ReadTxn& txn) {
        stored = acts::read_pack_set(txn, first->world.get());
    });
    auto rules = acts::rulebook_of(stored, first->world->calendar(), *first->workflows);
    if (!rules)
        fail("rulebook", rules.error());
    rulebook_.put(std::move(*rules));
    context_ = std::make_unique<acts::Context>(
        acts::Context{*database_, clock_, rulebook_, workers_, {keys_.path()}}
    );
    // Most tests are about something else: administrators sign in with a password alone.
    accounts::SignInSettings sign_in;
    sign_in.administrators_need_second_factor = administrators_need_second_factor;
    if (!sign_in_file.empty()) {
        auto others =
            plugin::read_sign_in_file(sign_in_file, book.parts.sign_in, *book.parts.web, clock_);
        if (!others)
            fail("sign-in", others.error());
        federated_ = std::make_unique<http::FederatedSignIn>(
            *context_, std::move(*others), accounts::longest_session_ms(sign_in)
        );
    }
    api_ = std::make_unique<http::Api>(http::Api{
        *context_, book.contract, federated_ != nullptr, book.parts.formats,
        http::DraftTools{.home = BEIHUI_SOURCE_DIR, .program = BEIHUI_BINARY}, sign_in,
        federated_.get()
    });
    http::add_api(router_, *api_);
    http::EventLimits often;
    often.look = std::chrono::milliseconds(50);
    often.heartbeat = std::chrono::milliseconds(500);
    often.streams_per_person = 3;
    often.kept = 20;
    events_ = std::make_unique<http::EventHub>(*database_, clock_, often);
    http::add_event_endpoints(router_, *api_, *events_);
    webhooks_ = std::make_unique<acts::WebhookSender>(
        *context_, *book.parts.web, plugin::Reachable::read({"127.0.0.1", "::1"}).value(),
        "https://beihui.test"
    );
    http::add_webhook_endpoints(router_, *api_, *webhooks_);
    cli::DemonstrationFolder::Setting beside;
    beside.real = {.home = BEIHUI_SOURCE_DIR, .data = data_.path(), .database = {}, .dev = false};
    beside.api = [this](const acts::Context& context) {
        return http::Api{context,       api_->openapi, api_->behind_tls,
                         api_->formats, api_->tools,   api_->sign_in};
    };
    demonstration_ = std::make_unique<cli::DemonstrationFolder>(std::move(beside), clock_);
    http::add_demonstration_endpoints(router_, *api_, *demonstration_);
    router_.set_trouble_log([](const http::Request& request, std::string_view what) {
        log(LogLevel::error, "trouble", "a request ended in an exception",
            {{"trace_id", request.id}, {"method", request.method}, {"what", what}});
    });
    http::Front front{.router = router_, .clock = clock_};
    front.access_log = log_answer;
    front.elsewhere = [this](const http::Request& request) -> std::shared_ptr<const http::Router> {
        return http::is_in_demonstration(request) ? demonstration_->place() : nullptr;
    };
    auto listener = http::Listener::open(http::ListenOptions{}, std::move(front));
    if (!listener)
        fail("listen", listener.error());
    listener_ = std::move(*listener);
    listener_->start();
}

TestServer::~TestServer()
{
    // What still runs for a request ends before the listener does: it refers to the request.
    listener_->stop();
    if (federated_)
        federated_->stop();
    demonstration_->stop();
    workers_.join();
    settle();
    listener_.reset();
}

void TestServer::log_answer(const http::Answered& answered)
{
    http::count_answer(answered);
    if (answered.status >= 500)
        log(LogLevel::info, "answered", "request refused",
            {{"trace_id", answered.id},
             {"ip", answered.peer},
             {"method", answered.method},
             {"route", answered.route},
             {"status", answered.status}});
}

void TestServer::today(std::string_view when)
{
    const std::string moment =
        when.size() == 10 ? std::string(when) + "T09:00:00+08:00" : std::string(when);
    clock_.set(Instant::parse(moment).value());
}

void TestServer::settle()
{
    (void)database_->write([](storage::WriteTxn&) -> Result<void> { return {}; });
}

std::string name_of(Store store)
{
    return store == Store::sqlite ? "sqlite" : "postgresql";
}

std::ostream& operator<<(std::ostream& out, Store store)
{
    return out << name_of(store);
}

TestServer& shared_server(Store store)
{
    // Members in this order: the server ends before what it runs on.
    struct OnSqlite
    {
        TemporaryFolder folder;
        TestServer server{"sqlite:" + (folder.path() / "beihui.db").string()};
    };
    struct OnPostgresql
    {
        PostgresqlDatabase database;
        TestServer server{database.address()};
    };
    if (store == Store::sqlite) {
        static OnSqlite sqlite;
        return sqlite.server;
    }
    static OnPostgresql postgresql;
    return postgresql.server;
}

}  // namespace beihui::test
