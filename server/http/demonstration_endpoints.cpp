// The demonstration is another installation behind the same address. A browser says by a cookie that it
// has gone in; its real session waits meanwhile under another name. Whatever it sends is then answered
// there, where no real data is, and so nothing done in the demonstration can reach the real history.

#include "acts/case_page.hpp"
#include "http/account_answers.hpp"
#include "http/demonstration.hpp"

namespace beihui::http
{
namespace
{

constexpr std::string_view plain_place = "beihui_place";
constexpr std::string_view secure_place = "__Host-beihui_place";
constexpr std::string_view inside = "demonstration";

std::string_view place_cookie(const Api& api)
{
    return api.behind_tls ? secure_place : plain_place;
}

// The real session, while the browser is in the demonstration.
std::string_view waiting_cookie(const Api& api)
{
    return api.behind_tls ? "__Host-beihui_waiting" : "beihui_waiting";
}

// An empty value takes it away.
void put_cookie(const Api& api, Response& response, std::string_view name, std::string_view value)
{
    set_cookie(api, response, name, value, value.empty() ? "; Max-Age=0" : "");
}

// A script of ours reads it, to say on every page where one is; it is no secret.
void put_place(const Api& api, Response& response, std::string_view value)
{
    std::string cookie =
        std::string(place_cookie(api)) + "=" + std::string(value) + "; Path=/; SameSite=Lax";
    if (value.empty())
        cookie += "; Max-Age=0";
    if (api.behind_tls)
        cookie += "; Secure";
    response.headers.emplace_back("Set-Cookie", cookie);
}

std::string_view text_of_state(Demonstration::State state)
{
    switch (state) {
    case Demonstration::State::none:    return "none";
    case Demonstration::State::loading: return "loading";
    case Demonstration::State::ready:   return "ready";
    case Demonstration::State::failed:  return "failed";
    }
    return "none";
}

// What anybody may know: schema DemonstrationPlace.
json::object place_json(bool is_inside, const Demonstration::Status& status)
{
    return {{"inside", is_inside}, {"state", text_of_state(status.state)}};
}

// What administrators see of it: schema Demonstration.
json::object status_json(const Demonstration::Status& status)
{
    json::array accounts;
    for (const Demonstration::SignIn& one : status.accounts)
        accounts.emplace_back(json::object{
            {"login", one.login},
            {"name", one.name},
            {"unit", one.unit},
            {"role", acts::words_json(one.role)},
        });
    return {
        {"state", text_of_state(status.state)},
        {"percent", status.percent},
        {"failure",
         status.failure ? json::value(acts::words_json(status.failure->detail)) : json::value()},
        {"since", acts::instant_json(status.since)},
        {"password", status.password},
        {"accounts", std::move(accounts)},
        {"acts_since", status.acts_since},
    };
}

boost::asio::awaitable<Response>
get_status(const Api& api, Demonstration& demonstration, const Request&)
{
    auto look = [&] { return demonstration.status(); };
    const auto status = co_await acts::on_worker(api.context, look);
    co_return json_response(status_json(status));
}

using Change = Result<void> (Demonstration::*)();

// Notes it in the access log first: what cannot be noted does not happen.
boost::asio::awaitable<Response> change(
    const Api& api,
    Demonstration& demonstration,
    const Request& request,
    std::string what,
    Change deed
)
{
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    auto work = [&]() -> Response {
        const auto noted = api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            if (auto done = (demonstration.*deed)(); !done)
                return done.error();
            accounts::note(
                txn, deed_of(request, what, actor_of(request).account), api.context.clock.now()
            );
            return {};
        });
        if (!noted)
            return problem(noted.error(), request);
        return json_response(status_json(demonstration.status()), 202);
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/demonstration/visit {"login"}: into the demonstration as one of its people.
boost::asio::awaitable<Response> go_in(
    const Api& api,
    Demonstration& demonstration,
    const Request& request
)
{
    const auto body = read_body(request, {{.name = "login", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    const std::string login(text_of(*body, "login"));
    accounts::Knock knock = knock_of(api, request);
    knock.earlier.clear();  // the real session does not end
    auto open = [&] { return demonstration.open_session(login, knock); };
    const auto opened = co_await acts::on_worker(api.context, open);
    if (!opened)
        co_return problem(opened.error(), request);
    Response response;
    response.status = 204;
    const std::string real(request.cookie(session_cookie_name(api)).value_or(""));
    put_cookie(api, response, waiting_cookie(api), real);
    set_session_cookie(api, response, opened->token);
    put_place(api, response, inside);
    co_return response;
}

// POST /api/v1/demonstration/leave: back to the real session, if there was one.
boost::asio::awaitable<Response> leave(const Api& api, const Request& request)
{
    Response response;
    response.status = 204;
    if (!is_in_demonstration(request))
        co_return response;
    {
        const std::string token(request.cookie(session_cookie_name(api)).value_or(""));
        auto end = [&] {
            accounts::sign_out(api.context.database, token);
            return true;
        };
        (void)co_await acts::on_worker(api.context, end);
    }
    const std::string real(request.cookie(waiting_cookie(api)).value_or(""));
    set_session_cookie(api, response, real);
    put_cookie(api, response, waiting_cookie(api), "");
    put_place(api, response, "");
    co_return response;
}

boost::asio::awaitable<Response> get_place_inside(const Api&, const Request&)
{
    Demonstration::Status status;
    status.state = Demonstration::State::ready;
    co_return json_response(place_json(true, status));
}

}  // namespace

bool is_in_demonstration(const Request& request)
{
    return request.cookie(plain_place) == inside || request.cookie(secure_place) == inside;
}

void add_demonstration_endpoints(Router& router, const Api& api, Demonstration& demonstration)
{
    using enum accounts::Action;
    const std::string base = "/api/v1/demonstration";
    const auto add = [&](std::string method, std::string pattern, Access access, Handler handle) {
        router.add({
            .method = std::move(method),
            .pattern = std::move(pattern),
            .handle = std::move(handle),
            .access = access,
            // The first administrator loads it before anything else is set up.
            .credential = Credential::enrolment,
        });
    };
    add("GET", base + "/place", Access::anyone(),
        [&demonstration](const Request&) -> boost::asio::awaitable<Response> {
            co_return json_response(place_json(false, demonstration.status()));
        });
    add("GET", base, read_accounts, [&api, &demonstration](const Request& request) {
        return get_status(api, demonstration, request);
    });
    add("POST", base, manage_accounts, [&api, &demonstration](const Request& request) {
        return change(api, demonstration, request, "load_demonstration", &Demonstration::load);
    });
    add("DELETE", base, manage_accounts, [&api, &demonstration](const Request& request) {
        return change(api, demonstration, request, "remove_demonstration", &Demonstration::remove);
    });
    add("POST", base + "/visit", read_accounts, [&api, &demonstration](const Request& request) {
        return go_in(api, demonstration, request);
    });
    router.add(route(api, "POST", base + "/leave", Access::anyone(), leave));
}

void add_endpoints_inside_demonstration(Router& router, const Api& api)
{
    const std::string base = "/api/v1/demonstration";
    router.add(route(api, "GET", base + "/place", Access::anyone(), get_place_inside));
    router.add(route(api, "POST", base + "/leave", Access::anyone(), leave));
}

}  // namespace beihui::http
