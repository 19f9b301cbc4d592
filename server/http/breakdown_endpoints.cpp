#include "http/breakdown_endpoints.hpp"

#include "acts/breakdown.hpp"
#include "http/table_asked.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

constexpr std::size_t most_cases = 500;
constexpr std::size_t most_differing = 200;

Result<acts::BreakdownAsked> asked_of(
    storage::ReadTxn& txn,
    const Request& request,
    TableQuery query
)
{
    auto whose = whose_table(txn, actor_of(request), query.organisation);
    if (!whose)
        return whose.error();
    acts::BreakdownAsked asked;
    asked.table = std::move(query.table);
    asked.table.org_path = whose->org_path;
    asked.organisation = whose->organisation;
    return asked;
}

// GET /api/v1/tables/{id}/breakdown?by=organisation|week|case&column=
boost::asio::awaitable<Response> get_breakdown(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    const std::string by =
        reader.choice("by", {"organisation", "week", "case"}).value_or("organisation");
    const std::string column = reader.text("column").value_or("");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    if (by == "case" && column.empty()) {
        const Error missing = bad_member("column", {"须写明 column", "column is needed"});
        co_return problem(missing, request);
    }
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        auto asked = asked_of(txn, request, query);
        if (!asked)
            return asked.error();
        asked->column = column;
        const accounts::Actor& actor = actor_of(request);
        if (by == "week")
            return acts::breakdown_by_week(api.context, txn, *asked);
        if (by == "case")
            return acts::breakdown_by_case(api.context, txn, actor, *asked, most_cases);
        return acts::breakdown_by_organisation(api.context, txn, actor, *asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/tables/{id}/comparison?with=: the figures that two tables have in common.
boost::asio::awaitable<Response> get_comparison(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    const auto other = reader.text("with");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    if (!other) {
        const Error missing = bad_member("with", {"须写明 with", "with is needed"});
        co_return problem(missing, request);
    }
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto asked = asked_of(txn, request, query);
        if (!asked)
            return asked.error();
        return acts::compare_tables(
            api.context, txn, actor_of(request), *asked, *other, most_differing
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_breakdown_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/tables/{id}/breakdown", read_tables, get_breakdown));
    router.add(route(api, "GET", "/api/v1/tables/{id}/comparison", read_tables, get_comparison));
}

}  // namespace beihui::http
