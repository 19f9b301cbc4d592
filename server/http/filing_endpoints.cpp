#include "http/filing_endpoints.hpp"

#include "acts/access.hpp"
#include "acts/case_page.hpp"
#include "acts/filing_matrix.hpp"
#include "acts/table_filing.hpp"
#include "http/table_asked.hpp"
#include "messages/mail_message.hpp"

#include <algorithm>
#include <charconv>

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

constexpr std::string_view mail = "eml";

// GET /api/v1/filings/forms: what has to be filed at all.
boost::asio::awaitable<Response> get_forms(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        return acts::owed_forms(api.context, txn, actor_of(request));
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/filings/matrix?circular=&form=
boost::asio::awaitable<Response> get_matrix(const Api& api, const Request& request)
{
    QueryReader query(request);
    acts::CompletenessAsked asked;
    const auto circular = query.text("circular");
    const auto form = query.text("form");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    if (!circular || !form) {
        const std::string name = circular ? "form" : "circular";
        const Error missing = bad_member(name, {"须写明 " + name, name + " is needed"});
        co_return problem(missing, request);
    }
    asked.circular = *circular;
    asked.form = *form;
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        return acts::filing_matrix(api.context, txn, actor_of(request), asked);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// GET /api/v1/tables/{id}/filings: every version that was filed of a table.
boost::asio::awaitable<Response> list_filings(const Api& api, const Request& request)
{
    QueryReader reader(request);
    const TableQuery query = read_table_query(reader, request);
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto whose = whose_table(txn, actor_of(request), query.organisation);
        if (!whose)
            return whose.error();
        std::optional<tables::Span> span;
        if (query.table.from && query.table.to)
            span = {*query.table.from, *query.table.to};
        json::array items;
        for (const Case& subject :
             acts::filings_of_table(txn, actor_of(request), query.table.table, span)) {
            const auto versions = acts::filed_versions(api.context, txn, subject);
            const bool of_others =
                !versions.empty() && versions.back().frozen.organisation != whose->organisation;
            if (!of_others && !versions.empty())
                items.emplace_back(acts::filing_json(api.context, txn, subject, versions));
        }
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// The ids in "evidence"; none when it is no list of texts.
std::optional<std::vector<std::string>> read_evidence(const json::object& given)
{
    std::vector<std::string> ids;
    const json::value* const evidence = given.if_contains("evidence");
    if (!evidence)
        return ids;
    if (!evidence->is_array())
        return std::nullopt;
    for (const json::value& id : evidence->as_array()) {
        if (!id.is_string())
            return std::nullopt;
        ids.emplace_back(id.as_string());
    }
    return ids;
}

// {"corrections": {"smes": {"value": 57, "reason": "…", "evidence": ["…"]}}}
Result<std::vector<tables::TypedNumber>> read_corrections(const json::object& body)
{
    std::vector<tables::TypedNumber> typed;
    const json::value* const corrections = body.if_contains("corrections");
    if (!corrections || corrections->is_null())
        return typed;
    for (const auto& [column, given] : corrections->as_object()) {
        const json::value* const value =
            given.is_object() ? given.as_object().if_contains("value") : nullptr;
        auto evidence = value ? read_evidence(given.as_object()) : std::nullopt;
        if (!value || !value->is_int64() || !evidence)
            return bad_member(
                "corrections/" + std::string(column),
                {"写作 {\"value\": 57, \"reason\": \"…\", \"evidence\": [\"材料编号\"]}",
                 "an object with value, reason and evidence"}
            );
        typed.push_back(
            {std::string(column), value->as_int64(), std::string(text_of(given, "reason")),
             *std::move(evidence)}
        );
    }
    return typed;
}

struct Sent
{
    std::optional<Result<acts::FilingPlan>> plan;
    std::optional<Result<acts::ActDone>> done;
};

// POST /api/v1/tables/{id}/filings {"organisation", "from", "to", "corrections", "reason"}: freezes
// the numbers of now and files them.
boost::asio::awaitable<Response> post_filing(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "organisation"},
                  {.name = "from", .required = true},
                  {.name = "to", .required = true},
                  {.name = "corrections", .kind = BodyMember::object},
                  {.name = "reason"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    const auto from = Date::parse(text_of(*body, "from"));
    const auto to = Date::parse(text_of(*body, "to"));
    if (!from || !to) {
        const Error bad =
            bad_member(from ? "to" : "from", {"写作 2026-04-30", "write a day such as 2026-04-30"});
        co_return problem(bad, request);
    }
    const auto typed = read_corrections(*body);
    if (!typed)
        co_return problem(typed.error(), request);
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    TableQuery query;
    if (const std::string_view asked = text_of(*body, "organisation"); !asked.empty())
        query.organisation = asked;
    query.table.table = request.path_value("id");
    query.table.from = *from;
    query.table.to = *to;
    auto work = [&] {
        Sent sent;
        read_for(api, request, [&](storage::ReadTxn& txn) {
            const auto filled = fill_asked(api, txn, request, query);
            if (!filled)
                sent.plan.emplace(filled.error());
            else
                sent.plan.emplace(acts::plan_filing(
                    api.context, txn, actor_of(request), filled->answer, filled->whose.filer, *typed
                ));
        });
        if (*sent.plan)
            sent.done.emplace(acts::file_table(
                api.context, actor_of(request), **sent.plan, text_of(*body, "reason"),
                {terms->key, terms->request_hash}
            ));
        return sent;
    };
    const Sent sent = co_await acts::on_worker(api.context, work);
    if (!*sent.plan)
        co_return problem(sent.plan->error(), request);
    if (!*sent.done)
        co_return co_await answer_refused(api, request, sent.done->error());
    const std::string number = (*sent.done)->number;
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto subject = acts::visible_case(txn, actor_of(request), number);
        if (!subject)
            return subject.error();
        return acts::filing_json(
            api.context, txn, *subject, acts::filed_versions(api.context, txn, *subject)
        );
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// What is printed of one version.
struct FiledSheet
{
    std::shared_ptr<const acts::Rulebook> rules;
    Case subject;
    acts::FiledVersion version;
    tables::TableAnswer answer;
    tables::Filer filer;
    std::string sender;  // name of the organisation that files it
};

Result<FiledSheet> read_version(const Api& api, storage::ReadTxn& txn, const Request& request)
{
    const auto subject = acts::visible_case(txn, actor_of(request), request.path_value("number"));
    if (!subject)
        return subject.error();
    const std::string_view digits = request.path_value("version");
    std::int64_t wanted = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), wanted);
    FiledSheet sheet;
    sheet.rules = api.context.rules();
    sheet.subject = *subject;
    auto versions = acts::filed_versions(api.context, txn, *subject);
    const auto found = std::ranges::find(versions, wanted, &acts::FiledVersion::version);
    if (found == versions.end())
        return refuse(
            Refusal::not_found, "version_not_found", "没有锁定过这一版", "no such version was filed"
        );
    sheet.version = std::move(*found);
    auto answer = tables::thaw_table(*sheet.rules->world, sheet.version.frozen);
    if (!answer)
        return answer.error();
    sheet.answer = *std::move(answer);
    sheet.filer = tables::filer_on(
        txn, sheet.version.frozen.organisation, sheet.answer, sheet.version.frozen.as_of
    );
    sheet.sender = acts::Names(api.context, txn).organisation(subject->organisation);
    return sheet;
}

std::string mail_words(const FiledSheet& sheet)
{
    const tables::TableAnswer& answer = sheet.answer;
    std::string words = "附件：" + answer.found.table->annex + " " + answer.found.table->title.zh +
                        "\n填报单位：" + sheet.sender + "\n统计期：" + answer.span.from.text() +
                        " 至 " + answer.span.to.text() + "\n\n";
    for (const tables::Cell& cell : answer.cells)
        words += cell.column->label + "：" + std::to_string(cell.value) + "\n";
    if (sheet.version.version > 1)
        words += "\n本表为更正后的第 " + std::to_string(sheet.version.version) + " 版，更正原因：" +
                 sheet.version.reason + "\n";
    return words + "\n" + answer.found.table->note + "\n";
}

// As it goes out; or the copy that stays, with what the numbers rest on and what was corrected.
plugin::PrintedTable printed_version(const FiledSheet& sheet, bool internal)
{
    plugin::PrintedTable printed = tables::printed_table(sheet.answer, sheet.filer);
    printed.internal = internal;
    return printed;
}

Result<std::string> mail_of(const Api& api, const FiledSheet& sheet, const std::string& name)
{
    const plugin::TableFormat* const format = api.formats.find("xlsx");
    if (!format)
        return refuse(
            Refusal::unavailable, "table_not_rendered", "没有装入 XLSX 格式，不能生成附件",
            "this program has no format XLSX for the file that goes along"
        );
    auto bytes = format->render(printed_version(sheet, false));
    if (!bytes)
        return bytes.error();
    messages::MailMessage message;
    message.from = sheet.sender;
    const rules::Table& table = *sheet.answer.found.table;
    if (!table.send_to.empty())
        message.to = {table.send_to};
    if (!table.send_cc.empty())
        message.cc = {table.send_cc};
    message.subject = name + " " + table.title.zh;
    message.text = mail_words(sheet);
    message.at = sheet.version.at;
    message.files.push_back({name + ".xlsx", std::string(format->media_type()), *std::move(bytes)});
    return messages::mail_text(message);
}

Response version_response(
    const Api& api,
    const Request& request,
    const std::string& wanted,
    bool internal
)
{
    std::optional<Result<FiledSheet>> read;
    read_for(api, request, [&](storage::ReadTxn& txn) {
        read.emplace(read_version(api, txn, request));
    });
    if (!*read)
        return problem(read->error(), request);
    const FiledSheet& sheet = **read;
    std::string name = tables::file_name(sheet.answer, sheet.filer);
    if (sheet.version.version > 1)
        name += "_第" + std::to_string(sheet.version.version) + "版";
    if (internal)
        name += "_内部留存";
    const plugin::TableFormat* const format = api.formats.find(wanted);
    auto bytes = wanted == mail ? mail_of(api, sheet, name)
                                : format->render(printed_version(sheet, internal));
    if (!bytes)
        return problem(bytes.error(), request);
    const auto noted = acts::note_access(
        api.context, actor_of(request), "export", sheet.subject.number, sheet.subject.org_path,
        {{"format", wanted},
         {"version", sheet.version.version},
         {"internal", internal},
         {"hash", sheet.version.frozen.hash}},
        request.peer
    );
    if (!noted)
        return problem(noted.error(), request);
    Response response;
    response.content_type = wanted == mail ? "message/rfc822" : format->media_type();
    response.download_name =
        name + "." + (wanted == mail ? std::string(mail) : std::string(format->extension()));
    response.body = *std::move(bytes);
    return response;
}

// GET /api/v1/filings/{number}/versions/{version}/file?format=&copy=: a filed table as a file or a
// mail. A mail never takes the internal copy along.
boost::asio::awaitable<Response> get_version_file(const Api& api, const Request& request)
{
    QueryReader reader(request);
    std::vector<std::string> known = api.formats.ids();
    known.emplace_back(mail);
    const auto wanted = reader.choice("format", known);
    const bool internal = reader.choice("copy", {"official", "internal"}) == "internal";
    if (const auto done = reader.done(); !done)
        co_return problem(done.error(), request);
    if (!wanted) {
        const Error missing = bad_member("format", {"须写明 format", "format is needed"});
        co_return problem(missing, request);
    }
    if (internal && *wanted == mail) {
        const Error never =
            bad_member("copy", {"邮件只附正式表样", "a mail takes the official sheet along only"});
        co_return problem(never, request);
    }
    auto make = [&] { return version_response(api, request, *wanted, internal); };
    co_return co_await acts::on_worker(api.context, make);
}

}  // namespace

void add_filing_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/filings/forms", read_duties, get_forms));
    router.add(route(api, "GET", "/api/v1/filings/matrix", read_duties, get_matrix));
    router.add(route(api, "GET", "/api/v1/tables/{id}/filings", read_tables, list_filings));
    router.add(route(api, "POST", "/api/v1/tables/{id}/filings", work_on_cases, post_filing));
    router.add(route(
        api, "GET", "/api/v1/filings/{number}/versions/{version}/file", export_files,
        get_version_file
    ));
}

}  // namespace beihui::http
