#include "accounts/sign_in.hpp"
#include "accounts/tries.hpp"
#include "acts/case_page.hpp"
#include "http/api.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t sign_in_body = 4096;

json::object session_json(const Api& api, storage::ReadTxn& txn, const accounts::Actor& actor)
{
    acts::Names names(api.context, txn);
    acts::LookUp look_up(txn);
    const json::value organisation(
        look_up.organisation(actor.organisation, api.context.clock.now().date())
    );
    json::array roles;
    for (const std::string& role : actor.roles())
        roles.emplace_back(role);
    json::value person;
    if (!actor.person.empty())
        person = json::object{{"id", actor.person}, {"name", names.person(actor.person)}};
    return {
        {"account", actor.account},
        {"person", std::move(person)},
        {"organisation",
         json::object{
             {"id", actor.organisation},
             {"name", text_of(organisation, "name")},
             {"level", text_of(organisation, "level")},
             {"kind", text_of(organisation, "kind")},
         }},
        {"roles", std::move(roles)},
        {"csrf", "1"},
    };
}

std::string cookie_of(const Api& api, std::string_view value, bool ends)
{
    std::string cookie = std::string(session_cookie_name(api)) + "=" + std::string(value) +
                         "; Path=/; HttpOnly; SameSite=Lax";
    if (api.behind_tls)
        cookie += "; Secure";
    if (ends)
        cookie += "; Max-Age=0";
    return cookie;
}

// POST /api/v1/session {"login", "password"}: signs in.
boost::asio::awaitable<Response> open_session(
    const Api& api,
    accounts::Tries& tries,
    const Request& request
)
{
    const auto body = read_body(
        request, {{.name = "login", .required = true}, {.name = "password", .required = true}}
    );
    if (!body)
        co_return problem(body.error(), request);
    const std::string login(text_of(*body, "login"));
    const std::string password(text_of(*body, "password"));
    if (!tries.begin(login, request.peer, api.context.clock.now()))
        co_return problem(
            429, "too_many_tries",
            {"尝试次数过多，请 15 分钟后再试", "too many tries; try again in 15 minutes"}, request
        );
    auto work = [&]() -> Result<std::pair<std::string, json::object>> {
        const auto signed_in =
            accounts::sign_in(api.context.database, api.context.clock, login, password);
        if (!signed_in)
            return signed_in.error();
        json::object session;
        api.context.database.read([&](storage::ReadTxn& txn) {
            session = session_json(api, txn, signed_in->actor);
        });
        return std::pair(signed_in->token, std::move(session));
    };
    const auto opened = co_await acts::on_worker(api.context, work);
    if (!opened)
        co_return problem(opened.error(), request);
    tries.succeeded(login, request.peer);
    Response response = json_response(opened->second);
    response.headers.emplace_back("Set-Cookie", cookie_of(api, opened->first, false));
    co_return response;
}

boost::asio::awaitable<Response> get_session(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        return session_json(api, txn, actor_of(request));
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> close_session(const Api& api, const Request& request)
{
    const std::string token(request.cookie(session_cookie_name(api)).value_or(""));
    auto work = [&] {
        accounts::sign_out(api.context.database, token);
        return true;
    };
    (void)co_await acts::on_worker(api.context, work);
    Response response;
    response.status = 204;
    response.headers.emplace_back("Set-Cookie", cookie_of(api, "", true));
    response.headers.emplace_back("Clear-Site-Data", "\"storage\"");
    co_return response;
}

}  // namespace

void add_session_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const auto tries = std::make_shared<accounts::Tries>();
    router.add({
        .method = "POST",
        .pattern = "/api/v1/session",
        .handle = [&api,
                   tries](const Request& request) { return open_session(api, *tries, request); },
        .access = Access::anyone(),
        .body_limit = sign_in_body,
    });
    router.add(route(api, "GET", "/api/v1/session", use_session, get_session));
    router.add(route(api, "DELETE", "/api/v1/session", use_session, close_session));
}

}  // namespace beihui::http
