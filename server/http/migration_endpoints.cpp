#include "acts/case_page.hpp"
#include "acts/migrate_case.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

Result<std::vector<PackPin>> read_pins(const json::object& body)
{
    std::vector<PackPin> pins;
    const json::value* const packs = body.if_contains("packs");
    if (!packs || packs->is_null())
        return pins;
    for (const auto& [pack, hash] : packs->as_object()) {
        if (!hash.is_string())
            return bad_member("packs", {"写作 {规则包: 哈希}", "write {pack: hash}"});
        pins.push_back({pack, 0, std::string(hash.get_string())});
    }
    return pins;
}

// {"packs", "due", "dues", "reason"} of a migration.
Result<acts::MigrationWanted> read_migration(const json::object& body)
{
    acts::MigrationWanted wanted;
    auto pins = read_pins(body);
    if (!pins)
        return pins.error();
    wanted.packs = std::move(*pins);
    wanted.reason = text_of(body, "reason");
    if (const std::string_view due = text_of(body, "due"); !due.empty()) {
        const auto choice = acts::parse_due_choice(due);
        if (!choice)
            return bad_member("due", choice.error().detail);
        wanted.due = *choice;
    }
    const json::value* const dues = body.if_contains("dues");
    if (!dues || dues->is_null())
        return wanted;
    for (const auto& [key, text] : dues->as_object()) {
        const auto choice =
            acts::parse_due_choice(text.is_string() ? std::string_view(text.get_string()) : "");
        if (!choice)
            return bad_member("dues/" + std::string(key), choice.error().detail);
        wanted.dues.emplace(key, *choice);
    }
    return wanted;
}

// POST /api/v1/cases/{number}/migration: moves an open case to another revision of its packs, or
// with ?preview=true says what that would change.
boost::asio::awaitable<Response> migrate(const Api& api, const Request& request)
{
    QueryReader query(request);
    const bool preview = query.flag("preview");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    const auto body = read_body(
        request, {{.name = "packs", .kind = BodyMember::object},
                  {.name = "due"},
                  {.name = "dues", .kind = BodyMember::object},
                  {.name = "reason"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    const auto wanted = read_migration(*body);
    if (!wanted)
        co_return problem(wanted.error(), request);
    const std::string number(request.path_value("number"));
    const accounts::Actor actor = actor_of(request);
    if (preview) {
        Look look = [&](storage::ReadTxn& txn) {
            return acts::preview_migration(api.context, txn, actor, number, *wanted);
        };
        co_return co_await answer_read(api, request, std::move(look));
    }
    const auto terms = read_write_terms(request, true);
    if (!terms)
        co_return problem(terms.error(), request);
    const acts::Once once{terms->key, terms->request_hash};
    auto work = [&] {
        return acts::migrate_case(api.context, actor, number, terms->version, *wanted, once);
    };
    const auto done = co_await acts::on_worker(api.context, work);
    if (!done)
        co_return co_await answer_refused(api, request, done.error());
    co_return co_await answer_done(api, request, *done, 200);
}

// POST /api/v1/cases/{number}/migration/revert {"reason"}: takes the latest migration back.
boost::asio::awaitable<Response> take_back(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "reason", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    const auto terms = read_write_terms(request, true);
    if (!terms)
        co_return problem(terms.error(), request);
    const std::string number(request.path_value("number"));
    const std::string reason(text_of(*body, "reason"));
    const accounts::Actor actor = actor_of(request);
    const acts::Once once{terms->key, terms->request_hash};
    auto work = [&] {
        return acts::revert_migration(api.context, actor, number, terms->version, reason, once);
    };
    const auto done = co_await acts::on_worker(api.context, work);
    if (!done)
        co_return co_await answer_refused(api, request, done.error());
    co_return co_await answer_done(api, request, *done, 200);
}

json::object refusal_json(const Error& error)
{
    json::array faults;
    for (const Fault& fault : error.faults)
        faults.emplace_back(acts::fault_json(fault));
    return {
        {"code", error.code},
        {"detail", acts::words_json(error.detail)},
        {"errors", std::move(faults)},
    };
}

json::object item_json(const acts::MigratedCase& migrated)
{
    if (!migrated.done)
        return {
            {"number", migrated.number},
            {"done", false},
            {"refused", refusal_json(migrated.done.error())},
        };
    return {
        {"number", migrated.number},
        {"done", true},
        {"version", migrated.done->version},
        {"entry", migrated.done->entry},
    };
}

// The cases that a batch names: a list, or all that a pack's live revision would move.
std::vector<std::string> cases_in(
    const Api& api,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const json::object& body
)
{
    const std::string_view pack = text_of(body, "pack");
    if (!pack.empty())
        return acts::cases_to_migrate(api.context, txn, actor, pack);
    std::vector<std::string> numbers;
    if (const json::value* const list = body.if_contains("cases"); list && list->is_array())
        for (const json::value& number : list->as_array())
            numbers.emplace_back(number.as_string());
    return numbers;
}

// POST /api/v1/migrations {"cases" or "pack", …}: moves many, each for itself.
boost::asio::awaitable<Response> migrate_many(const Api& api, const Request& request)
{
    QueryReader query(request);
    const bool preview = query.flag("preview");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    const auto body = read_body(
        request, {{.name = "cases", .kind = BodyMember::texts},
                  {.name = "pack"},
                  {.name = "packs", .kind = BodyMember::object},
                  {.name = "due"},
                  {.name = "dues", .kind = BodyMember::object},
                  {.name = "reason"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    const auto wanted = read_migration(*body);
    if (!wanted)
        co_return problem(wanted.error(), request);
    const accounts::Actor actor = actor_of(request);
    if (preview) {
        Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
            json::array items;
            for (const std::string& number : cases_in(api, txn, actor, *body)) {
                json::object item{{"number", number}, {"done", false}};
                auto seen = acts::preview_migration(api.context, txn, actor, number, *wanted);
                if (seen)
                    item["preview"] = std::move(*seen);
                else
                    item["refused"] = refusal_json(seen.error());
                items.emplace_back(std::move(item));
            }
            return json::object{{"items", std::move(items)}};
        };
        co_return co_await answer_read(api, request, std::move(look));
    }
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    const acts::Once once{terms->key, terms->request_hash};
    auto work = [&] {
        std::vector<std::string> numbers;
        read_for(api, request, [&](storage::ReadTxn& txn) {
            numbers = cases_in(api, txn, actor, *body);
        });
        json::array items;
        for (const acts::MigratedCase& migrated :
             acts::migrate_cases(api.context, actor, numbers, *wanted, once))
            items.emplace_back(item_json(migrated));
        return items;
    };
    json::array items = co_await acts::on_worker(api.context, work);
    co_return json_response(json::object{{"items", std::move(items)}});
}

}  // namespace

void add_migration_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "POST", "/api/v1/cases/{number}/migration", migrate_cases, migrate));
    router.add(
        route(api, "POST", "/api/v1/cases/{number}/migration/revert", migrate_cases, take_back)
    );
    router.add(route(api, "POST", "/api/v1/migrations", migrate_cases, migrate_many));
}

}  // namespace beihui::http
