#include "acts/stored_rulebook.hpp"
#include "http/api.hpp"
#include "http/problem_pages.hpp"
#include "storage/stores.hpp"

namespace beihui::http
{
namespace
{

Response text_response(std::string text, std::string content_type = "text/plain; charset=utf-8")
{
    Response response;
    response.content_type = std::move(content_type);
    response.body = std::move(text);
    return response;
}

// "ok", or why this program does not judge by what is published.
std::string state_of_packs(const Api& api, storage::ReadTxn& txn)
{
    if (api.context.rules()->world->packs().empty())
        return "没有装入规则包";
    std::string text;
    for (const Words& why : acts::not_converged(api.context, txn))
        text += (text.empty() ? "" : "；") + why.zh;
    return text.empty() ? "ok" : text;
}

// GET /readyz: whether the store answers and the packs are loaded.
boost::asio::awaitable<Response> get_readiness(const Api& api, const Request&)
{
    std::string packs = "ok";
    auto look = [&]() -> std::string {
        try {
            api.context.database.read([&](storage::ReadTxn& txn) {
                packs = state_of_packs(api, txn);
            });
            return "ok";
        } catch (const std::exception&) {
            return "数据库没有应答";
        }
    };
    const std::string store = co_await acts::on_worker(api.context, look);
    const bool ready = store == "ok" && packs == "ok";
    co_return json_response(
        json::object{
            {"ready", ready},
            {"checks", json::object{{"database", store}, {"packs", packs}}},
        },
        ready ? 200 : 503
    );
}

boost::asio::awaitable<Response> get_health(const Api&, const Request&)
{
    co_return text_response("ok\n");
}

boost::asio::awaitable<Response> get_contract(const Api& api, const Request&)
{
    Response response;
    response.content_type = "application/yaml";
    response.body =
        Response::SharedText(std::shared_ptr<const void>(), &api.openapi);  // not copied
    co_return response;
}

boost::asio::awaitable<Response> get_metrics(const Api& api, const Router& router)
{
    const auto now = api.context.clock.now();
    std::string text = "# HELP beihui_time_seconds The clock of the server.\n"
                       "# TYPE beihui_time_seconds gauge\n"
                       "beihui_time_seconds " +
                       std::to_string(now.ms() / 1000) +
                       "\n"
                       "# HELP beihui_packs_loaded Rule packs that are live.\n"
                       "# TYPE beihui_packs_loaded gauge\n"
                       "beihui_packs_loaded " +
                       std::to_string(api.context.rules()->world->packs().size()) + "\n";
    text += router.load().metrics();
    text += request_metrics();
    co_return text_response(std::move(text), "text/plain; version=0.0.4");
}

boost::asio::awaitable<Response> get_problem_page(const Api&, const Request& request)
{
    const auto page = problem_page(request.path_value("code"));
    if (!page)
        co_return problem(
            404, "problem_not_found",
            {"没有这个问题代码的说明", "there is no page about this code"}, request
        );
    co_return text_response(*page);
}

}  // namespace

void add_operation_endpoints(Router& router, const Api& api)
{
    const auto add = [&](std::string pattern, Lane lane, Endpoint endpoint) {
        Route added = route(api, "GET", std::move(pattern), Access::anyone(), endpoint);
        added.lane = lane;
        router.add(std::move(added));
    };
    add("/healthz", Lane::free, get_health);
    add("/readyz", Lane::reserved, get_readiness);
    add("/api/openapi.yaml", Lane::free, get_contract);
    add("/problems/{code}", Lane::free, get_problem_page);
    router.add({
        .method = "GET",
        .pattern = "/metrics",
        .handle = [&api, &router](const Request&) { return get_metrics(api, router); },
        .access = Access::anyone(),
        .lane = Lane::free,
    });
}

}  // namespace beihui::http
