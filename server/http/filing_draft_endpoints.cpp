// Before a table is filed: what would be sent in, and what shows that a number of it is to be typed.
#include "acts/filing_drafts.hpp"
#include "acts/table_filing.hpp"
#include "http/filing_endpoints.hpp"
#include "http/limits.hpp"
#include "http/sent_file.hpp"
#include "http/table_asked.hpp"

namespace beihui::http
{
namespace
{

// GET /api/v1/filings/drafts?organisation=
boost::asio::awaitable<Response> get_drafts(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const auto organisation = reader.text("organisation");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const auto whose = whose_table(txn, actor_of(request), organisation);
        if (!whose)
            return whose.error();
        return acts::filing_drafts(
            api.context, txn, actor_of(request), {whose->organisation, whose->org_path}
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/tables/{id}/filings/evidence?organisation=&from=&to=&name=: the raw bytes are the
// body. They are kept in the case of the filing, which is opened when there is none.
boost::asio::awaitable<Response> post_evidence(const Api& api, const Request& request)
{
    const std::string kind = "更正佐证";
    QueryReader reader(request);
    TableQuery query = read_table_query(reader, request);
    const std::string name = reader.text("name", 200).value_or("");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    query.table.as_of = std::nullopt;  // it goes with the numbers of now
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    if (auto refused = refuse_file(request, kind, name))
        co_return *std::move(refused);
    auto work = [&]() -> Result<acts::ActDone> {
        std::optional<Result<acts::FilingPlan>> plan;
        read_for(api, request, [&](storage::ReadTxn& txn) {
            const auto filled = fill_asked(api, txn, request, query);
            if (!filled)
                plan.emplace(filled.error());
            else
                plan.emplace(acts::find_filing(
                    api.context, txn, actor_of(request), filled->answer, filled->whose.filer
                ));
        });
        if (!*plan)
            return plan->error();
        acts::Evidence evidence{
            sent_file(request, kind, name), std::make_shared<const std::string>(request.body)
        };
        return acts::file_evidence(
            api.context, actor_of(request), **plan, std::move(evidence),
            {terms->key, terms->request_hash}
        );
    };
    const auto done = co_await acts::on_worker(api.context, work);
    if (!done)
        co_return co_await answer_refused(api, request, done.error());
    const json::object body{{"number", done->number}, {"document", done->document}};
    co_return json_response(body, 201);
}

}  // namespace

void add_filing_draft_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/filings/drafts", read_tables, get_drafts));
    Route evidence = route(
        api, "POST", "/api/v1/tables/{id}/filings/evidence", work_on_cases, post_evidence,
        upload_body
    );
    evidence.media_type = "";
    router.add(std::move(evidence));
}

}  // namespace beihui::http
