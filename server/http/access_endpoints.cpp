#include "acts/access.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// POST /api/v1/cases/{number}/openings {"reason"}: personal values in clear for 15 minutes.
boost::asio::awaitable<Response> post_opening(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "reason", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    const std::string reason(text_of(*body, "reason"));
    auto work = [&] {
        return acts::open_personal(
            api.context, actor_of(request), request.path_value("number"), reason, request.peer
        );
    };
    const auto opened = co_await acts::on_worker(api.context, work);
    if (!opened)
        co_return problem(opened.error(), request);
    co_return json_response(*opened, 201);
}

// GET /api/v1/access: who looked at personal values, took files out, and why.
boost::asio::awaitable<Response> list_access(const Api& api, const Request& request)
{
    QueryReader query(request);
    storage::AccessQuery asked;
    asked.actor = query.text("actor", 64).value_or("");
    asked.action = query.text("action", 40).value_or("");
    asked.subject = query.text("subject", 64).value_or("");
    asked.from = query.instant("from");
    asked.to = query.instant("to");
    asked.limit = query.limit();
    asked.cursor = query.cursor().value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::access_page(api.context, txn, actor_of(request), asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_access_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "POST", "/api/v1/cases/{number}/openings", open_personal, post_opening));
    router.add(route(api, "GET", "/api/v1/access", read_access_log, list_access));
}

}  // namespace beihui::http
