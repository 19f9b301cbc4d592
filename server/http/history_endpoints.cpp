#include "acts/case_page.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// GET /api/v1/cases/{number}/history: a page of entries, newest first.
boost::asio::awaitable<Response> get_history(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::size_t limit = query.limit();
    const auto cursor = query.integer("cursor", 1, 1'000'000'000);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::history_page(
            api.context, txn, actor_of(request), request.path_value("number"), cursor.value_or(0),
            limit
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> get_entry(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto entry = acts::visible_entry(txn, actor_of(request), request.path_value("uid"));
        if (!entry)
            return entry.error();
        return json::object{
            {"uid", entry->uid},
            {"seq", entry->seq ? json::value(*entry->seq) : json::value()},
            {"leaf", entry->leaf},
            {"body", entry->body},
        };
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> get_trace(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto entry = acts::visible_entry(txn, actor_of(request), request.path_value("uid"));
        if (!entry)
            return entry.error();
        const auto trace = storage::find_trace(txn, entry->trace_hash);
        if (!trace)
            return refuse(
                Refusal::not_found, "no_trace", "这条记录没有规则判定",
                "no rule was asked for this entry"
            );
        const json::value read = read_json(*trace).value();
        json::object answer{{"hash", entry->trace_hash}};
        for (const auto& [name, value] : read.as_object())
            if (name == "rules")
                answer[name] = value;
        const auto rulebook = api.context.rules();
        // Clauses are shown as the revision that judged had them.
        const auto hash_of = [&](std::string_view id) -> std::string_view {
            if (const json::value* const packs = member(read, "packs"))
                for (const json::value& pin : packs->as_array())
                    if (text_of(pin, "pack") == id)
                        return text_of(pin, "hash").substr(std::string_view("sha256:").size());
            return {};
        };
        json::array rules = answer["rules"].as_array();
        for (json::value& rule : rules) {
            const std::string_view id = text_of(rule, "pack");
            const rules::Pack* const pack = rulebook->world->find(id, hash_of(id));
            const rules::Clause* const clause =
                pack ? pack->clause(text_of(rule, "clause")) : nullptr;
            rule.as_object()["clause_text"] = clause ? clause->text : std::string();
            rule.as_object()["as_of"] = text_of(read, "as_of");
            rule.as_object()["known_at"] = text_of(read, "known_at");
        }
        answer["rules"] = std::move(rules);
        return answer;
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/duties: what my organisation and those below owe.
boost::asio::awaitable<Response> list_duties(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string state = query.choice("state", {"open", "done", "waived"}).value_or("open");
    const std::size_t limit = query.limit();
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        json::array items = acts::duties_page(api.context, txn, actor_of(request), state, limit);
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_history_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/cases/{number}/history", read_cases, get_history));
    router.add(route(api, "GET", "/api/v1/entries/{uid}", read_cases, get_entry));
    router.add(route(api, "GET", "/api/v1/entries/{uid}/trace", read_cases, get_trace));
    router.add(route(api, "GET", "/api/v1/duties", read_duties, list_duties));
}

}  // namespace beihui::http
