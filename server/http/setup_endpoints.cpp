// What a one-time code opens without a session: setting up, and choosing a password.

#include "accounts/throttle.hpp"
#include "acts/program.hpp"
#include "base/text.hpp"
#include "http/account_answers.hpp"

#include <array>

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

constexpr std::array other_roles{"security_administrator", "audit_administrator"};

// {"login", "name"} of one of the other administrators.
Result<acts::AdministratorAsked> read_other(const std::string& role, const json::value& body)
{
    acts::AdministratorAsked other;
    other.role = role;
    other.login = trim(text_of(body, "login"));
    other.name = trim(text_of(body, "name"));
    if (other.login.empty())
        return bad_member(role, {"请填写用户名", "give a user name"});
    return other;
}

Result<acts::SetupAsked> read_setup(const Request& request)
{
    const auto body = read_body(
        request, {{.name = "code", .required = true},
                  {.name = "login", .required = true},
                  {.name = "password", .required = true},
                  {.name = "name"},
                  {.name = "organisation"},
                  {.name = other_roles[0], .kind = BodyMember::object},
                  {.name = other_roles[1], .kind = BodyMember::object}}
    );
    if (!body)
        return body.error();
    acts::SetupAsked asked;
    asked.code = text_of(*body, "code");
    asked.login = text_of(*body, "login");
    asked.password = text_of(*body, "password");
    asked.name = text_of(*body, "name");
    asked.organisation = text_of(*body, "organisation");
    asked.address = request.peer;
    for (const char* const role : other_roles) {
        const json::value* const given = body->if_contains(role);
        if (!given || given->is_null())
            continue;
        auto other = read_other(role, *given);
        if (!other)
            return other.error();
        asked.others.push_back(std::move(*other));
    }
    return asked;
}

// Schema SetupDone.
json::object done_json(
    const Api& api,
    const Request& request,
    const acts::SetupAsked& asked,
    const acts::SetupDone& done
)
{
    json::array others;
    for (const acts::AdministratorMade& one : done.others) {
        json::object shown = link_json(api, request, "password", one.password);
        shown["role"] = one.asked.role;
        shown["login"] = one.asked.login;
        shown["name"] = one.asked.name;
        others.emplace_back(std::move(shown));
    }
    return {{"account", done.account}, {"login", asked.login}, {"others", std::move(others)}};
}

// POST /api/v1/setup {"code", "login", "password", "name", "organisation", "security_administrator":
// {"login", "name"}, "audit_administrator": {…}}
boost::asio::awaitable<Response> post_setup(const Api& api, const Request& request)
{
    const auto asked = read_setup(request);
    if (!asked)
        co_return problem(asked.error(), request);
    auto work = [&]() -> Response {
        if (auto held = hold_back(api, request))
            return *std::move(held);
        const auto done = acts::set_up(api.context, *asked);
        if (!done && done.error().code == "code_not_valid")
            return problem(done.error(), request);
        code_was_right(api, request);
        if (!done)
            return problem(done.error(), request);
        return json_response(done_json(api, request, *asked, *done), 201);
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
    const auto add = [&](std::string pattern, Endpoint endpoint) {
        Route added =
            route(api, "POST", std::move(pattern), Access::anyone(), endpoint, small_form);
        added.lane = Lane::sign_in;
        router.add(std::move(added));
    };
    add("/api/v1/setup", post_setup);
    add("/api/v1/password", post_password);
}

}  // namespace beihui::http
