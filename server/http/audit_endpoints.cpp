#include "http/audit_endpoints.hpp"

#include "acts/access.hpp"
#include "acts/audit_cases.hpp"
#include "base/bytes.hpp"
#include "http/audit_asked.hpp"
#include "http/verification_endpoints.hpp"

#include <utility>

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

std::optional<acts::SampleAsked> read_sample(const Api& api, QueryReader& query)
{
    const auto seed = query.text("seed", 40);
    const auto size = query.integer("size", 1, acts::most_sampled);
    const auto as_of = query.instant("as_of");
    if (!seed)
        return std::nullopt;
    return acts::SampleAsked{
        .seed = *seed,
        .size = static_cast<std::size_t>(size.value_or(30)),
        .as_of = as_of.value_or(api.context.clock.now()),
    };
}

// GET /api/v1/audit/cases: the cases that are meant, the newest number first.
boost::asio::awaitable<Response> list_cases(const Api& api, const Request& request)
{
    QueryReader query(request);
    acts::AuditAsked asked = read_audit_asked(api, query);
    asked.limit = query.limit();
    asked.query.before = query.cursor().value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::audit_page(api.context, txn, actor_of(request), asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/audit/sample?seed=: the sample that the seed draws from them.
boost::asio::awaitable<Response> get_sample(const Api& api, const Request& request)
{
    QueryReader query(request);
    const acts::AuditAsked asked = read_audit_asked(api, query);
    const auto sample = read_sample(api, query);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    if (!sample) {
        const Error missing = refuse(
            Refusal::invalid_input, "seed_required", "抽样须写明种子，同一种子抽出同一批案卷",
            "a sample needs a seed; the same seed draws the same cases"
        );
        co_return problem(missing, request);
    }
    Look look = [&](storage::ReadTxn& txn) {
        return acts::draw_sample(api.context, txn, actor_of(request), asked, *sample);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

struct FileMade
{
    plugin::Sheet sheet;
    std::string name;  // without what the format adds
    std::string subject;
    json::object detail;  // of the line in the access log
};
using MakeSheet = std::function<Result<FileMade>(storage::ReadTxn&)>;

// Writes the sheet into a file, notes who takes it, and hands it out.
Response sheet_response(
    const Api& api,
    const Request& request,
    const plugin::SheetFormat& format,
    const MakeSheet& make
)
{
    std::optional<Result<FileMade>> made;
    read_for(api, request, [&](storage::ReadTxn& txn) { made.emplace(make(txn)); });
    if (!*made)
        return problem(made->error(), request);
    FileMade& file = **made;
    auto bytes = format.write(file.sheet);
    if (!bytes)
        return problem(bytes.error(), request);
    const accounts::Actor& actor = actor_of(request);
    file.detail["format"] = format.id();
    file.detail["hash"] = hex(sha256(*bytes));
    file.detail["lines"] = file.sheet.rows.size() - 1;
    const auto noted = acts::note_access(
        api.context, actor, "export", file.subject, actor.org_path, std::move(file.detail),
        request.peer
    );
    if (!noted)
        return problem(noted.error(), request);
    Response response;
    response.content_type = format.media_type();
    response.download_name = file.name + "." + std::string(format.id());
    response.body = std::move(*bytes);
    return response;
}

boost::asio::awaitable<Response> answer_sheet(
    const Api& api,
    const Request& request,
    std::string_view format,
    MakeSheet make
)
{
    const plugin::SheetFormat* const writer = api.formats.find_sheet(format);
    if (!writer)
        co_return problem(
            422, "bad_query", {"没有这种文件格式", "there is no such format"}, request
        );
    auto answer = [&] { return sheet_response(api, request, *writer, make); };
    co_return co_await acts::on_worker(api.context, answer);
}

// GET /api/v1/audit/cases/file?format=: the list, or with ?seed= the sample, as a file.
boost::asio::awaitable<Response> get_list_file(const Api& api, const Request& request)
{
    QueryReader query(request);
    const acts::AuditAsked asked = read_audit_asked(api, query);
    const auto sample = read_sample(api, query);
    const std::string format = query.choice("format", {"csv", "xlsx"}).value_or("xlsx");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    MakeSheet make = [&](storage::ReadTxn& txn) -> Result<FileMade> {
        auto sheet = acts::audit_sheet(api.context, txn, actor_of(request), asked, sample);
        if (!sheet)
            return sheet.error();
        FileMade made;
        made.sheet = std::move(*sheet);
        made.name = made.sheet.name + "_" + api.context.clock.now().date().text();
        made.subject = "audit_cases";
        if (sample) {
            made.detail["seed"] = sample->seed;
            made.detail["as_of"] = sample->as_of.text();
        }
        return made;
    };
    co_return co_await answer_sheet(api, request, format, std::move(make));
}

// GET /api/v1/access/file?format=: the access log, as its page shows it.
boost::asio::awaitable<Response> get_access_file(const Api& api, const Request& request)
{
    QueryReader query(request);
    storage::AccessQuery asked;
    asked.actor = query.text("actor", 64).value_or("");
    asked.action = query.text("action", 40).value_or("");
    asked.subject = query.text("subject", 64).value_or("");
    asked.from = query.instant("from");
    asked.to = query.instant("to");
    const std::string format = query.choice("format", {"csv", "xlsx"}).value_or("xlsx");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    MakeSheet make = [&](storage::ReadTxn& txn) -> Result<FileMade> {
        auto sheet = acts::access_sheet(api.context, txn, actor_of(request), asked);
        if (!sheet)
            return sheet.error();
        FileMade made;
        made.sheet = std::move(*sheet);
        made.name = made.sheet.name + "_" + api.context.clock.now().date().text();
        made.subject = "access";
        return made;
    };
    co_return co_await answer_sheet(api, request, format, std::move(make));
}

// GET /api/v1/audit/integrity: a page of the cases that are meant, each held against its history.
boost::asio::awaitable<Response> get_integrity(const Api& api, const Request& request)
{
    QueryReader query(request);
    acts::AuditAsked asked = read_audit_asked(api, query);
    asked.limit = query.limit();
    asked.query.before = query.cursor().value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::integrity_page(api.context, txn, actor_of(request), asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> get_case_integrity(const Api& api, const Request& request)
{
    QueryReader query(request);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::case_integrity(
            api.context, txn, actor_of(request), request.path_value("number")
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

acts::AuditAsked read_audit_asked(const Api& api, QueryReader& query)
{
    acts::AuditAsked asked;
    asked.organisation = query.text("organisation").value_or("");
    if (const auto workflow = query.text("workflow"))
        asked.query.cases.workflows = {*workflow};
    asked.query.cases.text = query.text("q").value_or("");
    asked.query.from = query.date("from");
    asked.query.to = query.date("to");
    asked.corrected = query.flag("corrected");
    if (query.flag("overdue"))
        asked.query.overdue_at = api.context.clock.now();
    return asked;
}

void add_audit_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const accounts::Action take_out = accounts::Action::export_files;
    router.add(route(api, "GET", "/api/v1/audit/cases", read_cases, list_cases));
    router.add(route(api, "GET", "/api/v1/audit/cases/file", take_out, get_list_file));
    router.add(route(api, "GET", "/api/v1/audit/sample", read_cases, get_sample));
    router.add(route(api, "GET", "/api/v1/audit/integrity", read_cases, get_integrity));
    router.add(route(api, "GET", "/api/v1/cases/{number}/integrity", read_cases, get_case_integrity)
    );
    router.add(route(api, "GET", "/api/v1/access/file", read_access_log, get_access_file));
    add_verification_endpoints(router, api);
}

}  // namespace beihui::http
