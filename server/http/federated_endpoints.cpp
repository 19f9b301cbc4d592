// Sign-in through other systems: they vouch for a person, and the session is ours.
#include "accounts/account_link.hpp"
#include "base/bytes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "http/account_answers.hpp"
#include "http/federated_sign_in.hpp"

#include <algorithm>

namespace beihui::http
{
namespace
{

constexpr std::size_t most_path_characters = 512;
constexpr std::size_t logout_body = 16 * 1024;

std::string attempt_cookie_name(const Api& api)
{
    return api.behind_tls ? "__Host-beihui_sign_in" : "beihui_sign_in";
}

// Beside the attempt, since what came from elsewhere must not end what this browser has begun.
std::string refusal_cookie_name(const Api& api)
{
    return attempt_cookie_name(api) + "_refusal";
}

// Good for ten minutes, or with an empty value its end. Lax, since the browser comes back by a link
// on a page of the other system.
void set_cookie(
    Response& response,
    const Api& api,
    const std::string& name,
    std::string_view value = {}
)
{
    response.headers.emplace_back(
        "Set-Cookie", name + "=" + std::string(value) +
                          "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" +
                          (value.empty() ? "0" : "600") + (api.behind_tls ? "; Secure" : "")
    );
}

Response go_to(const std::string& address)
{
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", address);
    return response;
}

// Whether a path leads to a page of ours in every browser: "//host" and "/\host" lead elsewhere.
bool is_own_path(std::string_view path)
{
    const bool plain = std::ranges::all_of(path, [](char c) {
        return c > ' ' && c <= '~' && c != '\\' && c != '"' && c != '<' && c != '>';
    });
    const std::string_view before_query = path.substr(0, path.find_first_of("?#"));
    return plain && before_query.starts_with('/') &&
           before_query.find("//") == std::string_view::npos &&
           before_query.find("/.") == std::string_view::npos && !before_query.starts_with("/api");
}

// Somebody looks at a page, rather than a program that reads JSON.
bool is_browsing(const Request& request)
{
    return request.header("sec-fetch-mode") == "navigate" ||
           request.header("accept").find("text/html") != std::string_view::npos;
}

// A person is brought back to the sign-in page, which asks for the reason; a program gets it at once.
Response refused(const Api& api, const Request& request, const Error& error)
{
    log(LogLevel::info, "sign_in", "sign-in through another system was refused",
        {{"trace_id", request.id},
         {"provider", request.path_value("provider")},
         {"code", error.code},
         {"reason", error.faults.empty() ? std::string() : error.faults.front().code}});
    const bool browses = is_browsing(request);
    Response response = browses ? go_to("/sign-in?refused=" + error.code) : problem(error, request);
    if (browses)
        set_cookie(response, api, refusal_cookie_name(api), api.federated->seal_refusal(error));
    if (error.code != "sign_in_state")
        set_cookie(response, api, attempt_cookie_name(api));
    return response;
}

Response no_such_provider(const Request& request)
{
    return problem(
        refuse(
            Refusal::not_found, "provider_not_found", "没有配置这种登录方式",
            "no such way to sign in is configured"
        ),
        request
    );
}

const plugin::IdentityProvider* provider_of(const Api& api, const Request& request)
{
    return api.federated ? api.federated->find(request.path_value("provider")) : nullptr;
}

// GET /api/v1/sign-in/providers: what the sign-in page offers besides user name and password.
boost::asio::awaitable<Response> list_providers(const Api& api, const Request& /*request*/)
{
    json::array items;
    if (api.federated)
        for (const auto& provider : api.federated->providers())
            items.push_back(json::object{
                {"id", provider->id()},
                {"name", json::object{{"zh", provider->name().zh}, {"en", provider->name().en}}},
            });
    co_return json_response(json::object{{"items", std::move(items)}});
}

// GET /api/v1/sign-in/{provider}/begin?to=/cases: sends the browser to the other system.
boost::asio::awaitable<Response> begin(const Api& api, const Request& request)
{
    const plugin::IdentityProvider* const provider = provider_of(api, request);
    if (!provider)
        co_return no_such_provider(request);
    QueryReader query(request);
    const std::string to = query.text("to", most_path_characters).value_or("/");
    if (const auto asked = query.done(); !asked)
        co_return problem(asked.error(), request);
    if (!is_own_path(to))
        co_return problem(
            refuse(
                Refusal::invalid_input, "foreign_path", "to 只能是本系统的页面，如 /cases",
                "to must be a page of ours, such as /cases"
            ),
            request
        );
    auto work = [&] { return provider->begin(); };
    const auto begun = co_await api.federated->run(work);
    if (!begun)
        co_return refused(api, request, begun.error());
    const Attempt attempt{random_id(), to, begun->kept};
    Response response = go_to(begun->address);
    set_cookie(
        response, api, attempt_cookie_name(api), api.federated->seal_attempt(*provider, attempt)
    );
    co_return response;
}

// The session, as a local sign-in opens it: the other system has made sure of the person, and of a
// second factor if it wants one. Blocks.
Result<accounts::SignedIn> open_for(
    const Api& api,
    const Request& request,
    const storage::Account& account
)
{
    return accounts::open_session(
        api.context.database, api.sign_in, account, knock_of(api, request), api.context.clock.now()
    );
}

// Everything that is to be made sure of before a session opens. Blocks.
Result<accounts::SignedIn> finish(
    const Api& api,
    const plugin::IdentityProvider& provider,
    const Attempt& attempt,
    const Request& request
)
{
    const auto given = provider.recognise(request.query, attempt.kept);
    if (!given)
        return given.error();
    if (const auto first = api.federated->use(provider, attempt, *given); !first)
        return first.error();
    const auto identity = provider.finish(request.query, attempt.kept);
    if (!identity)
        return identity.error();
    const auto account =
        accounts::account_linked_to(api.context.database, identity->issuer, identity->subject);
    if (!account)
        return account.error();
    auto opened = open_for(api, request, *account);
    if (opened && provider.tells_ends())
        api.federated->opened_for(provider, *given, opened->visit.session);
    return opened;
}

// GET /api/v1/sign-in/{provider}/callback: the browser comes back with a code or a ticket.
boost::asio::awaitable<Response> come_back(const Api& api, const Request& request)
{
    const plugin::IdentityProvider* const provider = provider_of(api, request);
    if (!provider)
        co_return no_such_provider(request);
    const auto cookie = request.cookie(attempt_cookie_name(api));
    const auto attempt = cookie ? api.federated->open_attempt(*provider, *cookie) : std::nullopt;
    if (!attempt)
        co_return refused(api, request, plugin::state_refused());
    auto work = [&] { return finish(api, *provider, *attempt, request); };
    const auto signed_in = co_await api.federated->run(work);
    if (!signed_in)
        co_return refused(api, request, signed_in.error());
    Response response = go_to(attempt->to);
    set_session_cookie(api, response, signed_in->token);
    set_device_cookie(api, response, signed_in->device);
    set_cookie(response, api, attempt_cookie_name(api));
    co_return response;
}

// POST /api/v1/sign-in/{provider}/callback: the other system says that somebody signed out there.
// Whoever knows a ticket may end the session that it opened; nobody learns whether there was one.
boost::asio::awaitable<Response> end_session(const Api& api, const Request& request)
{
    const plugin::IdentityProvider* const provider = provider_of(api, request);
    if (!provider)
        co_return no_such_provider(request);
    Pairs form;
    for (const std::string_view pair : split(request.body, '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decode_percent(pair.substr(0, equals), true);
        const auto value = decode_percent(pair.substr(std::min(equals + 1, pair.size())), true);
        if (name && value)
            form.emplace_back(*name, *value);
    }
    auto work = [&] {
        if (const std::string given = provider->ended(form); !given.empty())
            api.federated->end(*provider, given);
        return Result<bool>(true);
    };
    const auto ended = co_await api.federated->run(work);
    if (!ended)
        co_return problem(ended.error(), request);
    Response response;
    response.status = 204;
    co_return response;
}

// GET /api/v1/sign-in/refusal: why the last sign-in of this browser was refused, told once.
boost::asio::awaitable<Response> tell_refusal(const Api& api, const Request& request)
{
    const auto cookie = request.cookie(refusal_cookie_name(api));
    const auto error =
        cookie && api.federated ? api.federated->open_refusal(*cookie) : std::nullopt;
    if (!error) {
        Response none;
        none.status = 204;
        co_return none;
    }
    Response response = problem(*error, request);
    set_cookie(response, api, refusal_cookie_name(api));
    co_return response;
}

}  // namespace

void add_federated_endpoints(Router& router, const Api& api)
{
    const std::string all = "/api/v1/sign-in";
    const std::string one = all + "/{provider}";
    const auto add = [&](std::string pattern, Endpoint endpoint, Lane lane) {
        Route added = route(api, "GET", std::move(pattern), Access::anyone(), endpoint);
        added.lane = lane;
        router.add(std::move(added));
    };
    add(all + "/providers", list_providers, Lane::ordinary);
    add(all + "/refusal", tell_refusal, Lane::ordinary);
    add(one + "/begin", begin, Lane::federated);
    add(one + "/callback", come_back, Lane::federated);
    Route ends = route(api, "POST", one + "/callback", Access::anyone(), end_session, logout_body);
    ends.media_type = "application/x-www-form-urlencoded";
    ends.lane = Lane::federated;
    router.add(std::move(ends));
}

}  // namespace beihui::http
