#include "http/verification_endpoints.hpp"

#include "acts/verification.hpp"
#include "http/audit_asked.hpp"
#include "http/table_asked.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

Response answer_of(const Result<json::object>& done, const Request& request, int status = 200)
{
    return done ? json_response(*done, status) : problem(done.error(), request);
}

// POST /api/v1/audit/verifications?workflow=…: begins one over the cases that are meant.
boost::asio::awaitable<Response> begin(const Api& api, const Request& request)
{
    QueryReader query(request);
    const acts::AuditAsked asked = read_audit_asked(api, query);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    auto work = [&] { return acts::begin_verification(api.context, actor_of(request), asked); };
    const auto begun = co_await acts::on_worker(api.context, work);
    co_return answer_of(begun, request, 201);
}

// POST /api/v1/audit/verifications/{id}/next: its next cases.
boost::asio::awaitable<Response> go_on(const Api& api, const Request& request)
{
    auto work = [&] {
        return acts::go_on_verifying(api.context, actor_of(request), request.path_value("id"));
    };
    const auto done = co_await acts::on_worker(api.context, work);
    co_return answer_of(done, request);
}

boost::asio::awaitable<Response> list_runs(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) {
        return acts::verifications_page(api.context, txn, actor_of(request));
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> verify_one(const Api& api, const Request& request)
{
    auto work = [&] {
        return acts::verify_case(api.context, actor_of(request), request.path_value("number"));
    };
    const auto done = co_await acts::on_worker(api.context, work);
    co_return answer_of(done, request);
}

// GET /api/v1/integrity?case=…&case=…: what was found last.
boost::asio::awaitable<Response> get_ticks(const Api& api, const Request& request)
{
    std::vector<std::string> numbers;
    for (const auto& [name, value] : request.query)
        if (name == "case" && numbers.size() < acts::most_ticks)
            numbers.push_back(value);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::integrity_ticks(api.context, txn, actor_of(request), numbers);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/tables/{id}/integrity: of the cases behind its numbers.
boost::asio::awaitable<Response> get_table_tick(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto whose = whose_table(txn, actor_of(request), query.organisation);
        if (!whose)
            return whose.error();
        acts::BreakdownAsked asked;
        asked.table = query.table;
        asked.table.org_path = whose->org_path;
        asked.organisation = whose->organisation;
        return acts::table_integrity(api.context, txn, actor_of(request), asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_verification_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const std::string runs = "/api/v1/audit/verifications";
    router.add(route(api, "GET", runs, read_cases, list_runs));
    router.add(route(api, "POST", runs, read_cases, begin));
    router.add(route(api, "POST", runs + "/{id}/next", read_cases, go_on));
    router.add(route(api, "POST", "/api/v1/cases/{number}/verification", read_cases, verify_one));
    router.add(route(api, "GET", "/api/v1/integrity", read_cases, get_ticks));
    router.add(route(api, "GET", "/api/v1/tables/{id}/integrity", read_tables, get_table_tick));
}

}  // namespace beihui::http
