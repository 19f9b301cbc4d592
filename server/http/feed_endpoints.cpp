// Calendars that people subscribe to: made, listed and ended by their owner, read by whoever holds
// the address.

#include "accounts/feeds.hpp"
#include "acts/agenda.hpp"
#include "acts/case_page.hpp"
#include "base/bytes.hpp"
#include "http/account_answers.hpp"
#include "http/agenda_endpoints.hpp"
#include "http/calendar_feed.hpp"
#include "http/link_answers.hpp"
#include "storage/wall.hpp"

#include <algorithm>

namespace beihui::http
{
namespace
{

constexpr std::string_view ending = ".ics";
constexpr int days_back = 31;
constexpr int days_ahead = 366;

std::vector<std::string> layer_names()
{
    std::vector<std::string> names;
    for (const acts::Layer layer : acts::all_layers)
        names.emplace_back(acts::to_text(layer));
    return names;
}

// Host was held against the list of our names, so nobody can have put another into it.
std::string origin_of(const Api& api, const Request& request)
{
    return (api.behind_tls ? "https://" : "http://") + std::string(request.header("host"));
}

boost::asio::awaitable<Response> list_feeds(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        json::array items;
        for (const auto& feed : storage::live_calendar_feeds(txn, actor_of(request).account))
            items.emplace_back(feed_json(feed));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/account/feeds {"name", "layers", "language"}
boost::asio::awaitable<Response> make_feed(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "name", .required = true},
                  {.name = "layers", .kind = BodyMember::texts, .required = true},
                  {.name = "language", .required = true}}
    );
    if (!body)
        co_return problem(body.error(), request);
    if (const auto allowed = accounts::may(actor_of(request), accounts::Action::read_cases);
        !allowed)
        co_return problem(allowed.error(), request);
    // It is read without a session, for as long as nobody ends it.
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    accounts::FeedAsked asked;
    asked.name = text_of(*body, "name");
    asked.language = text_of(*body, "language");
    for (const json::value& layer : body->at("layers").as_array())
        asked.layers.emplace_back(layer.as_string());
    auto work = [&]() -> Response {
        const auto made = accounts::make_feed(
            api.context.database, actor_of(request), asked, layer_names(), request.peer,
            api.context.clock.now()
        );
        if (!made)
            return problem(made.error(), request);
        json::object shown = feed_json(made->kept);
        shown["url"] = origin_of(api, request) + "/feeds/" + made->token + std::string(ending);
        return json_response(shown, 201);
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> end_feed(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const auto ended = accounts::end_feed(
            api.context.database, actor_of(request), request.path_value("id"), request.peer,
            api.context.clock.now()
        );
        if (!ended)
            return problem(ended.error(), request);
        Response response;
        response.status = 204;
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

// The same for every address that shows nothing: nobody learns whether it was ever good.
Response no_such_feed()
{
    Response response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::string("没有这个日历订阅，或它已经停用。\n"
                                "There is no such calendar subscription, or it was ended.\n");
    return response;
}

// What its owner may read of these days, as they stand today.
std::string text_of_feed(const Api& api, const Request& request, const accounts::FeedReader& reader)
{
    acts::AgendaAsked asked;
    const Date today = api.context.clock.now().date();
    asked.from = today - days_back;
    asked.to = today + days_ahead;
    asked.layers.clear();
    for (const std::string& name : reader.feed.layers)
        if (const auto layer = acts::find_layer(name))
            asked.layers.push_back(*layer);
    const FeedWords words{reader.feed.language, origin_of(api, request)};
    const storage::Wall wall(
        accounts::scope_of(reader.actor, accounts::Action::read_cases), reader.actor.key
    );
    std::string text;
    api.context.database.read(wall, [&](storage::ReadTxn& txn) {
        auto items = acts::agenda_items(api.context, txn, reader.actor, asked);
        // Too much for one calendar: fewer days ahead, as far as it takes.
        while (!items && asked.to > today) {
            asked.to = today + (asked.to - today) / 2;
            items = acts::agenda_items(api.context, txn, reader.actor, asked);
        }
        acts::Names names(api.context, txn);
        const OrganisationName name = [&](std::string_view id) { return names.organisation(id); };
        text = calendar_feed(items ? *items : std::vector<acts::AgendaItem>(), words, name);
    });
    return text;
}

// GET /feeds/{file}: "bh_cal_….ics".
boost::asio::awaitable<Response> read_feed(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        std::string_view token = request.path_value("file");
        if (token.ends_with(ending))
            token.remove_suffix(ending.size());
        const auto reader =
            accounts::reader_of_feed(api.context.database, token, api.context.clock.now());
        if (!reader)
            return no_such_feed();
        Response response;
        response.content_type = "text/calendar; charset=utf-8";
        std::string text = text_of_feed(api, request, *reader);
        const std::string tag = "\"" + hex(sha256(text)).substr(0, 32) + "\"";
        response.headers.emplace_back("ETag", tag);
        if (names_tag(request.header("if-none-match"), tag))
            response.status = 304;
        else
            response.body = std::move(text);
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

json::object feed_json(const storage::CalendarFeed& feed)
{
    json::array layers;
    for (const std::string& layer : feed.layers)
        layers.emplace_back(layer);
    return {
        {"id", feed.id},
        {"name", feed.name},
        {"layers", std::move(layers)},
        {"made_at", feed.made_at.text()},
        {"used_at", acts::instant_json(feed.used_at)},
    };
}

void add_feed_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const std::string base = "/api/v1/account/feeds";
    add_account_route(router, api, {"GET", base, use_session, list_feeds});
    add_account_route(router, api, {"POST", base, use_session, make_feed});
    add_account_route(router, api, {"DELETE", base + "/{id}", use_session, end_feed});
    router.add(route(api, "GET", "/feeds/{file}", Access::anyone(), read_feed));
}

}  // namespace beihui::http
