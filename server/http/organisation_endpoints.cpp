#include "acts/access.hpp"
#include "acts/import_organisations.hpp"
#include "acts/organisation_list.hpp"
#include "base/bytes.hpp"
#include "base/log.hpp"
#include "domain/reporting_unit.hpp"
#include "http/api.hpp"
#include "http/limits.hpp"

#include <chrono>

namespace beihui::http
{
namespace
{

using enum accounts::Action;
using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// GET /api/v1/organisations?on=: mine and what lay below it on a day, parents before children.
boost::asio::awaitable<Response> list_organisations(const Api& api, const Request& request)
{
    QueryReader query(request);
    const Date on = query.date("on").value_or(api.context.clock.now().date());
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        json::array items;
        for (const acts::OrganisationLine& line :
             acts::organisations_on(txn, actor_of(request), read_organisations, on)) {
            const json::value* const profile = line.record.data.if_contains("profile");
            const json::value none(json::object_kind);
            const json::value& shown = profile ? *profile : none;
            items.emplace_back(json::object{
                {"id", line.record.id},
                {"code", line.record.code},
                {"name", line.name},
                {"level", text_of(shown, "level")},
                {"kind", text_of(shown, "kind")},
                {"parent", line.parent},
                {"province", text_of(shown, "province")},
            });
        }
        return json::object{{"on", on.text()}, {"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/reporting-units?on=: who reports to the ministry for itself.
boost::asio::awaitable<Response> list_units(const Api& api, const Request& request)
{
    QueryReader query(request);
    const Date on = query.date("on").value_or(api.context.clock.now().date());
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    json::array items;
    for (const ReportingUnit& unit : reporting_units())
        if (unit.holds_on(on))
            items.emplace_back(json::object{
                {"code", unit.code},
                {"area", unit.area},
                {"province", unit.province},
                {"name", json::object{{"zh", unit.zh}, {"en", unit.en}}},
                {"reports", unit.reports},
            });
    co_return json_response(json::object{{"on", on.text()}, {"items", std::move(items)}});
}

// GET /api/v1/organisations/export?format=&on=: the same as a file that can be brought in again.
boost::asio::awaitable<Response> export_organisations(const Api& api, const Request& request)
{
    QueryReader query(request);
    const auto format = query.choice("format", {"csv", "xlsx"});
    const Date on = query.date("on").value_or(api.context.clock.now().date());
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    const plugin::SheetFormat* const writer = api.formats.find_sheet(format.value_or("xlsx"));
    if (!writer)
        co_return problem(
            422, "bad_query", {"没有这种文件格式", "there is no such format"}, request
        );
    auto make = [&]() -> Response {
        plugin::Sheet sheet;
        api.context.database.read([&](storage::ReadTxn& txn) {
            sheet = acts::organisation_sheet(txn, actor_of(request), on);
        });
        auto bytes = writer->write(sheet);
        if (!bytes)
            return problem(bytes.error(), request);
        const auto noted = acts::note_access(
            api.context, actor_of(request), "export", "organisations", actor_of(request).org_path,
            {{"format", writer->id()}, {"on", on.text()}, {"hash", hex(sha256(*bytes))}},
            request.peer
        );
        if (!noted)
            return problem(noted.error(), request);
        Response response;
        response.content_type = writer->media_type();
        response.download_name = "单位_" + on.text() + "." + std::string(writer->id());
        response.body = std::move(*bytes);
        return response;
    };
    co_return co_await acts::on_worker(api.context, make);
}

json::object done_json(const acts::ImportDone& done, std::chrono::steady_clock::time_point begun)
{
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;
    json::object body = done.to_json();
    body["took_ms"] = duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun).count();
    return body;
}

// POST /api/v1/organisations/import?reason=&preview=: the file is the body.
boost::asio::awaitable<Response> import_organisations(const Api& api, const Request& request)
{
    QueryReader query(request);
    acts::ImportAsked asked;
    asked.preview = query.flag("preview");
    asked.reason = query.text("reason", 500).value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    if (!asked.preview) {
        const auto terms = read_write_terms(request, false);
        if (!terms)
            co_return problem(terms.error(), request);
        asked.once = {terms->key, terms->request_hash};
    }
    if (asked.reason.empty())
        co_return problem(
            422, "reason_required",
            {"须用 reason 写明导入的理由或依据", "reason says why the list is brought in"}, request
        );
    const accounts::Actor actor = actor_of(request);
    const plugin::SheetFormat* const reader = api.formats.sheet_of(request.body);
    if (!reader || request.body.empty())
        co_return problem(
            415, "file_kind", {"只收 CSV 或 xlsx 文件", "only CSV or xlsx files"}, request
        );
    asked.progress = [&](std::size_t done, std::size_t all) {
        log(LogLevel::info, "organisation_import", "rows are being brought in",
            {{"trace_id", request.id}, {"done", done}, {"all", all}});
    };
    auto work = [&]() -> Response {
        const auto begun = std::chrono::steady_clock::now();
        const auto sheet = reader->read(request.body);
        if (!sheet)
            return problem(sheet.error(), request);
        const auto done = acts::import_organisations(api.context, actor, *sheet, asked);
        if (!done)
            return problem(done.error(), request);
        Response response = json_response(done_json(*done, begun));
        if (done->replayed)
            response.headers.emplace_back("Idempotency-Replayed", "true");
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_organisation_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/organisations", read_organisations, list_organisations));
    // No export of tables: it holds what the list above shows, and who keeps organisations needs it.
    router.add(
        route(api, "GET", "/api/v1/organisations/export", read_organisations, export_organisations)
    );
    router.add(route(api, "GET", "/api/v1/reporting-units", read_organisations, list_units));
    Route import = route(
        api, "POST", "/api/v1/organisations/import", manage_organisations, import_organisations,
        upload_body
    );
    import.media_type = "";  // the bytes tell
    router.add(std::move(import));
}

}  // namespace beihui::http
