// What somebody does about their own account: password, sessions, second factor, tokens.

#include "accounts/second_factor.hpp"
#include "http/account_answers.hpp"

namespace beihui::http
{
namespace
{

constexpr std::string_view own = "/api/v1/account";

std::string token_of(const Api& api, const Request& request)
{
    return std::string(request.cookie(session_cookie_name(api)).value_or(""));
}

Error nothing_there(std::string code, std::string zh, std::string en)
{
    return refuse(Refusal::not_found, std::move(code), std::move(zh), std::move(en));
}

Response done()
{
    Response response;
    response.status = 204;
    return response;
}

// A new token for the session, as after every step-up.
void renew(const Api& api, const Request& request, Response& response)
{
    const auto fresh = accounts::renew_token(
        api.context.database, token_of(api, request), api.context.clock.now()
    );
    set_session_cookie(api, response, fresh.value_or(""));
}

// POST /api/v1/account/password {"old", "new"}
boost::asio::awaitable<Response> change_password(const Api& api, const Request& request)
{
    const auto body =
        read_body(request, {{.name = "old", .required = true}, {.name = "new", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    accounts::ConfirmAsked asked;
    asked.account = actor_of(request).account;
    asked.password = text_of(*body, "old");
    asked.address = request.peer;
    const std::string chosen(text_of(*body, "new"));
    auto work = [&]() -> Response {
        const auto answer = accounts::change_password(
            api.context.database, asked, chosen, token_of(api, request), api.context.clock.now()
        );
        if (answer.refused)
            return refused_try(answer, request);
        Response response = done();
        renew(api, request, response);
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> list_sessions(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        json::array items;
        const auto account = storage::find_account(txn, actor_of(request).account);
        if (account)
            for (const storage::Session& session :
                 accounts::live_sessions(txn, api.sign_in, *account, api.context.clock.now()))
                items.emplace_back(session_line(session, visit_of(request).session));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

boost::asio::awaitable<Response> end_session(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const std::string id(request.path_value("id"));
        bool dropped = false;
        const auto written =
            api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
                const std::string& account = actor_of(request).account;
                dropped = storage::drop_session_of(txn, account, id);
                if (dropped)
                    accounts::note(
                        txn, deed_of(request, "end_session", account), api.context.clock.now()
                    );
                return {};
            });
        if (!written)
            return problem(written.error(), request);
        if (!dropped)
            return problem(
                nothing_there("session_not_found", "没有这个会话", "there is no such session"),
                request
            );
        return done();
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> get_second_factor(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        const std::string& account = actor_of(request).account;
        const auto factor = storage::find_second_factor(txn, account);
        json::value since;
        if (factor && factor->since && !factor->secret.empty())
            since = factor->since->text();
        return json::object{
            {"since", std::move(since)},
            {"recovery_codes_left", storage::recovery_codes_left(txn, account)},
        };
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/account/second-factor: a secret, shown once; it counts when it is confirmed.
boost::asio::awaitable<Response> begin_second_factor(const Api& api, const Request& request)
{
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    auto work = [&]() -> Response {
        const accounts::Actor& actor = actor_of(request);
        const auto shown =
            accounts::begin_enrolment(api.context.database, actor.account, actor.name);
        if (!shown)
            return problem(shown.error(), request);
        json::array rows;
        for (const std::string& row : shown->qr)
            rows.emplace_back(row);
        return json_response(
            json::object{{"secret", shown->secret}, {"uri", shown->uri}, {"qr", std::move(rows)}},
            201
        );
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/account/second-factor/confirm {"code"}: recovery codes, shown once.
boost::asio::awaitable<Response> confirm_second_factor(const Api& api, const Request& request)
{
    const auto body = read_body(request, {{.name = "code", .required = true}});
    if (!body)
        co_return problem(body.error(), request);
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    const std::string code(text_of(*body, "code"));
    auto work = [&]() -> Response {
        const std::string& account = actor_of(request).account;
        const auto codes = accounts::confirm_enrolment(
            api.context.database, account, code, request.peer, api.context.clock.now()
        );
        if (!codes)
            return problem(codes.error(), request);
        json::array shown;
        for (const std::string& one : *codes)
            shown.emplace_back(one);
        Response response = json_response(json::object{{"recovery_codes", std::move(shown)}});
        renew(api, request, response);
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> list_events(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        return events_json(api, txn, actor_of(request).account);
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

void add_own_account_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const std::string base(own);
    const std::string factor = base + "/second-factor";
    const auto add = [&](const char* method, const std::string& pattern, Endpoint endpoint,
                         Credential credential) {
        add_account_route(router, api, {method, pattern, use_session, endpoint, credential});
    };
    add("POST", base + "/password", change_password, Credential::enrolment);
    add("GET", base + "/sessions", list_sessions, Credential::session);
    add("DELETE", base + "/sessions/{id}", end_session, Credential::session);
    add("GET", base + "/events", list_events, Credential::session);
    add("GET", factor, get_second_factor, Credential::enrolment);
    add("POST", factor, begin_second_factor, Credential::enrolment);
    add("POST", factor + "/confirm", confirm_second_factor, Credential::enrolment);
    add_token_endpoints(router, api);
}

}  // namespace beihui::http
