#include "acts/case_page.hpp"
#include "acts/submit_act.hpp"
#include "http/api.hpp"
#include "http/limits.hpp"

#include <charconv>

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// The cases to list: those of an organisation the person may see, or all they may see.
Result<std::string> path_asked(
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const std::optional<std::string>& organisation
)
{
    if (!organisation)
        return accounts::scope_of(actor).org_path();
    const auto found = storage::find_case(txn, *organisation);
    if (!found || found->workflow != "organisation" ||
        !accounts::scope_of(actor).covers(found->org_path))
        return refuse(
            Refusal::not_found, "organisation_not_found", "没有这个单位，或不在您的范围内",
            "there is no such organisation, or it is outside your scope"
        );
    return found->org_path;
}

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

// GET /api/v1/cases: a page of the cases of my organisation and below.
boost::asio::awaitable<Response> list_cases(const Api& api, const Request& request)
{
    const Request single = without(request, "stage");
    QueryReader query(single);
    storage::CaseQuery asked;
    asked.stages = all_of(request, "stage");
    if (const auto workflow = query.text("workflow"))
        asked.workflows = {*workflow};
    asked.text = query.text("q").value_or("");
    asked.from = query.date("from");
    asked.to = query.date("to");
    asked.only_open = query.flag("open");
    asked.sort = query
                     .choice("sort", {"changed", "-changed", "starts", "-starts", "number", "-number",
                                      "title", "-title"})
                     .value_or("-changed");
    asked.limit = query.limit();
    asked.cursor = query.cursor().value_or("");
    const auto organisation = query.text("organisation");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);

    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto path = path_asked(txn, actor_of(request), organisation);
        if (!path)
            return path.error();
        asked.org_path = *path;
        const auto page = storage::list_cases(txn, asked);
        if (!page)
            return page.error();
        acts::Names names(api.context, txn);
        json::array items;
        for (const Case& subject : page->items)
            items.emplace_back(acts::case_line(api.context, names, subject));
        return json::object{{"items", std::move(items)}, {"next_cursor", page->next_cursor}};
    };
    co_return co_await answer_read(api, request, std::move(look));
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
    Response response = co_await answer_read(api, request, std::move(look));
    if (response.status == 200)
        response.headers.emplace_back("ETag", etag_of(version));
    co_return response;
}

// The case after an act, as it stood right then: an equal request repeated later gets the same.
boost::asio::awaitable<Response> answer_done(
    const Api& api,
    const Request& request,
    const acts::ActDone& done,
    int status
)
{
    std::string number = done.number;
    const bool replayed = done.replayed;
    const Instant at = done.at;
    Look look = [&](storage::ReadTxn& txn) {
        std::optional<Instant> as_of;
        if (replayed)
            as_of = at;
        return acts::case_page(api.context, txn, actor_of(request), number, as_of);
    };
    Response response = co_await answer_read(api, request, std::move(look));
    if (response.status == 200) {
        response.status = status;
        response.headers.emplace_back("ETag", etag_of(done.version));
        if (status == 201)
            response.headers.emplace_back("Location", "/api/v1/cases/" + done.number);
        if (replayed)
            response.headers.emplace_back("Idempotency-Replayed", "true");
    }
    co_return response;
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
    const auto body = read_body(request, {"workflow", "act", "organisation", "circulars", "data"});
    if (!body)
        co_return problem(body.error(), request);

    acts::OpenCase opening;
    opening.wanted.workflow = text_of(*body, "workflow");
    opening.wanted.organisation = text_of(*body, "organisation");
    if (const json::value* const circulars = body->if_contains("circulars"); circulars && circulars->is_array())
        for (const json::value& circular : circulars->as_array())
            if (circular.is_string())
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
    const auto body = read_body(request, {"act", "data", "reason"});
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
    const auto terms = read_write_terms(request, true);
    if (!terms)
        co_return problem(terms.error(), request);
    wanted.version = terms->version;
    wanted.once = {terms->key, terms->request_hash};
    const accounts::Actor actor = actor_of(request);
    const auto done = co_await acts::submit_act_async(api.context, actor, std::move(wanted));
    if (!done)
        co_return problem(done.error(), request);
    co_return co_await answer_done(api, request, *done, 200);
}

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
            api.context, txn, actor_of(request), request.path_value("number"), cursor.value_or(0), limit
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// The entry of a case that the person may see; not_found for any other.
Result<storage::StoredEntry> visible_entry(storage::ReadTxn& txn, const Request& request)
{
    const auto entry = storage::find_entry(txn, request.path_value("uid"));
    if (!entry || !acts::visible_case(txn, actor_of(request), entry->case_id))
        return refuse(
            Refusal::not_found, "entry_not_found", "没有这条记录，或不在您的范围内",
            "there is no such entry, or it is outside your scope"
        );
    return *entry;
}

boost::asio::awaitable<Response> get_entry(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto entry = visible_entry(txn, request);
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
        const auto entry = visible_entry(txn, request);
        if (!entry)
            return entry.error();
        const auto trace = storage::find_trace(txn, entry->trace_hash);
        if (!trace)
            return refuse(
                Refusal::not_found, "no_trace", "这条记录没有规则判定", "no rule was asked for this entry"
            );
        const json::value read = read_json(*trace).value();
        json::object answer{{"hash", entry->trace_hash}};
        for (const auto& [name, value] : read.as_object())
            if (name == "rules")
                answer[name] = value;
        json::array rules = answer["rules"].as_array();
        for (json::value& rule : rules) {
            const rules::Pack* const pack = api.context.world->find(text_of(rule, "pack"));
            const rules::Clause* const clause = pack ? pack->clause(text_of(rule, "clause")) : nullptr;
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
    const std::string state =
        query.choice("state", {"open", "done", "waived"}).value_or("open");
    const std::size_t limit = query.limit();
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const std::string path = accounts::scope_of(actor_of(request)).org_path();
        acts::Names names(api.context, txn);
        json::array items;
        for (const storage::DutyLine& line : storage::list_duties(txn, path, state, limit)) {
            json::object item = acts::duty_json(api.context, line.duty, api.context.clock.now());
            item["case"] = json::object{{"number", line.case_number}, {"title", line.case_title}};
            item["organisation"] = json::object{
                {"id", line.organisation}, {"name", names.organisation(line.organisation)}};
            items.emplace_back(std::move(item));
        }
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

using Endpoint = boost::asio::awaitable<Response> (*)(const Api&, const Request&);

Route route(const Api& api, std::string method, std::string pattern, Endpoint endpoint)
{
    Route made;
    made.method = std::move(method);
    made.pattern = std::move(pattern);
    made.handle = [&api, endpoint](const Request& request) { return endpoint(api, request); };
    return made;
}

}  // namespace

void add_case_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/cases", list_cases));
    Route opening = route(api, "POST", "/api/v1/cases", open_case);
    opening.body_limit = act_body;
    router.add(std::move(opening));
    router.add(route(api, "GET", "/api/v1/cases/{number}", get_case));
    Route act = route(api, "POST", "/api/v1/cases/{number}/acts", post_act);
    act.body_limit = act_body;
    router.add(std::move(act));
    router.add(route(api, "GET", "/api/v1/cases/{number}/history", get_history));
    router.add(route(api, "GET", "/api/v1/entries/{uid}", get_entry));
    router.add(route(api, "GET", "/api/v1/entries/{uid}/trace", get_trace));
    router.add(route(api, "GET", "/api/v1/duties", list_duties));
}

}  // namespace beihui::http
