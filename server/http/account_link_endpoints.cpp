// Which person of another system is which account: made by administrators, never by signing in.

#include "accounts/account_link.hpp"
#include "http/account_answers.hpp"

namespace beihui::http
{
namespace
{

// Who may see and change links: whoever hands out password links, which open the same accounts. The
// one place that says it.
constexpr accounts::Action keeps_links = accounts::Action::manage_accounts;

bool is_theirs(
    storage::ReadTxn& txn,
    const Request& request,
    const std::optional<storage::Account>& account
)
{
    return account && accounts::may(
                          actor_of(request), keeps_links,
                          accounts::path_of_organisation(txn, account->organisation)
                      );
}

json::object account_link_json(const storage::AccountLink& link, const storage::Account& account)
{
    return {
        {"id", link.id},           {"login", account.login},         {"issuer", link.issuer},
        {"subject", link.subject}, {"made_at", link.made_at.text()},
    };
}

// GET /api/v1/sign-in/links: those of the accounts that the administrator looks after.
boost::asio::awaitable<Response> list_links(const Api& api, const Request& request)
{
    std::function<Result<json::object>(storage::ReadTxn&)> look = [&](storage::ReadTxn& txn
                                                                  ) -> Result<json::object> {
        json::array items;
        for (const storage::AccountLink& link : storage::all_account_links(txn))
            if (const auto account = storage::find_account(txn, link.account);
                is_theirs(txn, request, account))
                items.push_back(account_link_json(link, *account));
        return json::object{{"items", std::move(items)}};
    };
    co_return co_await answer_read(api, request, std::move(look));
}

// Links the account with this login, if the visitor may.
Result<json::object> link(
    storage::WriteTxn& txn,
    const Request& request,
    const json::object& asked,
    Instant now
)
{
    const auto account = storage::find_account_by_login(txn, text_of(asked, "login"));
    if (!is_theirs(txn, request, account))
        return refuse(
            Refusal::not_found, "account_not_found", "没有这个账号，或它不在您的范围内",
            "there is no such account, or it is outside your scope"
        );
    if (account->id == actor_of(request).account)
        return refuse(
            Refusal::conflict, "own_account", "不能关联自己的账号，请另一位管理员办理",
            "not for your own account: ask another administrator"
        );
    const accounts::Identity identity{
        std::string(text_of(asked, "issuer")), std::string(text_of(asked, "subject"))
    };
    const auto linked = accounts::link_account(
        txn, *account, identity, deed_of(request, "link_account", account->id), now
    );
    if (!linked)
        return linked.error();
    return account_link_json(*linked, *account);
}

// PUT /api/v1/sign-in/links {"login", "issuer", "subject"}: the same again changes nothing.
boost::asio::awaitable<Response> put_link(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "login", .required = true},
                  {.name = "issuer", .required = true},
                  {.name = "subject", .required = true}}
    );
    if (!body)
        co_return problem(body.error(), request);
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    auto work = [&]() -> Response {
        json::object answer;
        const auto kept = api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            auto linked = link(txn, request, *body, api.context.clock.now());
            if (!linked)
                return linked.error();
            answer = std::move(*linked);
            return {};
        });
        return kept ? json_response(answer) : problem(kept.error(), request);
    };
    co_return co_await acts::on_worker(api.context, work);
}

// DELETE /api/v1/sign-in/links/{id}: its account is signed out everywhere.
boost::asio::awaitable<Response> drop_link(const Api& api, const Request& request)
{
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    auto work = [&]() -> Response {
        const auto kept = api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
            const auto found = storage::find_account_link(txn, request.path_value("id"));
            if (!found || !is_theirs(txn, request, storage::find_account(txn, found->account)))
                return refuse(
                    Refusal::not_found, "link_not_found", "没有这条关联", "there is no such link"
                );
            accounts::unlink_account(
                txn, *found, deed_of(request, "unlink_account", found->account),
                api.context.clock.now()
            );
            return {};
        });
        if (!kept)
            return problem(kept.error(), request);
        Response response;
        response.status = 204;
        return response;
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_account_link_endpoints(Router& router, const Api& api)
{
    const std::string all = "/api/v1/sign-in/links";
    add_account_route(router, api, {"GET", all, keeps_links, list_links});
    add_account_route(router, api, {"PUT", all, keeps_links, put_link});
    add_account_route(router, api, {"DELETE", all + "/{id}", keeps_links, drop_link});
}

}  // namespace beihui::http
