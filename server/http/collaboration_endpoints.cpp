// The inbox of the signed-in person, and who has filed what.
#include "acts/completeness.hpp"
#include "acts/inbox.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

using Look = std::function<Result<json::object>(storage::ReadTxn&)>;

constexpr std::size_t most_reminders = 500;  // of one request; the rest is told as left

// GET /api/v1/inbox: what was sent to me or to a role of mine, newest first.
boost::asio::awaitable<Response> get_inbox(const Api& api, const Request& request)
{
    QueryReader query(request);
    const bool unread = query.flag("unread");
    const std::size_t limit = query.limit();
    const std::string cursor = query.cursor().value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    Look look = [&](storage::ReadTxn& txn) {
        return acts::inbox_page(api.context, txn, actor_of(request), unread, cursor, limit);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/inbox/read {"ids": […]}: marks as read. Sent twice it does the same as once.
boost::asio::awaitable<Response> post_read(const Api& api, const Request& request)
{
    const auto body =
        read_body(request, {{.name = "ids", .kind = BodyMember::texts, .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    std::vector<std::string> ids;
    for (const json::value& id : body->at("ids").as_array())
        ids.emplace_back(id.as_string());
    if (ids.size() > 200) {
        const Error many = bad_member("ids", {"一次最多 200 条", "at most 200 at a time"});
        co_return problem(many, request);
    }
    auto work = [&] { return acts::mark_read(api.context, actor_of(request), ids); };
    const auto marked = co_await acts::on_worker(api.context, work);
    if (!marked)
        co_return problem(marked.error(), request);
    co_return json_response(*marked);
}

// GET /api/v1/filings/completeness?circular=&form=&period=
boost::asio::awaitable<Response> get_completeness(const Api& api, const Request& request)
{
    QueryReader query(request);
    acts::CompletenessAsked asked;
    const auto circular = query.text("circular");
    const auto form = query.text("form");
    asked.period = query.date("period");
    const std::size_t limit = query.limit();
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
        return acts::completeness_page(api.context, txn, actor_of(request), asked, limit);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/filings/reminders {"circular", "form", "period", "note"}: reminds all who have not filed.
boost::asio::awaitable<Response> post_reminders(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "circular", .required = true},
                  {.name = "form", .required = true},
                  {.name = "period"},
                  {.name = "note"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    acts::CompletenessAsked asked;
    asked.circular = text_of(*body, "circular");
    asked.form = text_of(*body, "form");
    asked.note = text_of(*body, "note");
    if (const std::string_view period = text_of(*body, "period"); !period.empty()) {
        const auto day = Date::parse(period);
        if (!day) {
            const Error bad =
                bad_member("period", {"写作 2026-04-30", "write a day such as 2026-04-30"});
            co_return problem(bad, request);
        }
        asked.period = *day;
    }
    const auto terms = read_write_terms(request, false);
    if (!terms)
        co_return problem(terms.error(), request);
    const acts::Once once{terms->key, terms->request_hash};
    auto work = [&] {
        return acts::remind_missing(api.context, actor_of(request), asked, once, most_reminders);
    };
    const json::object reminded = co_await acts::on_worker(api.context, work);
    co_return json_response(reminded);
}

}  // namespace

void add_collaboration_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/inbox", use_session, get_inbox));
    router.add(route(api, "POST", "/api/v1/inbox/read", use_session, post_read));
    router.add(route(api, "GET", "/api/v1/filings/completeness", read_duties, get_completeness));
    router.add(route(api, "POST", "/api/v1/filings/reminders", work_on_cases, post_reminders));
}

}  // namespace beihui::http
