#include "http/api.hpp"

#include "accounts/sign_in.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"

#include <charconv>

namespace beihui::http
{
namespace
{

// Who holds a token, remembered for a second: a page that asks ten things at once costs one look,
// and a session that was closed elsewhere still ends at once for a person.
class Visitors
{
public:
    std::optional<accounts::Actor> find(const std::string& token, Instant now)
    {
        const std::lock_guard lock(mutex_);
        const auto known = seen_.find(token);
        if (known == seen_.end() || now.ms() - known->second.at.ms() > 1000)
            return std::nullopt;
        return known->second.actor;
    }

    void keep(const std::string& token, const accounts::Actor& actor, Instant now)
    {
        const std::lock_guard lock(mutex_);
        if (seen_.size() > 10'000)
            seen_.clear();
        seen_[token] = {actor, now};
    }

    void drop(const std::string& token)
    {
        const std::lock_guard lock(mutex_);
        seen_.erase(token);
    }

private:
    struct Seen
    {
        accounts::Actor actor;
        Instant at;
    };

    std::mutex mutex_;
    std::unordered_map<std::string, Seen> seen_;
};

Error sign_in_required()
{
    return refuse(
        Refusal::not_allowed, "no_session", "请先登录", "sign in first"
    );
}

boost::asio::awaitable<std::optional<Error>> find_visitor(
    const Api& api,
    const std::shared_ptr<Visitors>& visitors,
    Request& request
)
{
    const auto cookie = request.cookie(session_cookie_name(api));
    if (!cookie)
        co_return sign_in_required();
    const bool writes = request.method != "GET" && request.method != "HEAD";
    if (writes && request.header("x-beihui") != "1")
        co_return refuse(
            Refusal::not_allowed, "cross_site", "写入请求须带 X-Beihui: 1", "a request that writes carries X-Beihui: 1"
        );
    const std::string token(*cookie);
    const Instant now = api.context.clock.now();
    if (auto known = visitors->find(token, now)) {
        request.visitor = std::move(*known);
        if (request.method == "DELETE")
            visitors->drop(token);
        co_return std::nullopt;
    }
    auto look = [&] { return accounts::actor_of(api.context.database, api.context.clock, token); };
    auto actor = co_await acts::on_worker(api.context, look);
    if (!actor)
        co_return sign_in_required();
    if (request.method != "DELETE")
        visitors->keep(token, *actor, now);
    request.visitor = std::move(*actor);
    co_return std::nullopt;
}

bool is_uuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool digit = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f') ||
                           (text[i] >= 'A' && text[i] <= 'F');
        if (dash ? text[i] != '-' : !digit)
            return false;
    }
    return true;
}

// The version in "v7"; none for any other tag.
std::optional<std::int64_t> version_in(std::string_view tag)
{
    if (tag.size() < 4 || !tag.starts_with("\"v") || !tag.ends_with('"'))
        return std::nullopt;
    const std::string_view digits = tag.substr(2, tag.size() - 3);
    std::int64_t version = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
    if (fault != std::errc() || end != digits.data() + digits.size() || version < 1)
        return std::nullopt;
    return version;
}

}  // namespace

const accounts::Actor& actor_of(const Request& request)
{
    return std::any_cast<const accounts::Actor&>(request.visitor);
}

std::string_view session_cookie_name(const Api& api)
{
    return api.behind_tls ? "__Host-beihui_session" : "beihui_session";
}

Response json_response(const json::value& body, int status)
{
    Response response;
    response.status = status;
    response.body = json::serialize(body);
    return response;
}

std::string etag_of(std::int64_t version)
{
    return "\"v" + std::to_string(version) + "\"";
}

Result<WriteTerms> read_write_terms(const Request& request, bool needs_version)
{
    WriteTerms terms;
    terms.key = request.header("idempotency-key");
    if (!is_uuid(terms.key))
        return refuse(
            Refusal::invalid_input, terms.key.empty() ? "idempotency_key_required" : "bad_idempotency_key",
            "写入请求须带 Idempotency-Key（UUID）", "a request that writes carries Idempotency-Key (a UUID)"
        );
    terms.request_hash =
        hex(sha256(request.method + "\n" + request.target + "\n" + request.body));
    if (!needs_version)
        return terms;
    const std::string_view tag = request.header("if-match");
    if (tag.empty())
        return refuse(
            Refusal::invalid_input, "version_required", "须带 If-Match：您看到的案卷版本，如 \"v7\"",
            "If-Match is required: the version of the case that you saw, such as \"v7\""
        );
    terms.version = version_in(tag);
    if (!terms.version)
        return refuse(
            Refusal::invalid_input, "bad_version", "If-Match 应写作 \"v7\"", "write If-Match as \"v7\""
        );
    return terms;
}

Result<json::object> read_body(const Request& request, std::initializer_list<std::string_view> known)
{
    auto body = read_json(request.body);
    if (!body)
        return body.error();
    if (!body->is_object())
        return refuse(
            Refusal::invalid_input, "not_an_object", "请求体须是一个 JSON 对象", "the body must be a JSON object"
        );
    std::vector<Fault> faults;
    const std::vector<std::string> names(known.begin(), known.end());
    for (const auto& [name, value] : body->as_object()) {
        if (std::ranges::find(names, name) != names.end())
            continue;
        const auto near = nearest_name(name, names);
        Fault fault;
        fault.where = "#/" + std::string(name);
        fault.code = "unknown_key";
        fault.detail = {"没有“" + std::string(name) + "”这一项", "there is no \"" + std::string(name) + "\""};
        if (near)
            fault.way_out = {"是不是 " + *near + "？", "did you mean " + *near + "?"};
        faults.push_back(std::move(fault));
    }
    if (!faults.empty())
        return refuse(
            Refusal::invalid_input, "unknown_key", "请求体里有不认识的项", "the body holds unknown members",
            std::move(faults)
        );
    return std::move(body->as_object());
}

boost::asio::awaitable<Response> answer_read(
    const Api& api,
    const Request& request,
    std::function<Result<json::object>(storage::ReadTxn&)> look
)
{
    auto work = [&] {
        Result<json::object> found = json::object();
        api.context.database.read([&](storage::ReadTxn& txn) { found = look(txn); });
        return found ? Result<std::string>(json::serialize(*found)) : found.error();
    };
    const auto found = co_await acts::on_worker(api.context, work);
    if (!found)
        co_return problem(found.error(), request);
    Response response;
    response.body = *found;
    co_return response;
}

void add_api(Router& router, const Api& api)
{
    const auto visitors = std::make_shared<Visitors>();
    router.set_gate([&api, visitors](Request& request) {
        return find_visitor(api, visitors, request);
    });
    add_session_endpoints(router, api);
    add_register_endpoints(router, api);
    add_case_endpoints(router, api);
    add_document_endpoints(router, api);
    add_table_endpoints(router, api);
    add_pack_endpoints(router, api);
    add_operation_endpoints(router, api);
}

}  // namespace beihui::http
