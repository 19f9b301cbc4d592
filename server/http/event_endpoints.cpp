#include "http/event_endpoints.hpp"

#include "acts/visible.hpp"
#include "http/api.hpp"
#include "http/body_stream.hpp"
#include "http/event_hub.hpp"
#include "storage/wall.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <chrono>
#include <map>
#include <mutex>

namespace beihui::http
{
namespace
{

namespace asio = boost::asio;

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pause{250};

// "run.place": where a page stands. None when it is of another run of the program, or none of ours.
std::optional<std::uint64_t> place_in(const EventHub& hub, std::string_view id)
{
    const std::string_view run = hub.run();
    if (!id.starts_with(run) || id.size() <= run.size() + 1 || id[run.size()] != '.')
        return std::nullopt;
    const std::string_view digits = id.substr(run.size() + 1);
    std::uint64_t place = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), place);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size())
        return std::nullopt;
    return place;
}

std::string event_text(
    const EventHub& hub,
    std::uint64_t place,
    std::string_view event,
    const json::object& data
)
{
    std::string text = "id: " + hub.run() + "." + std::to_string(place) + "\nevent: ";
    text += event;
    text += "\ndata: " + json::serialize(data) + "\n\n";
    return text;
}

// Streams by the address they come from. A whole school may stand behind one, which the listener
// gives only so many connections: those that stay open leave most of them to requests.
class Addresses
{
public:
    // A place among those of an address, until it is dropped; none when all are taken.
    static std::shared_ptr<void> take(
        const std::shared_ptr<Addresses>& addresses,
        const std::string& address
    )
    {
        const std::lock_guard lock(addresses->mutex_);
        std::size_t& open = addresses->open_[address];
        if (open >= most)
            return nullptr;
        ++open;
        const auto leave = [addresses, address](void*) {
            const std::lock_guard left(addresses->mutex_);
            const auto place = addresses->open_.find(address);
            if (--place->second == 0)
                addresses->open_.erase(place);
        };
        return {static_cast<void*>(addresses.get()), leave};
    }

private:
    static constexpr std::size_t most = 96;

    std::mutex mutex_;
    std::map<std::string, std::size_t> open_;
};

// What a stream holds for as long as it is open.
struct Seats
{
    std::shared_ptr<void> of_person;
    std::shared_ptr<void> of_address;
};

// What proves that a reader is still who they were.
struct Proof
{
    std::string token;  // of their session
    std::string host;
};

// The changes that one reader may hear of. It keeps only where it stands: what it tells lies in the
// hub, for all streams together.
class Changes final : public BodyStream
{
public:
    Changes(
        const Api& api,
        EventHub& hub,
        Seats seats,
        Proof proof,
        std::optional<std::uint64_t> place,
        bool came_back
    )
        : api_(api),
          hub_(hub),
          seats_(std::move(seats)),
          proof_(std::move(proof)),
          place_(place.value_or(hub.latest())),
          reload_(came_back && !place)
    {}

    asio::awaitable<std::optional<std::string>> next() override
    {
        if (over_)
            co_return std::nullopt;
        if (!begun_) {
            begun_ = true;
            told_ = SteadyClock::now();
            co_return event_text(hub_, place_, reload_ ? "reload" : "ready", {});
        }
        if (hub_.latest() == place_ && SteadyClock::now() - told_ < hub_.limits().heartbeat) {
            asio::steady_timer timer(co_await asio::this_coro::executor, pause);
            boost::system::error_code ignored;
            co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            if (hub_.latest() == place_)
                co_return std::string();
        }
        auto tell = [this] { return news(); };
        std::string text = co_await acts::on_worker(api_.context, tell);
        told_ = SteadyClock::now();
        co_return text;
    }

private:
    // What has come since, as far as the reader may see it at this moment. Blocks.
    std::string news()
    {
        const auto visit = accounts::look_at_session(
            api_.context.database, api_.sign_in, proof_.token, proof_.host, api_.context.clock.now()
        );
        if (!visit || visit->must_enrol) {
            over_ = true;
            return event_text(hub_, place_, "end", {});
        }
        const EventHub::News found = hub_.since(place_);
        place_ = found.latest;
        if (found.lost)
            return event_text(hub_, place_, "reload", {});
        std::string text;
        const accounts::Actor& actor = visit->actor;
        const Scope scope = accounts::scope_of(actor, accounts::Action::read_cases);
        api_.context.database.read(storage::Wall(scope, actor.key), [&](storage::ReadTxn& txn) {
            text.clear();
            for (const CaseChange& change : found.changes)
                if (acts::visible_case(txn, actor, change.case_id))
                    text += event_text(
                        hub_, change.place, "case",
                        {{"number", change.number},
                         {"version", change.version},
                         {"workflow", change.workflow}}
                    );
        });
        return text.empty() ? std::string(":\n\n") : text;
    }

    const Api& api_;
    EventHub& hub_;
    const Seats seats_;
    const Proof proof_;
    std::uint64_t place_;
    bool reload_;
    bool begun_ = false;
    bool over_ = false;
    SteadyClock::time_point told_;
};

asio::awaitable<Response> get_events(
    const Api& api,
    EventHub& hub,
    const std::shared_ptr<Addresses>& addresses,
    const Request& request
)
{
    QueryReader query(request);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Response response;
    response.content_type = "text/event-stream";
    response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy would hold it back
    if (request.method == "HEAD")
        co_return response;
    Seats seats{
        .of_person = hub.take_seat(actor_of(request).key),
        .of_address = Addresses::take(addresses, request.peer),
    };
    if (!seats.of_person || !seats.of_address) {
        co_return problem(
            503, "too_many_streams",
            Words{
                "同时打开的页面过多，暂不推送变化", "Too many pages are open to be told of changes"
            },
            request
        );
    }
    const std::string_view last = request.header("last-event-id");
    response.stream = std::make_shared<Changes>(
        api, hub, std::move(seats),
        Proof{
            std::string(request.cookie(session_cookie_name(api)).value_or("")),
            host_name(request.header("host"))
        },
        place_in(hub, last), !last.empty()
    );
    co_return response;
}

}  // namespace

void add_event_endpoints(Router& router, const Api& api, EventHub& hub)
{
    const auto addresses = std::make_shared<Addresses>();
    router.add({
        .method = "GET",
        .pattern = "/api/v1/events",
        .handle = [&api, &hub, addresses](const Request& request
                  ) { return get_events(api, hub, addresses, request); },
        .access = accounts::Action::use_session,  // who sees no cases is told of none
        .credential = Credential::session,
        .lane = Lane::reserved,
    });
}

}  // namespace beihui::http
