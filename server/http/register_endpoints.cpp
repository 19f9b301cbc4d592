#include "accounts/grants.hpp"
#include "acts/case_page.hpp"
#include "http/api.hpp"
#include "workflows/form_check.hpp"

namespace beihui::http
{
namespace
{

using enum accounts::Action;
using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

// The live revision of every pack.
std::vector<PackPin> live_pins(const rules::World& world)
{
    std::vector<PackPin> pins;
    for (const auto& pack : world.packs())
        pins.push_back({pack->id, pack->revision, pack->hash});
    return pins;
}

// GET /api/v1/workflows: every workflow with what the live packs add to it.
boost::asio::awaitable<Response> list_workflows(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn&) -> Result<json::object> {
        const auto rules = api.context.rules();
        const std::vector<PackPin> pins = live_pins(*rules->world);
        json::array items;
        for (const workflows::Workflow& workflow : rules->workflows->all())
            items.emplace_back(workflows::to_json(*rules->workflows->with_packs(workflow.id, pins))
            );
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> get_workflow(const Api& api, const Request& request)
{
    Look look = [&](storage::ReadTxn&) -> Result<json::object> {
        const auto rules = api.context.rules();
        const auto workflow =
            rules->workflows->with_packs(request.path_value("id"), live_pins(*rules->world));
        if (!workflow)
            return refuse(
                Refusal::not_found, "workflow_not_found", "没有这个流程",
                "there is no such workflow"
            );
        return workflows::to_json(*workflow);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

struct PageAsked
{
    std::string text;
    std::string cursor;
    std::size_t limit = 50;
};

Result<PageAsked> read_page(const Request& request)
{
    QueryReader query(request);
    PageAsked asked;
    asked.text = query.text("q", 100).value_or("");
    asked.limit = query.limit();
    asked.cursor = query.cursor().value_or("");
    if (const auto done = query.done(); !done)
        return done.error();
    return asked;
}

// The roles that somebody holds today; none once they have left.
json::array roles_json(
    storage::ReadTxn& txn,
    acts::Names& names,
    std::string_view person,
    Date today
)
{
    json::array items;
    for (const accounts::Grant& grant : accounts::grants_of(txn, person, today))
        items.emplace_back(json::object{
            {"role", grant.role},
            {"organisation", names.organisation(grant.organisation)},
            {"substitute", !grant.substitute_for.empty()},
        });
    return items;
}

// GET /api/v1/people: members of staff, by name.
boost::asio::awaitable<Response> list_people(const Api& api, const Request& request)
{
    const auto asked = read_page(request);
    if (!asked)
        co_return problem(asked.error(), request);
    Look look = [&](storage::ReadTxn& txn) -> Result<json::object> {
        acts::Names names(api.context, txn);
        const Date today = api.context.clock.now().date();
        json::array items;
        std::string after = asked->cursor;
        // Names are hidden values, so they are opened and compared here, page by page.
        for (bool more = true; more && items.size() < asked->limit;) {
            const auto records = storage::list_registered(txn, "person", "", after, asked->limit);
            more = records.size() == asked->limit;
            for (const RegisterChange& record : records) {
                after = record.id;
                const auto subject = storage::find_case(txn, record.id);
                const std::string name = names.person(record.id);
                const bool fits =
                    asked->text.empty() || name.find(asked->text) != std::string::npos;
                if (!subject || !fits ||
                    !accounts::may(actor_of(request), read_people, subject->org_path))
                    continue;
                items.emplace_back(json::object{
                    {"id", record.id},
                    {"name", name},
                    {"login", record.code},
                    {"status", record.status},
                    {"organisation", names.organisation(record.organisation)},
                    {"roles", roles_json(txn, names, record.id, today)},
                });
                if (items.size() == asked->limit)
                    break;
            }
            if (!more && (records.empty() || after == records.back().id))
                after.clear();
        }
        return json::object{{"items", std::move(items)}, {"next_cursor", after}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_register_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/workflows", read_rules, list_workflows));
    router.add(route(api, "GET", "/api/v1/workflows/{id}", read_rules, get_workflow));
    router.add(route(api, "GET", "/api/v1/people", read_people, list_people));
}

}  // namespace beihui::http
