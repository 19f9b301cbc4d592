// Links to a brief for people without an account: made, listed and taken back by their owner, read by
// whoever holds one.

#include "accounts/shares.hpp"
#include "acts/case_page.hpp"
#include "acts/shared_brief.hpp"
#include "http/account_answers.hpp"
#include "http/agenda_endpoints.hpp"
#include "http/link_answers.hpp"
#include "storage/wall.hpp"

#include <charconv>

namespace beihui::http
{
namespace
{

boost::asio::awaitable<Response> list_shares(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        json::array items;
        for (const auto& share :
             storage::live_shares(txn, actor_of(request).account, api.context.clock.now()))
            items.emplace_back(share_json(share));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/account/briefs {"name", "days"}
boost::asio::awaitable<Response> make_share(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "name", .required = true}, {.name = "days", .required = true}}
    );
    if (!body)
        co_return problem(body.error(), request);
    for (const auto action : {accounts::Action::read_cases, accounts::Action::read_tables})
        if (const auto allowed = accounts::may(actor_of(request), action); !allowed)
            co_return problem(allowed.error(), request);
    // It is read without a session until it ends.
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    accounts::ShareAsked asked;
    asked.name = text_of(*body, "name");
    const std::string_view days = text_of(*body, "days");
    std::from_chars(days.data(), days.data() + days.size(), asked.days);
    auto work = [&]() -> Response {
        const auto made = accounts::make_share(
            api.context.database, actor_of(request), asked, request.peer, api.context.clock.now()
        );
        if (!made)
            return problem(made.error(), request);
        json::object shown = share_json(made->kept);
        // Host was held against the list of our names. Behind the hash, a browser sends the secret to
        // nobody: it stands in no log and no Referer.
        const std::string base =
            (api.behind_tls ? "https://" : "http://") + std::string(request.header("host"));
        shown["url"] = accounts::link_of(base, "shared/brief", made->token);
        return json_response(shown, 201);
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> end_share(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const auto ended = accounts::end_share(
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

// POST /api/v1/shared/brief {"token"}: the brief of whoever made the link, as it stands now.
boost::asio::awaitable<Response> read_share(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "token", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    const std::string token(text_of(*body, "token"));
    auto work = [&]() -> Response {
        const auto reader = accounts::reader_of_share(
            api.context.database, token, request.peer, api.context.clock.now()
        );
        if (!reader)
            return problem(reader.error(), request);
        const accounts::Actor& actor = reader->actor;
        const storage::Wall wall(
            accounts::scope_of(actor, accounts::Action::read_cases), actor.key
        );
        json::object brief;
        api.context.database.read(wall, [&](storage::ReadTxn& txn) {
            brief = acts::shared_brief(api.context, txn, actor);
            acts::Names names(api.context, txn);
            brief["by"] = names.person(actor.key);
        });
        brief["expires_at"] = reader->share.expires_at.text();
        Response response = json_response(brief);
        response.headers.emplace_back("X-Robots-Tag", "noindex, nofollow");
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

json::object share_json(const storage::Share& share)
{
    return {
        {"id", share.id},
        {"name", share.name},
        {"made_at", share.made_at.text()},
        {"expires_at", share.expires_at.text()},
        {"used_at", acts::instant_json(share.used_at)},
        {"uses", share.uses},
    };
}

void add_share_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    constexpr std::size_t small_form = 4096;
    const std::string base = "/api/v1/account/briefs";
    add_account_route(router, api, {"GET", base, use_session, list_shares});
    add_account_route(router, api, {"POST", base, use_session, make_share});
    add_account_route(router, api, {"DELETE", base + "/{id}", use_session, end_share});
    router.add(route(api, "POST", "/api/v1/shared/brief", Access::anyone(), read_share, small_form)
    );
}

}  // namespace beihui::http
