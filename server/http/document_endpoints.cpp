#include "acts/access.hpp"
#include "acts/case_page.hpp"
#include "acts/submit_act.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "http/api.hpp"
#include "http/limits.hpp"

#include <array>

namespace beihui::http
{
namespace
{

struct Signature
{
    std::string_view begins;
    std::string_view media;
};

// What a file begins with. What the browser claims about it is not asked.
constexpr std::array signatures = {
    Signature{"%PDF-", "application/pdf"},
    Signature{"\x89PNG\r\n\x1a\n", "image/png"},
    Signature{"\xff\xd8\xff", "image/jpeg"},
    Signature{"PK\x03\x04", "application/zip"},  // also xlsx and docx
    Signature{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"},  // doc, xls
};

// The media type of a file by its bytes; none when it is of no kind that is kept.
std::optional<std::string> media_of(std::string_view bytes, std::string_view name)
{
    for (const Signature& signature : signatures)
        if (bytes.starts_with(signature.begins)) {
            if (signature.media == "application/zip" && name.ends_with(".xlsx"))
                return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            if (signature.media == "application/zip" && name.ends_with(".docx"))
                return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
            return std::string(signature.media);
        }
    if (bytes.find('\0') == std::string_view::npos && is_utf8(bytes))
        return "text/plain";
    return std::nullopt;
}

bool has_control_character(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

const workflows::Act* upload_act(const workflows::Workflow& workflow, std::string_view stage)
{
    for (const workflows::Act& act : workflow.acts)
        if (act.upload && std::ranges::find(act.from, stage) != act.from.end())
            return &act;
    return nullptr;
}

// The act that takes files at the stage the case is at.
Result<std::string> find_upload_act(const Api& api, const Request& request)
{
    Result<std::string> act = std::string();
    read_for(api, request, [&](storage::ReadTxn& txn) {
        const auto subject =
            acts::visible_case(txn, actor_of(request), request.path_value("number"));
        if (!subject) {
            act = subject.error();
            return;
        }
        const auto workflow = acts::workflow_of(api.context, *subject);
        const workflows::Act* const found =
            workflow ? upload_act(*workflow, subject->stage) : nullptr;
        if (found)
            act = found->id;
        else
            act = refuse(
                Refusal::conflict, "act_not_open", "案卷在此阶段不收材料",
                "the case takes no documents at this stage"
            );
    });
    return act;
}

Response uploaded(const Api& api, const Request& request, const acts::ActDone& done)
{
    Response response;
    read_for(api, request, [&](storage::ReadTxn& txn) {
        const auto found =
            acts::visible_document(txn, actor_of(request), done.document, api.context.clock.now());
        const json::object body{
            {"document", found ? acts::document_json(api.context, txn, found->document, false)
                               : json::object()},
            {"version", done.version},
        };
        response = json_response(body, 201);
    });
    response.headers.emplace_back("ETag", etag_of(done.version));
    response.headers.emplace_back("Location", "/api/v1/documents/" + done.document);
    return response;
}

// POST /api/v1/cases/{number}/documents?kind=&name=: the raw bytes are the body.
boost::asio::awaitable<Response> post_document(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string kind = query.text("kind", 60).value_or("");
    const std::string name = query.text("name", 200).value_or("");
    (void)query.text("item", 60);  // which readiness item it belongs to is said by tick_item
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    const auto terms = read_write_terms(request, true);
    if (!terms)
        co_return problem(terms.error(), request);
    if (has_control_character(kind) || has_control_character(name))
        co_return problem(
            422, "bad_query",
            {"kind、name 不能含控制字符", "kind and name hold no control characters"}, request
        );
    if (kind.empty() || name.empty() || request.body.empty())
        co_return problem(
            422, "file_missing",
            {"须有 kind、name 与文件内容", "kind, name and the bytes of a file are required"},
            request
        );
    const auto media = media_of(request.body, name);
    if (!media)
        co_return problem(
            415, "file_kind",
            {"只收 PDF、PNG、JPEG、Office 文档与文本文件",
             "only PDF, PNG, JPEG, office documents and text"},
            request
        );
    // A large file is hashed on a worker: the thread of the connections serves everybody.
    acts::Upload upload;
    auto find = [&] {
        upload.sha256 = hex(sha256(request.body));
        return find_upload_act(api, request);
    };
    const auto act = co_await acts::on_worker(api.context, find);
    if (!act)
        co_return problem(act.error(), request);

    acts::SubmitAct wanted;
    wanted.number = request.path_value("number");
    wanted.version = terms->version;
    wanted.wanted.act = *act;
    upload.name = name;
    upload.media = *media;
    upload.kind = kind;
    upload.size = static_cast<std::int64_t>(request.body.size());
    wanted.wanted.upload = std::move(upload);
    wanted.bytes = std::make_shared<const std::string>(request.body);
    wanted.once = {terms->key, terms->request_hash};
    const accounts::Actor actor = actor_of(request);
    const auto done = co_await acts::submit_act_async(api.context, actor, std::move(wanted));
    if (!done)
        co_return co_await answer_refused(api, request, done.error());
    auto show = [&] { return uploaded(api, request, *done); };
    co_return co_await acts::on_worker(api.context, show);
}

// The file, once it is noted who takes it.
Result<Response> document_response(const Api& api, const Request& request)
{
    const accounts::Actor& actor = actor_of(request);
    Result<acts::VisibleDocument> found = Error{};
    std::optional<std::string> bytes;
    std::string name;
    read_for(api, request, [&](storage::ReadTxn& txn) {
        found =
            acts::visible_document(txn, actor, request.path_value("id"), api.context.clock.now());
        if (!found)
            return;
        bytes = storage::find_bytes(txn, found->document.sha256);
        name = text_of(acts::document_json(api.context, txn, found->document, false), "name");
    });
    if (!found)
        return found.error();
    if (!bytes)
        return refuse(
            Refusal::not_found, "document_not_found", "没有这份材料，或不在您的范围内",
            "there is no such document, or it is outside your scope"
        );
    const auto noted = acts::note_access(
        api.context, actor, "read_document", found->document.id, found->subject.org_path,
        {{"number", found->subject.number}, {"sha256", found->document.sha256}}, request.peer
    );
    if (!noted)
        return noted.error();
    Response response;
    response.content_type = found->document.media;
    response.download_name = std::move(name);
    response.body = std::move(*bytes);
    return response;
}

boost::asio::awaitable<Response> get_document(const Api& api, const Request& request)
{
    auto show = [&] { return document_response(api, request); };
    auto shown = co_await acts::on_worker(api.context, show);
    if (!shown)
        co_return problem(shown.error(), request);
    co_return std::move(*shown);
}

}  // namespace

void add_document_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add({
        .method = "POST",
        .pattern = "/api/v1/cases/{number}/documents",
        .handle = [&api](const Request& request) { return post_document(api, request); },
        .access = work_on_cases,
        .body_limit = upload_body,
        .media_type = "",
    });
    router.add(route(api, "GET", "/api/v1/documents/{id}", read_cases, get_document));
}

}  // namespace beihui::http
