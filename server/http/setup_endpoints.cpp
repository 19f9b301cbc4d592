// What a one-time code opens without a session: setting up, and choosing a password.

#include "accounts/throttle.hpp"
#include "acts/program.hpp"
#include "http/account_answers.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t small_form = 8192;

// Counts a try with a code; the refusal when there were too many from this address.
std::optional<Response> hold_back(const Api& api, const Request& request)
{
    const std::string counter = accounts::source_counter(request.peer);
    accounts::TryAsked asked;
    asked.counter = counter;
    asked.address = request.peer;
    const auto wait = accounts::begin_try(api.context.database, api.context.clock.now(), asked);
    if (!wait)
        return problem(wait.error(), request);
    if (*wait == 0)
        return std::nullopt;
    accounts::SignInAnswer answer;
    answer.wait_seconds = *wait;
    answer.refused = accounts::too_many_tries(*wait);
    return refused_try(answer, request);
}

void code_was_right(const Api& api, const Request& request)
{
    accounts::try_succeeded(api.context.database, accounts::source_counter(request.peer));
}

std::string login_of(const Api& api, const std::string& account)
{
    std::string login;
    api.context.database.read([&](storage::ReadTxn& txn) {
        if (const auto found = storage::find_account(txn, account))
            login = found->login;
    });
    return login;
}

// POST /api/v1/setup {"code", "login", "password", "name", "organisation"}
boost::asio::awaitable<Response> post_setup(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "code", .required = true},
                  {.name = "login", .required = true},
                  {.name = "password", .required = true},
                  {.name = "name"},
                  {.name = "organisation"}}
    );
    if (!body)
        co_return problem(body.error(), request);
    acts::SetupAsked asked;
    asked.code = text_of(*body, "code");
    asked.login = text_of(*body, "login");
    asked.password = text_of(*body, "password");
    asked.name = text_of(*body, "name");
    asked.organisation = text_of(*body, "organisation");
    asked.address = request.peer;
    auto work = [&]() -> Response {
        if (auto held = hold_back(api, request))
            return *std::move(held);
        const auto account = acts::set_up(api.context, asked);
        if (!account && account.error().code == "code_not_valid")
            return problem(account.error(), request);
        code_was_right(api, request);
        if (!account)
            return problem(account.error(), request);
        return json_response(json::object{{"account", *account}, {"login", asked.login}}, 201);
    };
    co_return co_await acts::on_worker(api.context, work);
}

// POST /api/v1/password {"code", "password"}: chooses a password with a code of an administrator.
boost::asio::awaitable<Response> post_password(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "code", .required = true}, {.name = "password", .required = true}}
    );
    if (!body)
        co_return problem(body.error(), request);
    const std::string code(text_of(*body, "code"));
    const std::string password(text_of(*body, "password"));
    auto work = [&]() -> Response {
        if (auto held = hold_back(api, request))
            return *std::move(held);
        const auto chosen = accounts::choose_password(
            api.context.database, code, password, request.peer, api.context.clock.now()
        );
        if (!chosen && chosen.error().code == "code_not_valid")
            return problem(chosen.error(), request);
        code_was_right(api, request);
        if (!chosen)
            return problem(chosen.error(), request);
        return json_response(json::object{{"login", login_of(api, *chosen)}});
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_setup_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "POST", "/api/v1/setup", Access::anyone(), post_setup, small_form));
    router.add(route(api, "POST", "/api/v1/password", Access::anyone(), post_password, small_form));
}

}  // namespace beihui::http
