#include "http/account_answers.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t sign_in_body = 4096;

// POST /api/v1/session {"login", "password", "code"}: signs in.
boost::asio::awaitable<Response> open_session(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "login", .required = true},
                  {.name = "password", .required = true},
                  {.name = "code"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    accounts::SignInAsked asked;
    asked.login = text_of(*body, "login");
    asked.password = text_of(*body, "password");
    asked.code = text_of(*body, "code");
    asked.knock = knock_of(api, request);
    auto work = [&]() {
        auto answer =
            accounts::sign_in(api.context.database, api.sign_in, asked, api.context.clock.now());
        json::object session;
        if (answer.signed_in)
            api.context.database.read([&](storage::ReadTxn& txn) {
                session = session_json(api, txn, answer.signed_in->visit);
            });
        return std::pair(std::move(answer), std::move(session));
    };
    const auto [answer, session] = co_await acts::on_worker(api.context, work);
    if (answer.refused) {
        // Whatever is missing, nobody has signed in.
        if (answer.refused->kind == Refusal::not_allowed)
            co_return problem(401, answer.refused->code, answer.refused->detail, request);
        co_return refused_try(answer, request);
    }
    Response response = json_response(session);
    set_session_cookie(api, response, answer.signed_in->token);
    set_device_cookie(api, response, answer.signed_in->device);
    co_return response;
}

boost::asio::awaitable<Response> get_session(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        return session_json(api, txn, visit_of(request));
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
    set_session_cookie(api, response, "");
    response.headers.emplace_back("Clear-Site-Data", "\"storage\"");
    co_return response;
}

// POST /api/v1/session/confirm {"password"} or {"code"}: step-up. The session gets a new token.
boost::asio::awaitable<Response> confirm_session(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "password"}, {.name = "code"}});
    if (!body)
        co_return problem(body.error(), request);
    accounts::ConfirmAsked asked;
    asked.account = actor_of(request).account;
    asked.password = text_of(*body, "password");
    asked.code = text_of(*body, "code");
    asked.address = request.peer;
    if (asked.password.empty() == asked.code.empty())
        co_return problem(
            bad_member("password", {"请填写密码或验证码中的一个", "give a password or a code"}),
            request
        );
    const std::string token(request.cookie(session_cookie_name(api)).value_or(""));
    auto work = [&]() {
        const Instant now = api.context.clock.now();
        auto answer = accounts::confirm(api.context.database, asked, now);
        std::optional<std::string> fresh;
        json::object session;
        if (!answer.refused)
            fresh = accounts::renew_token(api.context.database, token, now);
        if (fresh) {
            accounts::Visit visit = visit_of(request);
            visit.confirmed_at = now;
            api.context.database.read([&](storage::ReadTxn& txn) {
                session = session_json(api, txn, visit);
            });
        }
        return std::tuple(std::move(answer), fresh, std::move(session));
    };
    const auto [answer, fresh, session] = co_await acts::on_worker(api.context, work);
    if (answer.refused)
        co_return refused_try(answer, request);
    if (!fresh)
        co_return problem(
            refuse(Refusal::not_allowed, "no_session", "请先登录", "sign in first"), request
        );
    Response response = json_response(session);
    set_session_cookie(api, response, *fresh);
    co_return response;
}

}  // namespace

void add_session_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const std::string own = "/api/v1/session";
    Route open = route(api, "POST", own, Access::anyone(), open_session, sign_in_body);
    open.lane = Lane::sign_in;
    router.add(std::move(open));
    add_account_route(router, api, {"GET", own, use_session, get_session, Credential::whoever});
    add_account_route(
        router, api,
        {"DELETE", own, use_session, close_session, Credential::enrolment, Lane::reserved}
    );
    add_account_route(
        router, api,
        {"POST", own + "/confirm", use_session, confirm_session, Credential::enrolment,
         Lane::sign_in}
    );
}

}  // namespace beihui::http
