#pragma once

// What the endpoints about accounts share.

#include "accounts/account_log.hpp"
#include "accounts/grants.hpp"
#include "accounts/one_time.hpp"
#include "accounts/sign_in.hpp"
#include "http/api.hpp"
#include "storage/sign_in_stores.hpp"

#include <string>
#include <string_view>

namespace beihui::http
{

// Where a request to sign in comes from, with the cookies it brings.
accounts::Knock knock_of(const Api& api, const Request& request);

// The session of the visitor: schema Session.
json::object session_json(const Api& api, storage::ReadTxn& txn, const accounts::Visit& visit);

// Hands out a cookie that no script reads and that comes along on this site only; `age` is empty, or
// "; Max-Age=…".
void set_cookie(
    const Api& api,
    Response& response,
    std::string_view name,
    std::string_view value,
    std::string_view age
);
// Hands out the session cookie; an empty value takes it away.
void set_session_cookie(const Api& api, Response& response, std::string_view token);
void set_device_cookie(const Api& api, Response& response, std::string_view device);
std::string_view device_cookie_name(const Api& api);

// What a try answered that was refused; with the seconds to wait in Retry-After.
Response refused_try(const accounts::SignInAnswer& answer, const Request& request);

// A one-time code: schema OneTimeLink. The page is the one that takes it.
json::object link_json(
    const Api& api,
    const Request& request,
    std::string_view page,
    const accounts::OneTime& made
);

// A line of the access log about an account: whose it is, what the visitor did, from where.
accounts::AccountDeed deed_of(
    const Request& request,
    std::string what,
    std::string account,
    std::string reason = {}
);
// What happened to an account, the latest first: schema AccountEventList.
Result<json::object> events_json(const Api& api, storage::ReadTxn& txn, std::string_view account);

// One session of a list: schema AccountSession. `own` is the id of the visitor's.
json::object session_line(const storage::Session& session, std::string_view own);

// One token of a list, without its secret: schema ApiToken.
json::object token_json(const storage::ApiToken& token);

// A route about accounts, which no token may ask unless the credential says so.
struct AccountRoute
{
    std::string method;
    std::string pattern;
    accounts::Action action;
    Endpoint endpoint;
    Credential credential = Credential::session;
    Lane lane = Lane::ordinary;
};
void add_account_route(Router& router, const Api& api, AccountRoute wanted);

}  // namespace beihui::http
