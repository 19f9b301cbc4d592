#include "http/import_endpoints.hpp"

#include "acts/access.hpp"
#include "acts/case_page.hpp"
#include "acts/imports/bring_in.hpp"
#include "acts/imports/marked_list.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "http/limits.hpp"

#include <chrono>

namespace beihui::http
{
namespace
{

using enum accounts::Action;

constexpr std::size_t longest_columns = 6000;  // a JSON text in the address
constexpr std::size_t longest_reason = 200;
constexpr std::size_t most_runs = 100;
constexpr std::chrono::hours shown_for{24 * 30};

// What the address of a request says about the file in its body.
struct ListRequest
{
    std::string kind;
    std::string file_name;
    acts::ListAsked list;
    std::string reason;
    std::string check;
};

Error bad_json(std::string_view name)
{
    const std::string member(name);
    return refuse(
        Refusal::invalid_input, "bad_query", member + " 应为 JSON", member + " must be JSON"
    );
}

// ?columns=["profile.name","",…]&fill={"profile.size":"中型"}
Result<void> read_columns(
    const std::optional<std::string>& columns,
    const std::optional<std::string>& fill,
    acts::LayoutAsked& asked
)
{
    if (columns) {
        const auto read = read_json(*columns);
        if (!read || !read->is_array())
            return bad_json("columns");
        asked.columns.emplace();
        for (const json::value& one : read->get_array()) {
            if (!one.is_string())
                return bad_json("columns");
            asked.columns->emplace_back(one.get_string());
        }
    }
    if (fill) {
        const auto read = read_json(*fill);
        if (!read || !read->is_object())
            return bad_json("fill");
        for (const auto& [name, value] : read->get_object()) {
            if (!value.is_string())
                return bad_json("fill");
            asked.fill[std::string(name)] = std::string(value.get_string());
        }
    }
    return {};
}

Result<ListRequest> read_request(const Request& request)
{
    QueryReader query(request);
    ListRequest asked;
    asked.kind = query.choice("kind", acts::list_kinds()).value_or("");
    asked.file_name = query.text("name", 200).value_or("");
    asked.list.organisation =
        query.text("organisation", 64).value_or(actor_of(request).organisation);
    if (const auto head = query.integer("head", 0, 1000))
        asked.list.layout.head = static_cast<std::size_t>(*head);
    const auto columns = query.text("columns", longest_columns);
    const auto fill = query.text("fill", longest_columns);
    asked.reason = query.text("reason", longest_reason).value_or("");
    asked.check = query.text("check", 64).value_or("");
    if (const auto done = query.done(); !done)
        return done.error();
    if (auto read = read_columns(columns, fill, asked.list.layout); !read)
        return read.error();
    return asked;
}

// The file in the body, as a sheet.
Result<plugin::Sheet> read_file(const Api& api, const Request& request)
{
    const plugin::SheetFormat* const reader = api.formats.sheet_of(request.body);
    const std::string_view old_excel = "\xD0\xCF\x11\xE0";
    if (request.body.starts_with(old_excel))
        return refuse(
            Refusal::invalid_input, "file_kind",
            "这是旧版 .xls，请在 Excel 或 WPS 里另存为 xlsx 再导入",
            "this is an old .xls; save it as xlsx first"
        );
    if (!reader || request.body.empty())
        return refuse(
            Refusal::invalid_input, "file_kind", "只收 CSV 或 xlsx 文件", "only CSV or xlsx files"
        );
    return reader->read(request.body);
}

std::string_view encoding_of(const Request& request)
{
    if (request.body.starts_with("PK"))
        return "xlsx";
    return is_utf8(request.body) ? "utf-8" : "gb18030";
}

// A list that was read and checked within the walls of whoever asks.
struct Looked
{
    acts::ListKind kind;
    plugin::Sheet sheet;
    acts::CheckedList checked;
};

Result<Looked> look_at(const Api& api, const Request& request, const ListRequest& asked)
{
    const acts::Context context = api.context.holding_rules();
    auto kind = acts::list_kind(*context.rules(), asked.kind);
    if (!kind)
        return kind.error();
    auto sheet = read_file(api, request);
    if (!sheet)
        return sheet.error();
    Result<acts::CheckedList> checked = acts::CheckedList();
    read_for(api, request, [&](storage::ReadTxn& txn) {
        checked = acts::check_list(context, txn, actor_of(request), *kind, *sheet, asked.list);
    });
    if (!checked)
        return checked.error();
    return Looked{std::move(*kind), std::move(*sheet), std::move(*checked)};
}

// POST /api/v1/imports/check: what is in the file, and what is wrong with it. Writes nothing.
boost::asio::awaitable<Response> check_import(const Api& api, const Request& request)
{
    const auto asked = read_request(request);
    if (!asked)
        co_return problem(asked.error(), request);
    auto work = [&]() -> Response {
        const auto looked = look_at(api, request, *asked);
        if (!looked)
            return problem(looked.error(), request);
        json::object body = acts::check_json(looked->kind, looked->sheet, looked->checked);
        body["encoding"] = encoding_of(request);
        return json_response(body);
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/imports/marked: the file back, every fault at its cell.
boost::asio::awaitable<Response> mark_import(const Api& api, const Request& request)
{
    const auto asked = read_request(request);
    if (!asked)
        co_return problem(asked.error(), request);
    auto work = [&]() -> Response {
        const auto looked = look_at(api, request, *asked);
        if (!looked)
            return problem(looked.error(), request);
        const plugin::SheetFormat* const format = api.formats.find_sheet("xlsx");
        const auto* const marker = dynamic_cast<const plugin::MarksCells*>(format);
        if (!marker)
            return problem(
                503, "sheet_not_written", {"没有 Excel 组件", "there is no part for Excel"}, request
            );
        auto bytes = marker->write_marked(acts::marked_list(looked->sheet, looked->checked));
        if (!bytes)
            return problem(bytes.error(), request);
        Response response;
        response.content_type = format->media_type();
        response.download_name = "标红_" + looked->kind.label.zh + ".xlsx";
        response.body = std::move(*bytes);
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

// GET /api/v1/imports/template?kind=: an empty list to be filled in.
boost::asio::awaitable<Response> get_template(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string id = query.choice("kind", acts::list_kinds()).value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    auto work = [&]() -> Response {
        const auto kind = acts::list_kind(*api.context.rules(), id);
        if (!kind)
            return problem(kind.error(), request);
        const plugin::SheetFormat* const format = api.formats.find_sheet("xlsx");
        if (!format)
            return problem(
                503, "sheet_not_written", {"没有 Excel 组件", "there is no part for Excel"}, request
            );
        auto bytes = format->write(acts::empty_list(*kind));
        if (!bytes)
            return problem(bytes.error(), request);
        Response response;
        response.content_type = format->media_type();
        response.download_name = "空表_" + kind->label.zh + ".xlsx";
        response.body = std::move(*bytes);
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/imports: brings in the rows that the check said can be, all or none.
boost::asio::awaitable<Response> post_import(const Api& api, const Request& request)
{
    const auto asked = read_request(request);
    if (!asked)
        co_return problem(asked.error(), request);
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    acts::BringIn wanted;
    wanted.list = asked->list;
    wanted.file_name = asked->file_name;
    wanted.reason = asked->reason;
    wanted.check = asked->check;
    wanted.once = {terms->key, terms->request_hash};
    const accounts::Actor actor = actor_of(request);
    auto work = [&]() -> Response {
        const auto kind = acts::list_kind(*api.context.rules(), asked->kind);
        if (!kind)
            return problem(kind.error(), request);
        const auto sheet = read_file(api, request);
        if (!sheet)
            return problem(sheet.error(), request);
        wanted.file_hash = hex(sha256(request.body));
        const auto done = acts::bring_in(api.context, actor, *kind, *sheet, wanted);
        if (!done)
            return problem(done.error(), request);
        Response response = json_response(done->to_json(), 201);
        if (done->replayed)
            response.headers.emplace_back("Idempotency-Replayed", "true");
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

json::object run_json(
    const acts::Context& context,
    acts::Names& names,
    const storage::ImportRun& run
)
{
    const auto until = run.at.plus_ms(std::chrono::milliseconds(acts::undo_time).count());
    const auto kind = acts::list_kind(*context.rules(), run.kind);
    const Words label = kind ? kind->label : Words{run.kind, run.kind};
    return {
        {"id", run.id},
        {"kind", run.kind},
        {"label", json::object{{"zh", label.zh}, {"en", label.en}}},
        {"file_name", run.file_name},
        {"file_hash", run.file_hash},
        {"rows", run.rows},
        {"by", names.person(run.actor)},
        {"at", run.at.text()},
        {"undo_until", until.text()},
        {"undone_at", run.undone_at ? json::value(run.undone_at->text()) : json::value()},
        {"undone_by", run.undone_by.empty() ? std::string() : names.person(run.undone_by)},
        {"can_undo", !run.undone_at && context.clock.now() < until},
    };
}

// GET /api/v1/imports: what was brought in over the last thirty days by my organisation and below.
boost::asio::awaitable<Response> list_imports(const Api& api, const Request& request)
{
    QueryReader query(request);
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const Instant now = api.context.clock.now();
        const Instant since = now.plus_ms(-std::chrono::milliseconds(shown_for).count());
        acts::Names names(api.context, txn);
        json::array items;
        for (const storage::ImportRun& run :
             storage::list_imports(txn, actor_of(request).org_path, since, most_runs))
            if (acts::visible_import(txn, actor_of(request), run.id))
                items.emplace_back(run_json(api.context, names, run));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/imports/{id}/undo {"reason"}: takes a list back as a whole, within a day.
boost::asio::awaitable<Response> undo_import(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "reason"}});
    if (!body)
        co_return problem(body.error(), request);
    const std::string reason(text_of(*body, "reason"));
    if (length_in_characters(reason) > longest_reason)
        co_return problem(
            bad_member("reason", {"最多 200 个字", "at most 200 characters"}), request
        );
    const accounts::Actor actor = actor_of(request);
    auto work = [&]() -> Response {
        const auto undone = acts::undo_import(api.context, actor, request.path_value("id"), reason);
        if (!undone)
            return problem(undone.error(), request);
        json::object answer;
        read_for(api, request, [&](storage::ReadTxn& txn) {
            acts::Names names(api.context, txn);
            answer = run_json(api.context, names, *undone);
        });
        return json_response(answer);
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_import_endpoints(Router& router, const Api& api)
{
    const auto with_file = [&](std::string pattern, Endpoint endpoint) {
        Route added = route(api, "POST", std::move(pattern), work_on_cases, endpoint, upload_body);
        added.media_type = "";  // the bytes tell
        added.lane = Lane::slow;
        router.add(std::move(added));
    };
    with_file("/api/v1/imports/check", check_import);
    with_file("/api/v1/imports/marked", mark_import);
    with_file("/api/v1/imports", post_import);
    router.add(route(api, "GET", "/api/v1/imports", work_on_cases, list_imports));
    router.add(route(api, "GET", "/api/v1/imports/template", work_on_cases, get_template));
    router.add(route(api, "POST", "/api/v1/imports/{id}/undo", work_on_cases, undo_import));
}

}  // namespace beihui::http
