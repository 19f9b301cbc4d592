// What the three administrators look at: who may do what, how people sign in, which programs have
// tokens.

#include "accounts/policy.hpp"
#include "acts/case_page.hpp"
#include "http/account_answers.hpp"
#include "http/administration.hpp"
#include "http/federated_sign_in.hpp"
#include "storage/account_links.hpp"

#include <chrono>

namespace beihui::http
{
namespace
{

using accounts::Policy;

json::object words_of(const Words& words)
{
    return {{"zh", words.zh}, {"en", words.en}};
}

json::array actions_json(const std::set<accounts::Action>& actions)
{
    json::array items;
    for (const accounts::Action action : actions)
        items.emplace_back(json::object{
            {"id", accounts::to_text(action)},
            {"label", words_of(Policy::built_in().words_of(action))},
        });
    return items;
}

// GET /api/v1/roles: the one table of who may do what, as far as people need it.
boost::asio::awaitable<Response> list_roles(const Api&, const Request&)
{
    const Policy& policy = Policy::built_in();
    json::array items;
    for (const auto& [id, role] : policy.roles())
        items.emplace_back(json::object{
            {"id", id},
            {"label", words_of(accounts::role_name(id))},
            {"may", actions_json(role.may)},
            {"sees_cases", role.sees_cases},
            {"below", role.below},
        });
    json::array exclusive;
    for (const std::string& role : policy.exclusive())
        exclusive.emplace_back(role);
    co_return json_response(
        json::object{{"items", std::move(items)}, {"exclusive", std::move(exclusive)}}
    );
}

// Where the other system sends the browser back to; the address of the file, never of a request.
std::string return_address(const Api& api, const plugin::IdentityProvider& provider)
{
    return api.federated->public_address() + "/api/v1/sign-in/" + provider.id() + "/callback";
}

std::int64_t links_with(storage::ReadTxn& txn, const Request& request, std::string_view issuer)
{
    std::int64_t count = 0;
    for (const storage::AccountLink& link : storage::all_account_links(txn)) {
        if (link.issuer != issuer)
            continue;
        const auto account = storage::find_account(txn, link.account);
        count += account && accounts::may(
                                actor_of(request), accounts::Action::read_accounts,
                                accounts::path_of_organisation(txn, account->organisation)
                            );
    }
    return count;
}

// GET /api/v1/sign-in/settings: how people sign in here.
boost::asio::awaitable<Response> get_settings(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        json::array items;
        if (api.federated)
            for (const auto& provider : api.federated->providers())
                items.emplace_back(json::object{
                    {"id", provider->id()},
                    {"name", words_of(provider->name())},
                    {"issuer", provider->issuer()},
                    {"return_address", return_address(api, *provider)},
                    {"links", links_with(txn, request, provider->issuer())},
                });
        return json::object{
            {"public_address", api.federated ? api.federated->public_address() : std::string()},
            {"providers", std::move(items)},
            {"rules", sign_in_rules_json(api)},
        };
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/sign-in/{provider}/test: whether somebody could begin to sign in with it now. Nobody is
// signed in by that.
boost::asio::awaitable<Response> test_provider(const Api& api, const Request& request)
{
    const plugin::IdentityProvider* const provider =
        api.federated ? api.federated->find(request.path_value("provider")) : nullptr;
    if (!provider)
        co_return problem(
            refuse(
                Refusal::not_found, "provider_not_found", "没有配置这种登录方式",
                "no such way to sign in is configured"
            ),
            request
        );
    const auto asked = std::chrono::steady_clock::now();
    auto work = [&] { return provider->begin(); };
    const auto begun = co_await api.federated->run(work);
    if (!begun)
        co_return problem(begun.error(), request);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - asked
    );
    // Without the query: what stands there is good for one sign-in.
    co_return json_response(json::object{
        {"address", begun->address.substr(0, begun->address.find('?'))},
        {"took_ms", took.count()},
    });
}

// GET /api/v1/tokens: what programs come in with, of the accounts that the visitor looks after.
boost::asio::awaitable<Response> list_all_tokens(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        acts::Names names(api.context, txn);
        json::array items;
        for (const storage::ApiToken& token : storage::api_tokens_of(txn, "")) {
            const auto account = storage::find_account(txn, token.account);
            if (!account || !accounts::may(
                                actor_of(request), accounts::Action::manage_security,
                                accounts::path_of_organisation(txn, account->organisation)
                            ))
                continue;
            items.emplace_back(json::object{
                {"account", json::object{{"id", account->id}, {"login", account->login}}},
                {"organisation_name", names.organisation(token.organisation)},
                {"token", token_json(token)},
            });
        }
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

}  // namespace

json::object sign_in_rules_json(const Api& api)
{
    const accounts::SignInSettings& rules = api.sign_in;
    const auto minutes = [](std::int64_t ms) { return ms / accounts::minute_ms; };
    return {
        {"behind_tls", api.behind_tls},
        {"idle_minutes", minutes(rules.idle_ms)},
        {"longest_minutes", minutes(rules.absolute_ms)},
        {"administrator_idle_minutes", minutes(rules.administrator_idle_ms)},
        {"administrator_longest_minutes", minutes(rules.administrator_absolute_ms)},
        {"administrators_need_second_factor", rules.administrators_need_second_factor},
    };
}

void add_administration_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    router.add(route(api, "GET", "/api/v1/roles", use_session, list_roles));
    add_account_route(router, api, {"GET", "/api/v1/tokens", manage_security, list_all_tokens});
    const std::string sign_in = "/api/v1/sign-in";
    add_account_route(router, api, {"GET", sign_in + "/settings", read_accounts, get_settings});
    add_account_route(
        router, api, {"POST", sign_in + "/{provider}/test", manage_accounts, test_provider}
    );
    add_condition_endpoints(router, api);
}

}  // namespace beihui::http
