#include "http/door_endpoints.hpp"

#include "accounts/throttle.hpp"
#include "acts/door.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "http/account_answers.hpp"
#include "http/door_pace.hpp"
#include "storage/wall.hpp"

#include <algorithm>

namespace beihui::http
{
namespace
{

using enum accounts::Action;

constexpr std::size_t most_label = 20;
constexpr std::size_t most_firm_name = 120;
constexpr std::size_t most_booth = 20;
constexpr std::size_t most_at_once = 200;
constexpr std::int64_t most_counted = 1000;
constexpr std::size_t batches_a_minute = 240;
constexpr std::size_t looks_a_minute = 120;

std::string_view door_cookie_name(const Api& api)
{
    return api.behind_tls ? "__Secure-beihui_door" : "beihui_door";
}

// Sent to the routes of devices only, and to no page of another site.
void set_door_cookie(
    const Api& api,
    Response& response,
    std::string_view token,
    std::int64_t seconds
)
{
    std::string cookie =
        std::string(door_cookie_name(api)) + "=" + std::string(token) +
        "; Path=/api/v1/door; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
    if (api.behind_tls)
        cookie += "; Secure";
    response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

Error door_not_found()
{
    return refuse(
        Refusal::not_found, "door_not_found", "这台签到设备已到期或停用，请向开启人要新的链接",
        "this device is over or was ended; ask whoever opened it for a new link"
    );
}

// Who a device is, by its cookie. Blocks.
std::optional<accounts::DoorHolder> holder_in(const Api& api, const Request& request)
{
    return accounts::holder_of_door(
        api.context.database, request.cookie(door_cookie_name(api)).value_or(""),
        api.context.clock.now()
    );
}

Result<json::object> view_of(
    const Api& api,
    const accounts::DoorHolder& holder,
    std::string_view list_tag
)
{
    const storage::Wall wall(accounts::scope_of(holder.actor, read_cases), holder.actor.key);
    Result<json::object> view = json::object();
    api.context.database.read(wall, [&](storage::ReadTxn& txn) {
        view = acts::door_view(api.context, txn, holder, list_tag);
    });
    return view;
}

// Whatever keeps a device from its event looks like a device that is not there.
Response answer_view(const Result<json::object>& view, const Request& request)
{
    if (!view)
        return problem(door_not_found(), request);
    return json_response(*view);
}

// GET /api/v1/cases/{number}/doors
boost::asio::awaitable<Response> list_doors(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn) {
        return acts::door_list(api.context, txn, actor_of(request), request.path_value("number"));
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/cases/{number}/doors {"label"}
boost::asio::awaitable<Response> post_door(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "label", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    const std::string label(trim(text_of(*body, "label")));
    const bool fits = !label.empty() && length_in_characters(label) <= most_label &&
                      label.find("（") == std::string::npos && one_line(label) == label;
    auto work = [&]() -> Response {
        // Whose case it is comes before what is wrong with the form.
        Result<json::object> seen = json::object();
        read_for(api, request, [&](storage::ReadTxn& txn) {
            seen =
                acts::door_list(api.context, txn, actor_of(request), request.path_value("number"));
        });
        if (!seen)
            return problem(seen.error(), request);
        if (!fits)
            return problem(
                bad_member(
                    "label", {"写明设备在哪里，如“东门”，1 至 20 个字符，不带括号",
                              "say where it stands: 1 to 20 characters without brackets"}
                ),
                request
            );
        const auto made = acts::open_door(
            api.context, actor_of(request), request.path_value("number"), label, request.peer
        );
        if (!made)
            return problem(made.error(), request);
        // The secret stands behind "#": browsers send it to nobody, so no log has it.
        const std::string origin =
            (api.behind_tls ? "https://" : "http://") + std::string(request.header("host"));
        return json_response(
            json::object{
                {"id", made->kept.id},
                {"label", made->kept.label},
                {"expires_at", made->kept.expires_at.text()},
                {"url", origin + "/checkin#" + made->token},
            },
            201
        );
    };
    co_return co_await acts::on_worker(api.context, work);
}

// DELETE /api/v1/cases/{number}/doors/{id}
boost::asio::awaitable<Response> delete_door(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const auto ended = acts::close_door(
            api.context, actor_of(request), request.path_value("number"), request.path_value("id"),
            request.peer
        );
        if (!ended)
            return problem(ended.error(), request);
        Response response;
        response.status = 204;
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/door {"token"}: a device takes the secret out of its link and gets a cookie for it.
boost::asio::awaitable<Response> enter_door(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "token", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    auto work = [&]() -> Response {
        const std::string counter = "door " + request.peer;
        accounts::TryAsked asked;
        asked.counter = counter;
        asked.address = request.peer;
        const Instant now = api.context.clock.now();
        const auto wait = accounts::begin_try(api.context.database, now, asked);
        if (!wait)
            return problem(wait.error(), request);
        if (*wait > 0) {
            accounts::SignInAnswer held;
            held.wait_seconds = *wait;
            held.refused = accounts::too_many_tries(*wait);
            return refused_try(held, request);
        }
        const std::string token(text_of(*body, "token"));
        const auto holder = accounts::holder_of_door(api.context.database, token, now);
        if (!holder)
            return problem(door_not_found(), request);
        accounts::try_succeeded(api.context.database, counter);
        Response response = answer_view(view_of(api, *holder, ""), request);
        if (response.status == 200)
            set_door_cookie(api, response, token, (holder->door.expires_at.ms() - now.ms()) / 1000);
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

// GET /api/v1/door: what a device shows, asked again every few seconds.
boost::asio::awaitable<Response> get_door(const Api& api, const Request& request)
{
    QueryReader query(request);
    const std::string list_tag = query.text("list").value_or("");
    if (const auto done = query.done(); !done)
        co_return problem(done.error(), request);
    auto work = [&]() -> Response {
        const auto holder = holder_in(api, request);
        if (!holder)
            return problem(door_not_found(), request);
        if (!has_door_pace(api, "look " + holder->door.id, looks_a_minute))
            return problem(too_fast(), request);
        return answer_view(view_of(api, *holder, list_tag), request);
    };
    co_return co_await acts::on_worker(api.context, work);
}

// One list of a batch: each line an object with these members.
Result<std::vector<json::object>> lines_of(
    const json::object& body,
    std::string_view list,
    const std::vector<std::string_view>& members
)
{
    std::vector<json::object> lines;
    const json::value* const sent = body.if_contains(list);
    if (!sent || sent->is_null())
        return lines;
    const Error wrong = bad_member(
        list, {"应为至多 200 行的列表，每行的项目见接口说明",
               "must be a list of at most 200 lines, as the contract describes them"}
    );
    if (!sent->is_array() || sent->as_array().empty() || sent->as_array().size() > most_at_once)
        return wrong;
    for (const json::value& line : sent->as_array()) {
        if (!line.is_object() || line.as_object().size() != members.size())
            return wrong;
        for (const std::string_view member : members)
            if (!line.as_object().contains(member))
                return wrong;
        lines.push_back(line.as_object());
    }
    return lines;
}

bool is_short_text(const json::object& line, std::string_view member, std::size_t most, bool empty)
{
    const std::string_view text = trim(text_of(line, member));
    return line.at(member).is_string() && length_in_characters(text) <= most &&
           (empty || !text.empty());
}

Result<void> read_lines(const json::object& body, acts::DoorSent& sent)
{
    const auto marks = lines_of(body, "attendance", {"employer", "attended"});
    if (!marks)
        return marks.error();
    for (const json::object& line : *marks) {
        if (!line.at("attended").is_bool())
            return bad_member(
                "attendance", {"attended 应为 true 或 false", "attended is a boolean"}
            );
        sent.marks.push_back({std::string(text_of(line, "employer")), bool_of(line, "attended")});
    }
    const auto firms = lines_of(body, "firms", {"number", "name", "booth"});
    if (!firms)
        return firms.error();
    for (const json::object& line : *firms) {
        if (!is_short_text(line, "number", 40, false) ||
            !is_short_text(line, "name", most_firm_name, false) ||
            !is_short_text(line, "booth", most_booth, true))
            return bad_member(
                "firms", {"名称 1 至 120 字，展位号至多 20 字", "name or booth too long"}
            );
        sent.firms.push_back(
            {std::string(text_of(line, "number")), std::string(trim(text_of(line, "name"))),
             std::string(trim(text_of(line, "booth")))}
        );
    }
    const auto counts = lines_of(body, "counts", {"identity", "count"});
    if (!counts)
        return counts.error();
    for (const json::object& line : *counts) {
        const std::string_view identity = text_of(line, "identity");
        const std::int64_t count = integer_of(line, "count", most_counted + 1);
        const bool is_known = identity == "毕业生" || identity == "其他";
        const bool is_second = std::ranges::any_of(sent.counts, [&](const auto& other) {
            return other.identity == identity;
        });
        if (!is_known || is_second || !line.at("count").is_int64() || count > most_counted ||
            count < -most_counted)
            return bad_member(
                "counts", {"每种身份一行，每行至多加减 1000",
                           "a line for each identity, of at most 1000 up or down"}
            );
        sent.counts.push_back({std::string(identity), count});
    }
    const int kinds = !sent.marks.empty() + !sent.firms.empty() + !sent.counts.empty();
    if (kinds != 1)
        return bad_member(
            "door", {"一批只带 attendance、firms、counts 中的一种",
                     "a batch has exactly one of attendance, firms, counts"}
        );
    return {};
}

// POST /api/v1/door/batches {"door", "attendance" | "firms" | "counts"}
boost::asio::awaitable<Response> post_batch(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const auto holder = holder_in(api, request);
        if (!holder)
            return problem(door_not_found(), request);
        if (!has_door_pace(api, "batch " + holder->door.id, batches_a_minute))
            return problem(too_fast(), request);
        const auto read = read_json(request.body);
        if (!read)
            return problem(read.error(), request);
        const json::object* const body = read->if_object();
        const auto terms = read_write_terms(request, false);
        if (!terms)
            return problem(terms.error(), request);
        acts::DoorSent sent;
        sent.key = terms->key;
        sent.request_hash = terms->request_hash;
        if (!body || body->size() != 2 || !body->contains("door"))
            return problem(
                bad_member("door", {"应有 door 和一个列表", "door and one list are wanted"}),
                request
            );
        if (const auto lines = read_lines(*body, sent); !lines)
            return problem(lines.error(), request);
        // Kept by a device that has meanwhile been given another link: for that other event it is not.
        if (text_of(*body, "door") != holder->door.id)
            return problem(door_not_found(), request);
        const auto done = acts::do_at_door(api.context, *holder, sent);
        if (!done)
            return problem(done.error(), request);
        return json_response(json::object{{"version", done->version}, {"replayed", done->replayed}}
        );
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/door/passes: the phones that were counted go into the case, when it is time.
boost::asio::awaitable<Response> post_book(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const auto holder = holder_in(api, request);
        if (!holder)
            return problem(door_not_found(), request);
        if (!has_door_pace(api, "batch " + holder->door.id, batches_a_minute))
            return problem(too_fast(), request);
        if (const auto booked = acts::book_waiting(api.context, *holder, false); !booked)
            return problem(booked.error(), request);
        Response response;
        response.status = 204;
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_door_endpoints(Router& router, const Api& api)
{
    const std::string doors = "/api/v1/cases/{number}/doors";
    router.add(route(api, "GET", doors, read_cases, list_doors));
    // By somebody who is signed in: no program hands out links.
    add_account_route(router, api, {"POST", doors, work_on_cases, post_door});
    add_account_route(router, api, {"DELETE", doors + "/{id}", work_on_cases, delete_door});
    router.add(route(api, "POST", "/api/v1/door", Access::anyone(), enter_door));
    router.add(route(api, "GET", "/api/v1/door", Access::anyone(), get_door));
    router.add(route(api, "POST", "/api/v1/door/batches", Access::anyone(), post_batch));
    router.add(route(api, "POST", "/api/v1/door/passes", Access::anyone(), post_book));
}

}  // namespace beihui::http
