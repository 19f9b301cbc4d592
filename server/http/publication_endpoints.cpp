#include "acts/case_page.hpp"
#include "acts/migrate_case.hpp"
#include "acts/publication.hpp"
#include "acts/stored_rulebook.hpp"
#include "base/bytes.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

json::array texts(const std::vector<std::string>& items)
{
    json::array array;
    for (const std::string& item : items)
        array.emplace_back(item);
    return array;
}

// GET /api/v1/packs/{id}/revisions: every revision that was ever published, the latest first.
boost::asio::awaitable<Response> list_revisions(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        const auto rules = api.context.rules();
        const std::string id(request.path_value("id"));
        acts::Names names(api.context, txn);
        json::array items;
        const auto all = storage::all_pack_revisions(txn);
        const auto open = acts::open_cases_by_hash(txn, actor_of(request), id);
        for (auto revision = all.rbegin(); revision != all.rend(); ++revision) {
            if (revision->id != id)
                continue;
            items.emplace_back(json::object{
                {"revision", revision->revision},
                {"hash", revision->hash},
                {"state", revision->state},
                {"authors", texts(revision->authors)},
                {"published_by", names.person(revision->published_by)},
                {"published_at", revision->published_at.text()},
                {"effective", revision->effective.text()},
                {"signed_by", revision->signed_by},
                {"loaded", rules->world->find(id, revision->hash) != nullptr},
                {"open_cases", open.contains(revision->hash) ? open.at(revision->hash) : 0},
            });
        }
        if (items.empty())
            return refuse(
                Refusal::not_found, "pack_not_found", "没有这个规则包", "there is no such pack"
            );
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

json::object changed_json(const acts::PackChanged& changed)
{
    return {
        {"pack", changed.pin.pack},   {"revision", changed.pin.revision},
        {"hash", changed.pin.hash},   {"state", changed.state},
        {"edition", changed.edition}, {"case", changed.case_number},
        {"entry", changed.entry},
    };
}

Response changed_response(const Result<acts::PackChanged>& changed, const Request& request)
{
    if (!changed)
        return problem(changed.error(), request);
    Response response = json_response(changed_json(*changed));
    if (changed->replayed)
        response.headers.emplace_back("Idempotency-Replayed", "true");
    return response;
}

Result<acts::Draft> read_draft(const json::object& body)
{
    acts::Draft draft;
    draft.id = text_of(body, "pack");
    draft.signature = text_of(body, "signature");
    draft.reason = text_of(body, "reason");
    for (const auto& [path, encoded] : body.at("files").as_object()) {
        const auto bytes = encoded.is_string() ? from_base64(encoded.get_string()) : std::nullopt;
        if (!bytes)
            return bad_member(
                "files/" + std::string(path),
                {"文件内容应为 base64", "the bytes of a file are sent as base64"}
            );
        draft.files.emplace_back(path, *bytes);
    }
    std::ranges::sort(draft.files);
    const std::string_view effective = text_of(body, "effective");
    if (effective.empty())
        return draft;
    const auto day = Date::parse(effective);
    if (!day)
        return bad_member("effective", {"日期写作 2027-01-01", "write the day as 2027-01-01"});
    draft.effective = *day;
    return draft;
}

// POST /api/v1/packs {"pack", "files", "signature", "effective", "reason"}: publishes a revision.
boost::asio::awaitable<Response> publish(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "pack", .required = true},
                  {.name = "files", .kind = BodyMember::object, .required = true},
                  {.name = "signature", .required = true},
                  {.name = "effective"},
                  {.name = "reason"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    const auto draft = read_draft(*body);
    if (!draft)
        co_return problem(draft.error(), request);
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    const accounts::Actor actor = actor_of(request);
    const acts::Once once{terms->key, terms->request_hash};
    auto work = [&] { return acts::publish_pack(api.context, actor, *draft, once); };
    const auto changed = co_await acts::on_worker(api.context, work);
    co_return changed_response(changed, request);
}

using Changing = Result<
    acts::
        PackChanged> (*)(const acts::Context&, const accounts::Actor&, std::string_view, const std::string&, const acts::Once&);

boost::asio::awaitable<Response> change(const Api& api, const Request& request, Changing changing)
{
    const auto body = read_body(request, {{.name = "reason", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    const accounts::Actor actor = actor_of(request);
    const std::string id(request.path_value("id"));
    const std::string reason(text_of(*body, "reason"));
    const acts::Once once{terms->key, terms->request_hash};
    auto work = [&] { return changing(api.context, actor, id, reason, once); };
    const auto changed = co_await acts::on_worker(api.context, work);
    co_return changed_response(changed, request);
}

boost::asio::awaitable<Response> retire(const Api& api, const Request& request)
{
    return change(api, request, acts::retire_pack);
}

boost::asio::awaitable<Response> revert(const Api& api, const Request& request)
{
    return change(api, request, acts::revert_pack);
}

}  // namespace

void add_publication_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/packs/{id}/revisions", read_rules, list_revisions));
    Route published = route(api, "POST", "/api/v1/packs", publish_packs, publish, upload_body);
    published.lane = Lane::slow;
    router.add(std::move(published));
    router.add(route(api, "POST", "/api/v1/packs/{id}/retire", publish_packs, retire));
    router.add(route(api, "POST", "/api/v1/packs/{id}/revert", publish_packs, revert));
}

}  // namespace beihui::http
