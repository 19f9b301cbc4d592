#include "acts/program.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/parallel.hpp"
#include "cli/commands.hpp"
#include "cli/demonstration.hpp"
#include "cli/following.hpp"
#include "cli/keeping_up.hpp"
#include "cli/memory.hpp"
#include "cli/reminding.hpp"
#include "cli/site.hpp"
#include "cli/telling.hpp"
#include "cli/watching.hpp"
#include "http/federated_sign_in.hpp"
#include "http/listener.hpp"
#include "http/problem_pages.hpp"
#include "http/webhook_endpoints.hpp"
#include "plugin/parts.hpp"

#include <csignal>
#include <ostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_contract_bytes = 4 << 20;
constexpr std::uint64_t demo_seed = 158;

// Blocks the signals that end the server in every thread that is started after it.
sigset_t block_end_signals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}

// When the threads that were just begun have had their first look around, what the start needed goes
// back to the system at once.
void wait_for_end(const sigset_t& ends)
{
    constexpr timespec settled{0, 500'000'000};
    if (sigtimedwait(&ends, nullptr, &settled) >= 0)
        return;
    give_back_memory();
    int signal = 0;
    sigwait(&ends, &signal);
}

Result<void> prepare(const ServeAsked& asked, Installation& installation, std::ostream& out)
{
    bool empty = false;
    installation.context().database.read([&](storage::ReadTxn& txn) {
        empty = storage::all_accounts(txn).empty();
    });
    return empty && asked.demo ? fill_demo(installation, demo_seed, out) : Result<void>();
}

// While nobody has an account: how the first administrator comes to one.
Result<void> print_setup_link(
    const acts::Context& context,
    const std::string& url,
    std::ostream& out
)
{
    const auto first = acts::first_start(context);
    if (!first)
        return first.error();
    if (*first)
        out << "还没有账号。打开链接，设定第一位系统管理员（有效至 " << (*first)->expires_at.text()
            << "，只能用一次）\n"
            << "Nobody has an account yet. Open the link to choose the first administrator (good "
               "once):\n  "
            << accounts::link_of(url, "setup", (*first)->code) << '\n';
    return {};
}

void log_answer(const http::Answered& answered)
{
    http::count_answer(answered);
    if (answered.status < 400)
        return;
    log(LogLevel::info, "answered", "request refused",
        {{"trace_id", answered.id},
         {"ip", answered.peer},
         {"method", answered.method},
         {"route", answered.route},
         {"status", answered.status},
         {"dur_ms", answered.took.count() / 1000}});
}

// The other systems that may vouch for people; none when no file was given.
Result<std::unique_ptr<http::FederatedSignIn>> federated_sign_in(
    const ServeAsked& asked,
    const plugin::Parts& parts,
    const acts::Context& context
)
{
    if (asked.sign_in_file.empty())
        return std::unique_ptr<http::FederatedSignIn>();
    auto settings =
        plugin::read_sign_in_file(asked.sign_in_file, parts.sign_in, *parts.web, context.clock);
    if (!settings)
        return settings.error();
    // Browsers keep a __Host- cookie over TLS only, and come back to the public address.
    if (settings->public_address.starts_with("https://") != asked.behind_tls)
        return refuse(
            Refusal::invalid_input, "public_address_scheme",
            asked.behind_tls ? "用了 --behind-tls，public_address 应以 https:// 开头"
                             : "public_address 以 https:// 开头时须用 --behind-tls",
            asked.behind_tls ? "with --behind-tls, public_address begins with https://"
                             : "a public_address that begins with https:// needs --behind-tls"
        );
    return std::make_unique<http::FederatedSignIn>(
        context, std::move(*settings), accounts::longest_session_ms(asked.sign_in)
    );
}

}  // namespace

int serve(const ServeAsked& asked, const plugin::Parts& parts, std::ostream& out, std::ostream& err)
{
    const sigset_t ends = block_end_signals();
    const SystemClock clock;
    auto pages_read =
        beside([&] { return http::StaticFiles::load(asked.places.home / "web" / "dist"); });
    const auto installation = Installation::open(asked.places, clock);
    if (!installation) {
        print_error(installation.error(), err);
        return refused;
    }
    if (const auto prepared = prepare(asked, **installation, out); !prepared) {
        print_error(prepared.error(), err);
        return refused;
    }
    // With --dev the packs of the folder are live whatever is published.
    std::optional<Following> following;
    std::optional<Watching> watching;
    if (asked.places.dev)
        watching.emplace(**installation, err);
    else
        following.emplace((*installation)->context());
    std::optional<Reminding> reminding(std::in_place, (*installation)->context());
    std::optional<KeepingUp> keeping_up(std::in_place, (*installation)->context());
    auto reachable = plugin::Reachable::read(asked.webhook_networks);
    if (!reachable) {
        print_error(reachable.error(), err);
        return refused;
    }
    acts::WebhookSender sender(
        (*installation)->context(), *parts.web, std::move(*reachable), asked.url
    );
    const auto others = federated_sign_in(asked, parts, (*installation)->context());
    if (!others) {
        print_error(others.error(), err);
        return refused;
    }
    const std::unique_ptr<http::FederatedSignIn>& federated = *others;
    const auto files = pages_read.get();
    const http::StaticFiles* const pages = files ? &*files : nullptr;
    const auto api_of = [&](const acts::Context& of, http::FederatedSignIn* vouching) {
        auto contract = read_file(asked.places.home / "docs" / "openapi.yaml", most_contract_bytes);
        return http::Api{
            of,
            contract ? std::move(*contract) : std::string(),
            asked.behind_tls,
            parts.formats,
            http::DraftTools{.home = asked.places.home},
            asked.sign_in,
            vouching
        };
    };
    const acts::Context& context = (*installation)->context();
    Site site(context, clock, api_of(context, federated.get()), asked.hosts, pages, asked.load);
    http::add_webhook_endpoints(site.router(), site.api(), sender);
    std::optional<Telling> telling(std::in_place, sender);
    DemonstrationFolder::Setting beside;
    beside.real = asked.places;
    // In the demonstration people have its own accounts only.
    beside.api = [&](const acts::Context& of) { return api_of(of, nullptr); };
    beside.hosts = asked.hosts;
    beside.pages = pages;
    beside.seed = demo_seed;
    DemonstrationFolder demonstration(std::move(beside), clock);
    http::add_demonstration_endpoints(site.router(), site.api(), demonstration);

    http::Front front{site.router(), clock, asked.limits, asked.proxies};
    front.access_log = log_answer;
    front.elsewhere = [&](const http::Request& request) -> std::shared_ptr<const http::Router> {
        return http::is_in_demonstration(request) ? demonstration.place() : nullptr;
    };
    http::ListenOptions options;
    options.address = asked.address;
    options.port = asked.port;
    options.threads = asked.threads;
    auto listener = http::Listener::open(options, std::move(front));
    if (!listener) {
        print_error(listener.error(), err);
        return refused;
    }
    (*listener)->start();
    const std::string here = "http://" + asked.address + ":" + std::to_string((*listener)->port());
    out << "备会已启动 Beihui is serving: " << here << "/\n";
    const auto told = print_setup_link(context, asked.url.empty() ? here : asked.url, out);
    if (!told)
        print_error(told.error(), err);
    if (!files)
        out << "没有编译好的页面（web/dist），只提供接口 / no pages were built (web/dist): API "
               "only\n";
    out.flush();

    wait_for_end(ends);
    out << "正在停止 stopping\n";
    (*listener)->stop();
    if (federated)
        federated->stop();
    reminding.reset();
    keeping_up.reset();
    telling.reset();
    // What a request left running on the workers ends before the listener that would answer it.
    demonstration.stop();
    context.workers.join();
    return good;
}

}  // namespace beihui::cli
