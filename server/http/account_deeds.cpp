// What administrators do to the accounts of others. A password is never theirs to choose: they hand
// out a link, once. The system administrator keeps accounts and the security administrator what
// proves who somebody is, so that neither can take over somebody's account alone.

#include "base/text.hpp"
#include "http/administered.hpp"
#include "storage/feed_store.hpp"
#include "storage/share_store.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t most_reason = 500;

// One account of somebody else, in the transaction that changes and notes it.
struct Before
{
    const Api& api;
    const Request& request;
    storage::WriteTxn& txn;
    storage::Account account;
    Instant now;
};
using Deed = Result<json::object> (*)(Before&);

Response do_to_account(
    const Api& api,
    const Request& request,
    const std::string& what,
    const std::string& reason,
    Deed deed
)
{
    json::object answer;
    const auto kept = api.context.database.write([&](storage::WriteTxn& txn) -> Result<void> {
        const auto account = account_asked(txn, request);
        if (!account)
            return account.error();
        if (account->id == actor_of(request).account)
            return refuse(
                Refusal::conflict, "own_account", "不能对自己的账号这样做，请另一位管理员办理",
                "not for your own account: ask another administrator"
            );
        Before before{api, request, txn, *account, api.context.clock.now()};
        auto done = deed(before);
        if (!done)
            return done.error();
        answer = std::move(*done);
        accounts::note(txn, deed_of(request, what, account->id, reason), before.now);
        return {};
    });
    if (!kept)
        return problem(kept.error(), request);
    if (!answer.empty())
        return json_response(answer);
    Response response;
    response.status = 204;
    return response;
}

// The reason in the body {"reason"}; it is shown to the owner of the account.
Result<std::string> read_reason(const Request& request)
{
    const auto body = read_body(request, {{.name = "reason", .required = true}});
    if (!body)
        return body.error();
    const std::string reason(trim(text_of(*body, "reason")));
    if (reason.empty() || reason.size() > most_reason)
        return bad_member(
            "reason", {"请写明理由，最多 500 个字节", "give a reason of at most 500 bytes"}
        );
    return reason;
}

boost::asio::awaitable<Response> with_reason(
    const Api& api,
    const Request& request,
    std::string what,
    Deed deed
)
{
    const auto reason = read_reason(request);
    if (!reason)
        co_return problem(reason.error(), request);
    if (const auto confirmed = require_confirmed(api, request); !confirmed)
        co_return problem(confirmed.error(), request);
    auto work = [&]() -> Response { return do_to_account(api, request, what, *reason, deed); };
    co_return co_await acts::on_worker(api.context, work);
}

Result<json::object> lock(Before& before)
{
    before.account.locked = true;
    storage::put_account(before.txn, before.account);
    storage::drop_sessions_of(before.txn, before.account.id, "");
    return json::object();
}

Result<json::object> unlock(Before& before)
{
    before.account.locked = false;
    storage::put_account(before.txn, before.account);
    return json::object();
}

// The password of now goes on working until the link is used.
Result<json::object> hand_out_link(Before& before)
{
    const accounts::OneTime made = accounts::make_password_code(
        before.txn, before.account.id, actor_of(before.request).key, before.now
    );
    json::object shown = link_json(before.api, before.request, "password", made);
    shown["account"] = before.account.id;
    shown["login"] = before.account.login;
    return shown;
}

// For somebody whose phone is lost: whoever removes it has made sure of who asks, and says how.
Result<json::object> remove_second_factor(Before& before)
{
    if (!storage::drop_second_factor(before.txn, before.account.id))
        return refuse(
            Refusal::conflict, "no_second_factor", "这个账号没有验证器",
            "the account has no second factor"
        );
    storage::drop_sessions_of(before.txn, before.account.id, "");
    return json::object();
}

Result<json::object> end_sessions(Before& before)
{
    storage::drop_sessions_of(before.txn, before.account.id, "");
    return json::object();
}

Result<json::object> end_session(Before& before)
{
    const std::string_view id = before.request.path_value("session");
    if (!storage::drop_session_of(before.txn, before.account.id, id))
        return refuse(
            Refusal::not_found, "session_not_found", "没有这个会话", "there is no such session"
        );
    return json::object();
}

Result<json::object> revoke_token(Before& before)
{
    const std::string_view id = before.request.path_value("token");
    if (!storage::revoke_api_token(before.txn, id, before.account.id, before.now))
        return refuse(
            Refusal::not_found, "token_not_found", "没有这个令牌，或它已经撤销",
            "there is no such token, or it was revoked already"
        );
    return json::object();
}

// What somebody reads elsewhere with an address ends with it.
Result<json::object> end_feed(Before& before)
{
    const std::string_view id = before.request.path_value("feed");
    if (!storage::revoke_calendar_feed(before.txn, id, before.account.id, before.now))
        return refuse(
            Refusal::not_found, "feed_not_found", "没有这个日历订阅，或它已经停用",
            "there is no such calendar subscription, or it was ended already"
        );
    return json::object();
}

Result<json::object> end_share(Before& before)
{
    const std::string_view id = before.request.path_value("share");
    if (!storage::revoke_share(before.txn, id, before.account.id, before.now))
        return refuse(
            Refusal::not_found, "share_not_found", "没有这个链接，或它已到期、已收回",
            "there is no such link, or it is over or was taken back"
        );
    return json::object();
}

Error account_not_found()
{
    return refuse(
        Refusal::not_found, "account_not_found", "没有这个账号，或它不在您的范围内",
        "there is no such account, or it is outside your scope"
    );
}

}  // namespace

Result<storage::Account> account_asked(storage::ReadTxn& txn, const Request& request)
{
    const auto account = storage::find_account(txn, request.path_value("id"));
    if (!account)
        return account_not_found();
    const std::string path = accounts::path_of_organisation(txn, account->organisation);
    if (!accounts::may(actor_of(request), *request.route->access.action(), path))
        return account_not_found();
    return *account;
}

void add_account_deeds(Router& router, const Api& api)
{
    using enum accounts::Action;
    const auto add = [&](const char* pattern, accounts::Action action, const char* what,
                         Deed deed) {
        Route made{
            .method = "POST",
            .pattern = "/api/v1/accounts/{id}/" + std::string(pattern),
            .handle = [&api, what, deed](const Request& request
                      ) { return with_reason(api, request, what, deed); },
            .access = action,
        };
        made.credential = Credential::session;
        router.add(std::move(made));
    };
    add("lock", manage_accounts, "lock_account", lock);
    add("unlock", manage_accounts, "unlock_account", unlock);
    add("reset", manage_accounts, "make_password_link", hand_out_link);
    add("second-factor/remove", manage_security, "remove_second_factor", remove_second_factor);
    add("sessions/end", manage_security, "end_sessions", end_sessions);
    add("sessions/{session}/end", manage_security, "end_session", end_session);
    add("tokens/{token}/revoke", manage_security, "revoke_token", revoke_token);
    add("feeds/{feed}/end", manage_security, "end_feed", end_feed);
    add("briefs/{share}/end", manage_security, "end_share", end_share);
}

}  // namespace beihui::http
