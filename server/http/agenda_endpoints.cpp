#include "http/agenda_endpoints.hpp"

#include "acts/agenda.hpp"
#include "acts/board.hpp"
#include "acts/visible.hpp"
#include "base/text.hpp"
#include "http/api.hpp"

#include <algorithm>

namespace beihui::http
{
namespace
{

using enum accounts::Action;
constexpr std::size_t most_board_cases = 3000;

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// "event,duty": each known and told once; none otherwise.
std::optional<std::vector<acts::Layer>> read_layers(std::string_view text)
{
    std::vector<acts::Layer> layers;
    for (const std::string_view word : split(text, ',')) {
        const auto layer = acts::find_layer(word);
        if (!layer || std::ranges::find(layers, *layer) != layers.end())
            return std::nullopt;
        layers.push_back(*layer);
    }
    return layers;
}

Error bad_days()
{
    const std::string most = std::to_string(acts::most_agenda_days);
    return refuse(
        Refusal::invalid_input, "bad_span",
        "须有 from 与 to，from 不晚于 to，不超过 " + most + " 天",
        "from and to are required, in this order, at most " + most + " days"
    );
}

// GET /api/v1/agenda?from=&to=&layers=&organisation=&owner=
boost::asio::awaitable<Response> get_agenda(const Api& api, const Request& request)
{
    QueryReader query(request);
    const auto from = query.date("from");
    const auto to = query.date("to");
    const auto layers = query.text("layers");
    const auto organisation = query.text("organisation");
    acts::AgendaAsked asked;
    asked.owner = query.text("owner").value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    if (!from || !to || *to < *from || *to - *from >= acts::most_agenda_days)
        co_return problem(bad_days(), request);
    asked.from = *from;
    asked.to = *to;
    if (layers) {
        auto read = read_layers(*layers);
        if (!read)
            co_return problem(
                422, "bad_query",
                {"layers 写作 event,duty,visit 中的几个", "layers is some of event,duty,visit"},
                request
            );
        asked.layers = std::move(*read);
    }
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const accounts::Actor& actor = actor_of(request);
        if (organisation) {
            const auto found = acts::visible_organisation(txn, actor, read_cases, *organisation);
            if (!found)
                return found.error();
            asked.within = found->org_path;
        }
        return acts::agenda_page(api.context, txn, actor, asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/board?workflow=&stage=&owner=&blocked=&q=&organisation=
boost::asio::awaitable<Response> get_board(const Api& api, const Request& request)
{
    QueryReader query(request);
    acts::BoardAsked asked;
    asked.cases.workflow = query.text("workflow").value_or("recruitment-event");
    asked.cases.only_blocked = query.flag("blocked");
    asked.cases.text = query.text("q", 100).value_or("");
    asked.cases.most = most_board_cases;
    asked.owner = query.text("owner").value_or("");
    if (const auto stages = query.text("stage"))
        for (const std::string_view stage : split(*stages, ','))
            asked.cases.stages.emplace_back(stage);
    const auto organisation = query.text("organisation");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const accounts::Actor& actor = actor_of(request);
        if (organisation) {
            const auto found = acts::visible_organisation(txn, actor, read_cases, *organisation);
            if (!found)
                return found.error();
            asked.cases.within = found->org_path;
        }
        return acts::board_page(api.context, txn, actor, asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_agenda_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/agenda", read_cases, get_agenda));
    router.add(route(api, "GET", "/api/v1/board", read_cases, get_board));
}

}  // namespace beihui::http
