// What those who run the system see of it: in what condition it is, and a file about it that may be
// handed to somebody else. Sizes, counts and versions; nothing of what anybody wrote into it.

#include "accounts/policy.hpp"
#include "acts/stored_rulebook.hpp"
#include "http/administration.hpp"
#include "http/federated_sign_in.hpp"
#include "http/problem_pages.hpp"
#include "storage/condition.hpp"

#include <boost/asio/ip/host_name.hpp>

#include <filesystem>

namespace beihui::http
{
namespace
{

constexpr std::string_view program_version = BEIHUI_VERSION;

json::value moment(const std::optional<Instant>& at)
{
    return at ? json::value(at->text()) : json::value();
}

json::object database_json(const storage::Condition& found)
{
    return {
        {"kind", found.kind},
        {"version", found.version},
        {"bytes", found.bytes},
        {"schema", found.schema},
        {"schema_name", found.schema_name},
        {"last_entry_at", moment(found.last_entry_at)},
    };
}

// Where the database file lies. Of a PostgreSQL server we cannot know: null.
json::value disk_json(const storage::Condition& found)
{
    if (found.file.empty())
        return nullptr;
    std::error_code trouble;
    const auto space =
        std::filesystem::space(std::filesystem::path(found.file).parent_path(), trouble);
    if (trouble)
        return nullptr;
    return json::object{
        {"free", static_cast<std::int64_t>(space.available)},
        {"total", static_cast<std::int64_t>(space.capacity)},
    };
}

json::object counts_json(const storage::Condition& found)
{
    return {
        {"entries", found.entries},     {"cases", found.cases},
        {"documents", found.documents}, {"document_bytes", found.document_bytes},
        {"accounts", found.accounts},   {"sessions", found.sessions},
    };
}

json::object packs_json(const Api& api, storage::ReadTxn& txn)
{
    const auto rules = api.context.rules();
    json::array loaded;
    for (const auto& pack : rules->world->packs())
        loaded.emplace_back(
            json::object{{"pack", pack->id}, {"revision", pack->revision}, {"hash", pack->hash}}
        );
    json::array differing;
    for (const Words& why : acts::not_converged(api.context, txn))
        differing.emplace_back(json::object{{"zh", why.zh}, {"en", why.en}});
    return {{"loaded", std::move(loaded)}, {"not_converged", std::move(differing)}};
}

// Everything but the name of the machine, which a file for others does without.
json::object condition_json(const Api& api, Instant started_at)
{
    json::object packs;
    storage::Condition found;
    // The whole store and not what the visitor may see: none of it is a row of anybody's.
    api.context.database.read([&](storage::ReadTxn& txn) {
        found = storage::condition(txn);
        packs = packs_json(api, txn);
    });
    return {
        {"at", api.context.clock.now().text()},
        {"started_at", started_at.text()},
        {"version", program_version},
        {"database", database_json(found)},
        {"disk", disk_json(found)},
        {"queue",
         json::object{
             {"entries", found.unsequenced}, {"oldest_at", moment(found.unsequenced_since)}
         }},
        {"counts", counts_json(found)},
        {"packs", std::move(packs)},
    };
}

// GET /api/v1/condition
Response answer_condition(const Api& api, Instant started_at)
{
    json::object body = condition_json(api, started_at);
    boost::system::error_code trouble;
    body["node"] = boost::asio::ip::host_name(trouble);
    return json_response(body);
}

// GET /api/v1/condition/file: to be handed to whoever helps. It names no person, no organisation, no
// machine and no address, and holds nothing that opens anything.
Response answer_file(const Api& api, Instant started_at)
{
    json::object body = condition_json(api, started_at);
    body["about"] = "备会诊断信息：没有密码、令牌、个人信息和单位名称 / Beihui diagnostics: no "
                    "password, token, personal value or name";
    body["settings"] = sign_in_rules_json(api);
    body["providers"] =
        static_cast<std::int64_t>(api.federated ? api.federated->providers().size() : 0);
    body["metrics"] = request_metrics();
    Response response = json_response(body);
    const std::string now = api.context.clock.now().text();  // 2026-05-10T09:00:00+08:00
    response.download_name =
        "beihui-诊断-" + now.substr(0, 10) + "-" + now.substr(11, 2) + now.substr(14, 2) + ".json";
    return response;
}

// GET /api/v1/version: for the page of help; whoever is not signed in need not know it.
boost::asio::awaitable<Response> get_version(const Api&, const Request&)
{
    co_return json_response(json::object{{"version", program_version}});
}

using Answer = Response (*)(const Api&, Instant);

boost::asio::awaitable<Response> on_a_worker(const Api& api, Answer answer, Instant started_at)
{
    auto work = [&api, answer, started_at] { return answer(api, started_at); };
    co_return co_await acts::on_worker(api.context, work);
}

Route condition_route(const Api& api, std::string pattern, Answer answer)
{
    return {
        .method = "GET",
        .pattern = std::move(pattern),
        .handle =
            [&api, answer, started_at = api.context.clock.now()](const Request&) {
                return on_a_worker(api, answer, started_at);
            },
        .access = accounts::Action::read_accounts,
    };
}

}  // namespace

void add_condition_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/version", accounts::Action::use_session, get_version));
    router.add(condition_route(api, "/api/v1/condition", answer_condition));
    router.add(condition_route(api, "/api/v1/condition/file", answer_file));
}

}  // namespace beihui::http
