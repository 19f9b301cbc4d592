#include "acts/access.hpp"
#include "http/api.hpp"
#include "http/cell_file.hpp"
#include "http/cell_page.hpp"
#include "http/table_asked.hpp"
#include "tables/table_page.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// GET /api/v1/tables: the forms of all live packs.
boost::asio::awaitable<Response> list_tables(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn&) -> Result<json::object> {
        json::array items;
        const auto rules = api.context.rules();
        for (const tables::TableFound& found : tables::all_tables(*rules->world))
            items.emplace_back(json::object{
                {"id", found.table->id},
                {"annex", found.table->annex},
                {"title", found.table->title.zh},
                {"pack", found.pack->id},
            });
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/tables/{id}: the form with its numbers.
boost::asio::awaitable<Response> get_table(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto filled = fill_asked(api, txn, request, query);
        if (!filled)
            return filled.error();
        return tables::table_json(filled->answer, filled->whose.filer);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

Response file_response(
    const Api& api,
    const Request& request,
    const TableQuery& query,
    const plugin::TableFormat& format
)
{
    std::optional<Result<FilledTable>> filled;
    read_for(api, request, [&](storage::ReadTxn& txn) {
        filled.emplace(fill_asked(api, txn, request, query));
    });
    if (!*filled)
        return problem(filled->error(), request);
    const FilledTable& table = **filled;
    auto bytes = format.render(tables::printed_table(table.answer, table.whose.filer));
    if (!bytes)
        return problem(bytes.error(), request);
    const auto noted = acts::note_access(
        api.context, actor_of(request), "export", query.table.table, table.whose.org_path,
        {{"format", format.id()}, {"hash", tables::table_hash(table.answer, table.whose.filer)}},
        request.peer
    );
    if (!noted)
        return problem(noted.error(), request);
    Response response;
    response.content_type = format.media_type();
    response.download_name =
        tables::file_name(table.answer, table.whose.filer) + "." + std::string(format.extension());
    response.body = std::move(*bytes);
    return response;
}

// GET /api/v1/tables/{id}/file?format=: the form as a file.
boost::asio::awaitable<Response> get_file(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    const auto wanted = reader.choice("format", api.formats.ids());
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    const plugin::TableFormat* const format = wanted ? api.formats.find(*wanted) : nullptr;
    if (!format) {
        std::string known;
        for (const std::string& id : api.formats.ids())
            known += (known.empty() ? "" : ", ") + id;
        const Error missing = refuse(
            Refusal::invalid_input, "bad_query", "须用 format 指明文件格式：" + known,
            "format says which file: " + known
        );
        co_return problem(missing, request);
    }
    auto make = [&] { return file_response(api, request, query, *format); };
    co_return co_await acts::on_worker(api.context, make);
}

// GET /api/v1/tables/{id}/cells/{column}: what a number is made of.
boost::asio::awaitable<Response> get_cell(const Api& api, const Request& request)
{
    QueryReader reader(request);
    TableQuery query = read_table_query(reader, request);
    const auto which = reader.choice("counted", {"true", "false"});
    const std::size_t limit = reader.limit();
    const std::string cursor = reader.cursor().value_or("");
    const std::string number = reader.text("case").value_or("");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    const std::optional<bool> only = which ? std::optional(*which == "true") : std::nullopt;
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto whose = whose_table(txn, actor_of(request), query.organisation);
        if (!whose)
            return whose.error();
        query.table.org_path = whose->org_path;
        const auto rules = api.context.rules();
        const auto asked = tables::ask_column(
            *rules->world, query.table, request.path_value("column"), api.context.clock.now()
        );
        if (!asked)
            return asked.error();
        std::string of_case;
        if (!number.empty()) {
            const auto subject = acts::visible_case(txn, actor_of(request), number);
            if (!subject)
                return subject.error();
            of_case = subject->id;
        }
        return cell_json(api, txn, actor_of(request), *asked, {only, cursor, limit, of_case});
    };
    co_return co_await answer_read(api, request, std::move(look));
}

Response cell_response(
    const Api& api,
    const Request& request,
    TableQuery query,
    const plugin::SheetFormat& format
)
{
    std::optional<Result<plugin::Sheet>> sheet;
    Whose whose;
    const auto rules = api.context.rules();
    read_for(api, request, [&](storage::ReadTxn& txn) {
        auto found = whose_table(txn, actor_of(request), query.organisation);
        if (!found) {
            sheet.emplace(found.error());
            return;
        }
        whose = *std::move(found);
        query.table.org_path = whose.org_path;
        const auto asked = tables::ask_column(
            *rules->world, query.table, request.path_value("column"), api.context.clock.now()
        );
        if (asked)
            sheet.emplace(cell_sheet(api, txn, actor_of(request), *asked));
        else
            sheet.emplace(asked.error());
    });
    if (!*sheet)
        return problem(sheet->error(), request);
    auto bytes = format.write(**sheet);
    if (!bytes)
        return problem(bytes.error(), request);
    const std::string subject = query.table.table + "." + std::string(request.path_value("column"));
    const auto noted = acts::note_access(
        api.context, actor_of(request), "export", subject, whose.org_path,
        {{"format", format.id()}, {"rows", (*sheet)->rows.size() - 1}}, request.peer
    );
    if (!noted)
        return problem(noted.error(), request);
    Response response;
    response.content_type = format.media_type();
    response.download_name = subject + "_构成." + std::string(format.id());
    response.body = *std::move(bytes);
    return response;
}

// GET /api/v1/tables/{id}/cells/{column}/file?format=: what a number is made of, as a list.
boost::asio::awaitable<Response> get_cell_file(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    const std::string wanted = reader.choice("format", {"xlsx", "csv"}).value_or("xlsx");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    const plugin::SheetFormat* const format = api.formats.find_sheet(wanted);
    if (!format) {
        const Error missing = refuse(
            Refusal::invalid_input, "bad_query", "没有装入文件格式 " + wanted,
            "this program has no format " + wanted
        );
        co_return problem(missing, request);
    }
    auto make = [&] { return cell_response(api, request, query, *format); };
    co_return co_await acts::on_worker(api.context, make);
}

// GET /api/v1/cases/{number}/facts: which cells each fact feeds, now or as it stood at ?as_of=.
boost::asio::awaitable<Response> get_case_facts(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const auto as_of = reader.instant("as_of");
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const accounts::Actor& actor = actor_of(request);
        const std::string_view number = request.path_value("number");
        if (as_of) {
            const auto seen = acts::seen_case(txn, actor, number, as_of);
            if (!seen)
                return seen.error();
            return case_facts_json(api, txn, seen->subject, seen->until);
        }
        const auto subject = acts::visible_case(txn, actor, number);
        if (!subject)
            return subject.error();
        return case_facts_json(api, txn, *subject, std::nullopt);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_table_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/tables", read_rules, list_tables));
    router.add(route(api, "GET", "/api/v1/tables/{id}", read_tables, get_table));
    router.add(route(api, "GET", "/api/v1/tables/{id}/file", export_files, get_file));
    router.add(route(api, "GET", "/api/v1/tables/{id}/cells/{column}", read_tables, get_cell));
    router.add(
        route(api, "GET", "/api/v1/tables/{id}/cells/{column}/file", export_files, get_cell_file)
    );
    router.add(route(api, "GET", "/api/v1/cases/{number}/facts", read_cases, get_case_facts));
}

}  // namespace beihui::http
