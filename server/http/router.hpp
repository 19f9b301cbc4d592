#pragma once

// The map of the API: every route, its limits and who may knock; and the checks that every request
// passes before an endpoint sees it.
//
// How an endpoint file registers its routes (server/http/case_endpoints.cpp, without Beast):
//
//     namespace beihui::http
//     {
//     namespace
//     {
//
//     // GET /api/v1/cases/{number}: the case as the person who asks may see it.
//     boost::asio::awaitable<Response> get_case(const acts::Context& context, const Request& request)
//     {
//         QueryReader query(request);
//         const auto as_of = query.instant("as_of");
//         if (const auto asked = query.done(); !asked)
//             co_return problem(asked.error(), request);
//
//         const auto found = co_await acts::read_case(context, request.path_value("number"), as_of);
//         if (!found)
//             co_return problem(found.error(), request);
//         co_return Response{.body = json::serialize(case_json(*found))};
//     }
//
//     }  // namespace
//
//     void add_case_endpoints(Router& router, const acts::Context& context)
//     {
//         router.add({
//             .method = "GET",
//             .pattern = "/api/v1/cases/{number}",
//             .handle = [&context](const Request& request) { return get_case(context, request); },
//             .access = accounts::Action::read_cases,
//         });
//         router.add({
//             .method = "POST",
//             .pattern = "/api/v1/cases/{number}/acts",
//             .handle = [&context](const Request& request) { return post_act(context, request); },
//             .access = accounts::Action::work_on_cases,
//             .body_limit = act_body,
//         });
//     }
//
//     }  // namespace beihui::http
//
// - The lambda is not a coroutine itself: it calls one with references that outlive the request
//   (`context` lives as long as the server; the session keeps `request` until the answer is sent).
// - HEAD is answered by the GET route. A GET route must change nothing.
// - A handler refuses with problem(error, request) and throws only for broken machinery: the router
//   turns an exception into a 500 problem and logs it, once, with the request's id.
// - A page or file with an ETag becomes a 304 by itself when If-None-Match names it. An answer of the
//   API does where its tag says all of its bytes: see answer_read() in api.hpp.
// - A request waits for its turn in the lane of its route before the handler is called; when there is
//   too much to do, it is answered 503 "overloaded" instead, and nothing was done for it.
// - A handler must not block: what blocks runs on a pool and is awaited.

#include "accounts/policy.hpp"
#include "http/head_scan.hpp"
#include "http/load.hpp"
#include "http/message.hpp"
#include "http/route_table.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace beihui::http
{

// Whom a route answers: whoever may take an action of the policy, or anyone. Each route says so: there
// is no default. The gate of the router decides before the body is read.
class Access
{
public:
    Access(accounts::Action action) : action_(action) {}
    static Access anyone() { return Access(); }

    // None: anyone.
    const std::optional<accounts::Action>& action() const { return action_; }

private:
    Access() = default;

    std::optional<accounts::Action> action_;
};

// What a route that is not for anyone takes as proof of who asks.
enum class Credential
{
    any,        // a session, or a token of a program
    session,    // a session: what is about the account itself
    enrolment,  // a session, also of an administrator who has to set up a second factor first
    whoever,    // any of these
};

struct Route
{
    std::string method;   // GET, POST, PUT, PATCH or DELETE
    std::string pattern;  // "/api/v1/cases/{number}": a name in braces stands for one segment
    Handler handle;
    Access access;
    Credential credential = Credential::any;
    std::size_t body_limit = small_body;          // bytes; more is 413
    std::string media_type = "application/json";  // of a body that is not empty; "" takes any
    // For work of many seconds that nobody wants once the client has hung up: Request::gone tells.
    // A client that ends its side before it has read the answer counts as gone.
    bool watches_client = false;
    Lane lane = Lane::ordinary;
};

// Finds out who asks, from cookie or token, and puts it into `request.visitor`; or refuses them, or
// the action. Asked for all routes that are not for anyone, before their body is read.
using Gate = std::function<
    boost::asio::awaitable<std::optional<Error>>(Request& request, accounts::Action action)>;

// 503: too much is under way; nothing was done for this request.
Error overloaded();

// The name in a Host field without its port, in lower case: "LocalHost:8080" is "localhost".
std::string host_name(std::string_view host);

// Hears of every exception that ended a request. Called from any I/O thread.
using TroubleLog = std::function<void(const Request& request, std::string_view what)>;

// Filled by one thread before the server listens, read by all of them afterwards.
class Router
{
public:
    // `hosts` are the names that requests may be addressed to, without port; the loopback names
    // localhost, 127.0.0.1 and [::1] are always among them (a page of another site that has its
    // name resolve to us is turned away with 421).
    explicit Router(std::vector<std::string> hosts = {}, const LoadLimits& limits = {});

    // Throws std::logic_error for a route that is there already or is malformed.
    void add(Route route);
    // What answers GET outside /api where no route does: the pages of the web app.
    void set_pages(Handler pages) { pages_ = std::move(pages); }
    void set_gate(Gate gate) { gate_ = std::move(gate); }
    void set_trouble_log(TroubleLog log) { trouble_log_ = std::move(log); }

    // All checks that need no body, in the order of the table in router.cpp. Completes `request`
    // (path, query, route, path values, visitor), or gives the answer that refuses it.
    boost::asio::awaitable<std::optional<Response>> admit(const Head& head, Request& request) const;

    // Lets the route answer an admitted request whose body has been read. Never throws.
    boost::asio::awaitable<Response> answer(const Request& request) const;

    // The most bytes that the body of an admitted request may have.
    std::size_t body_limit(const Request& request) const;
    const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

    // What is under way. Safe for many threads, as nothing else of a router that has been filled.
    Load& load() const { return *load_; }
    // A turn to find out who sends this request, in the line of its route; none: there is too much to
    // do, "overloaded". Who is not known yet stands there by their address.
    boost::asio::awaitable<std::optional<WaitingLine::Turn>> turn_for_gate(const Request& request
    ) const;

private:
    std::optional<Response> check(const Head& head, Request& request) const;
    std::optional<Response> check_place(const Head& head, Request& request) const;
    std::optional<Response> find_route(Request& request) const;
    std::optional<Response> check_body(const Head& head, const Request& request) const;
    std::optional<Response> check_origin(const Request& request) const;
    Response failed(const Request& request, std::string_view what) const;

    std::vector<std::string> hosts_;
    std::vector<std::unique_ptr<Route>> routes_;  // their addresses are in requests
    RouteTable table_;
    const std::unique_ptr<Load> load_;
    Handler pages_;
    Gate gate_;
    TroubleLog trouble_log_;
};

}  // namespace beihui::http
