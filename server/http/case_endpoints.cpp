#include "acts/act_cells.hpp"
#include "acts/case_page.hpp"
#include "acts/submit_act.hpp"
#include "base/text.hpp"
#include "http/api.hpp"
#include "http/limits.hpp"
#include "storage/case_heads.hpp"

#include <charconv>

namespace beihui::http
{
namespace
{

using enum accounts::Action;
using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

std::vector<std::string> all_of(const Request& request, std::string_view name)
{
    std::vector<std::string> values;
    for (const auto& [key, value] : request.query)
        if (key == name)
            values.push_back(value);
    return values;
}

// Query parameters that may be given several times are read apart from the others.
Request without(const Request& request, std::string_view name)
{
    Request rest;
    for (const auto& pair : request.query)
        if (pair.first != name)
            rest.query.push_back(pair);
    return rest;
}

// GET /api/v1/cases: a page of the cases I may see, or of those of one organisation.
boost::asio::awaitable<Response> list_cases(const Api& api, const Request& request)
{
    const Request single = without(request, "stage");
    QueryReader query(single);
    storage::CaseQuery asked;
    (void)query.text("stage");  // known, so that a misspelt one is told
    asked.stages = all_of(request, "stage");
    if (const auto workflow = query.text("workflow"))
        asked.workflows = {*workflow};
    asked.text = query.text("q").value_or("");
    asked.from = query.date("from");
    asked.to = query.date("to");
    asked.only_open = query.flag("open");
    if (query.flag("mine")) {
        asked.opened_by = actor_of(request).key;
        asked.naming = actor_of(request).person;
    }
    asked.sort = query
                     .choice(
                         "sort", {"changed", "-changed", "starts", "-starts", "number", "-number",
                                  "title", "-title"}
                     )
                     .value_or("-changed");
    asked.limit = query.limit();
    asked.cursor = query.cursor().value_or("");
    const auto organisation = query.text("organisation");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);

    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const accounts::Actor& actor = actor_of(request);
        if (organisation) {
            const auto found = acts::visible_organisation(txn, actor, read_cases, *organisation);
            if (!found)
                return found.error();
            asked.within = found->org_path;
        }
        const auto page =
            storage::list_case_heads(txn, accounts::scope_of(actor, read_cases), asked);
        if (!page)
            return page.error();
        acts::Names names(api.context, txn);
        names.expect_organisations_of(page->items);
        json::array items;
        items.reserve(page->items.size());
        for (const Case& subject : page->items)
            items.emplace_back(acts::case_line(api.context, names, subject));
        return json::object{{"items", std::move(items)}, {"next_cursor", page->next_cursor}};
    };
    co_return co_await answer_page(api, request, std::move(look));
}

// GET /api/v1/cases/{number}: the case now, or as it stood at ?as_of=.
boost::asio::awaitable<Response> get_case(const Api& api, const Request& request)
{
    QueryReader query(request);
    const auto as_of = query.instant("as_of");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    std::int64_t version = 0;
    Look look = [&](storage::ReadTxn& txn) {
        auto page = acts::case_page(
            api.context, txn, actor_of(request), request.path_value("number"), as_of
        );
        if (page)
            version = integer_of(*page, "version");
        return page;
    };
    co_return co_await answer_page(api, request, std::move(look), &version);
}

json::value data_in(const json::object& body)
{
    const json::value* const data = body.if_contains("data");
    return data ? *data : json::value();
}

// POST /api/v1/cases: opens a case, or with ?preview=true says what opening it would bring.
boost::asio::awaitable<Response> open_case(const Api& api, const Request& request)
{
    QueryReader query(request);
    const bool preview = query.flag("preview");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    const auto body = read_body(
        request, {{.name = "workflow", .required = true},
                  {.name = "act"},
                  {.name = "organisation", .required = true},
                  {.name = "circulars", .kind = BodyMember::texts},
                  {.name = "data", .kind = BodyMember::object}}
    );
    if (!body)
        co_return problem(body.error(), request);

    acts::OpenCase opening;
    opening.wanted.workflow = text_of(*body, "workflow");
    opening.wanted.organisation = text_of(*body, "organisation");
    if (const json::value* const circulars = body->if_contains("circulars");
        circulars && circulars->is_array())
        for (const json::value& circular : circulars->as_array())
            opening.wanted.circulars.emplace_back(circular.as_string());
    opening.first.act = text_of(*body, "act");
    opening.first.data = data_in(*body);
    if (preview) {
        Look look = [&](storage::ReadTxn& txn) {
            return acts::preview_opening(
                api.context, txn, actor_of(request), opening.wanted, opening.first
            );
        };
        co_return co_await answer_read(api, request, std::move(look));
    }
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    opening.once = {terms->key, terms->request_hash};
    const accounts::Actor actor = actor_of(request);
    const auto opened = co_await acts::open_case_async(api.context, actor, std::move(opening));
    if (!opened)
        co_return problem(opened.error(), request);
    co_return co_await answer_done(api, request, *opened, 201);
}

// POST /api/v1/cases/{number}/acts {"act", "data", "reason"}: the one way to change a case.
boost::asio::awaitable<Response> post_act(const Api& api, const Request& request)
{
    QueryReader query(request);
    const bool preview = query.flag("preview");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    const auto body = read_body(
        request, {{.name = "act", .required = true},
                  {.name = "data", .kind = BodyMember::object},
                  {.name = "reason"}}
    );
    if (!body)
        co_return problem(body.error(), request);

    acts::SubmitAct wanted;
    wanted.number = request.path_value("number");
    wanted.wanted.act = text_of(*body, "act");
    wanted.wanted.data = data_in(*body);
    wanted.wanted.reason = text_of(*body, "reason");
    if (preview) {
        Look look = [&](storage::ReadTxn& txn) {
            return acts::preview_act(
                api.context, txn, actor_of(request), wanted.number, wanted.wanted
            );
        };
        co_return co_await answer_read(api, request, std::move(look));
    }
    // A comment and the like touch nothing that a form could be compared with.
    const auto rules = api.context.rules();
    const bool common = rules->workflows->common_act(wanted.wanted.act) != nullptr;
    const auto terms = read_write_terms(request, !common);
    if (!terms)
        co_return problem(terms.error(), request);
    wanted.version = terms->version;
    wanted.once = {terms->key, terms->request_hash};
    const accounts::Actor actor = actor_of(request);
    const auto done = co_await acts::submit_act_async(api.context, actor, std::move(wanted));
    if (!done)
        co_return co_await answer_refused(api, request, done.error());
    co_return co_await answer_done(api, request, *done, 200);
}

// POST /api/v1/cases/{number}/acts/cells {"act", "data", "reason"}: what the act would do to the tables.
boost::asio::awaitable<Response> ask_act_cells(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "act", .required = true},
                  {.name = "data", .kind = BodyMember::object},
                  {.name = "reason"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    acts::ActWanted wanted;
    wanted.act = text_of(*body, "act");
    wanted.data = data_in(*body);
    wanted.reason = text_of(*body, "reason");
    Look look = [&](storage::ReadTxn& txn) {
        return acts::act_cells(
            api.context, txn, actor_of(request), request.path_value("number"), wanted
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// Whether the client asked for no more than the receipt: RFC 7240, section 4.2.
bool wants_minimal(const Request& request)
{
    for (std::string_view preference : split(request.header("prefer"), ',')) {
        preference = trim(preference.substr(0, preference.find(';')));
        if (preference == "return=minimal" || preference == "return=\"minimal\"")
            return true;
    }
    return false;
}

// Schema ActReceipt: what was done, without the case as it stands now.
Response receipt_of(const acts::ActDone& done)
{
    Response response;
    response.body = json::serialize(json::object{
        {"number", done.number},
        {"version", done.version},
        {"entry", done.entry},
        {"at", done.at.text()},
    });
    response.headers.emplace_back("Preference-Applied", "return=minimal");
    return response;
}

}  // namespace

boost::asio::awaitable<Response> answer_done(
    const Api& api,
    const Request& request,
    const acts::ActDone& done,
    int status
)
{
    std::int64_t version = done.version;
    Look look = [&](storage::ReadTxn& txn) {
        std::optional<Instant> as_of;
        if (done.replayed)
            as_of = done.at;
        auto page = acts::case_page(api.context, txn, actor_of(request), done.number, as_of);
        if (page)
            version = integer_of(*page, "version");
        return page;
    };
    Response response;
    if (wants_minimal(request))
        response = receipt_of(done);
    else
        response = co_await answer_read(api, request, std::move(look));
    if (response.status == 200) {
        response.status = status;
        response.headers.emplace_back("ETag", etag_of(version));
        if (status == 201)
            response.headers.emplace_back("Location", "/api/v1/cases/" + done.number);
        if (done.replayed)
            response.headers.emplace_back("Idempotency-Replayed", "true");
    }
    co_return response;
}

boost::asio::awaitable<Response> answer_refused(
    const Api& api,
    const Request& request,
    Error refused
)
{
    if (refused.kind != Refusal::stale)
        co_return problem(refused, request);
    auto look = [&] {
        json::object found;
        read_for(api, request, [&](storage::ReadTxn& txn) {
            const auto subject =
                acts::visible_case(txn, actor_of(request), request.path_value("number"));
            if (!subject)
                return;
            found["current_version"] = subject->version;
            found["changed_at"] = subject->changed_at.text();
            acts::Names names(api.context, txn);
            for (const auto& entry :
                 storage::entries_of_case(txn, subject->id, subject->version - 1, 1))
                found["changed_by"] = names.person(entry.actor);
        });
        return found;
    };
    json::object members = co_await acts::on_worker(api.context, look);
    co_return problem(refused, request, std::move(members));
}

void add_case_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/cases", read_cases, list_cases));
    router.add(route(api, "POST", "/api/v1/cases", work_on_cases, open_case, act_body));
    router.add(route(api, "GET", "/api/v1/cases/{number}", read_cases, get_case));
    router.add(route(api, "POST", "/api/v1/cases/{number}/acts", work_on_cases, post_act, act_body)
    );
    router.add(route(
        api, "POST", "/api/v1/cases/{number}/acts/cells", read_tables, ask_act_cells, act_body
    ));
}

}  // namespace beihui::http
