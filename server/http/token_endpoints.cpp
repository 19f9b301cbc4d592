// Tokens for programs, made and revoked by whoever they act for.

#include "accounts/tokens.hpp"
#include "http/account_answers.hpp"

namespace beihui::http
{
namespace
{

boost::asio::awaitable<Response> list_tokens(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        json::array items;
        for (const auto& token : storage::api_tokens_of(txn, actor_of(request).account))
            items.emplace_back(token_json(token));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// POST /api/v1/account/tokens {"name", "scope", "expires_at", "organisation", "addresses"}
boost::asio::awaitable<Response> make_token(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "name", .required = true},
                  {.name = "scope", .required = true},
                  {.name = "expires_at", .required = true},
                  {.name = "organisation"},
                  {.name = "addresses", .kind = BodyMember::texts}}
    );
    if (!body)
        co_return problem(body.error(), request);
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    const auto expires_at = Instant::parse(text_of(*body, "expires_at"));
    if (!expires_at)
        co_return problem(bad_member("expires_at", expires_at.error().detail), request);
    accounts::TokenAsked asked;
    asked.name = text_of(*body, "name");
    asked.scope = text_of(*body, "scope");
    asked.organisation = text_of(*body, "organisation");
    asked.expires_at = *expires_at;
    if (const json::value* const list = body->if_contains("addresses"); list && list->is_array())
        for (const json::value& address : list->as_array())
            asked.addresses.emplace_back(address.as_string());
    auto work = [&]() -> Response {
        const auto made = accounts::make_token(
            api.context.database, actor_of(request), asked, request.peer, api.context.clock.now()
        );
        if (!made)
            return problem(made.error(), request);
        json::object shown = token_json(made->kept);
        shown["token"] = made->token;
        return json_response(shown, 201);
    };
    co_return co_await acts::on_worker(api.context, work);
}

boost::asio::awaitable<Response> revoke_token(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        const std::string id(request.path_value("id"));
        bool revoked = false;
        const auto written =
            api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
                const Instant now = api.context.clock.now();
                const std::string& account = actor_of(request).account;
                revoked = storage::revoke_api_token(txn, id, account, now);
                if (revoked)
                    accounts::note(txn, deed_of(request, "revoke_token", account), now);
                return {};
            });
        if (!written)
            return problem(written.error(), request);
        if (!revoked)
            return problem(
                refuse(
                    Refusal::not_found, "token_not_found", "没有这个令牌，或它已经撤销",
                    "there is no such token, or it was revoked already"
                ),
                request
            );
        Response response;
        response.status = 204;
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_token_endpoints(Router& router, const Api& api)
{
    using enum accounts::Action;
    const std::string base = "/api/v1/account/tokens";
    add_account_route(router, api, {"GET", base, use_session, list_tokens});
    add_account_route(router, api, {"POST", base, use_session, make_token});
    add_account_route(router, api, {"DELETE", base + "/{id}", use_session, revoke_token});
}

}  // namespace beihui::http
