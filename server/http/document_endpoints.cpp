#include "acts/access.hpp"
#include "acts/case_page.hpp"
#include "acts/submit_act.hpp"
#include "base/text.hpp"
#include "http/api.hpp"
#include "http/limits.hpp"
#include "http/sent_file.hpp"

namespace beihui::http
{
namespace
{

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
    if (auto refused = refuse_file(request, kind, name))
        co_return *std::move(refused);
    acts::Upload upload;
    auto find = [&] {
        upload = sent_file(request, kind, name);
        return find_upload_act(api, request);
    };
    const auto act = co_await acts::on_worker(api.context, find);
    if (!act)
        co_return problem(act.error(), request);

    acts::SubmitAct wanted;
    wanted.number = request.path_value("number");
    wanted.version = terms->version;
    wanted.wanted.act = *act;
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
