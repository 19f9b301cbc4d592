#include "http/router.hpp"

#include "base/text.hpp"
#include "http/grammar.hpp"
#include "http/problem.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace beihui::http
{
namespace
{

constexpr std::array<std::string_view, 7> known_methods{"GET",   "HEAD",   "POST",   "PUT",
                                                        "PATCH", "DELETE", "OPTIONS"};

bool changes_something(const Request& request)
{
    return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

// Scheme and host of an Origin against the Host that we were called by. The scheme is not compared:
// behind a proxy that ends TLS we do not see it.
bool is_own_origin(std::string_view origin, std::string_view host)
{
    const auto without = [](std::string_view text, std::string_view end) {
        return text.ends_with(end) ? text.substr(0, text.size() - end.size()) : text;
    };
    if (origin.starts_with("http://"))
        return same_name(without(origin.substr(7), ":80"), without(host, ":80"));
    if (origin.starts_with("https://"))
        return same_name(without(origin.substr(8), ":443"), without(host, ":443"));
    return false;
}

// A write that comes from a page of another site. Browsers say where a request comes from.
bool is_foreign_write(const Request& request)
{
    if (!changes_something(request))
        return false;
    const auto site = request.header("sec-fetch-site");
    const auto origin = request.header("origin");
    return (!site.empty() && site != "same-origin") ||
           (!origin.empty() && !is_own_origin(origin, request.header("host")));
}

// A browser adds cookies to whatever a page sends, but it sends a header of this name for pages of
// ours only: other sites would need our consent (CORS), which nobody gets.
bool lacks_page_header(const Request& request)
{
    return changes_something(request) && !request.header("cookie").empty() &&
           request.header("x-beihui") != "1";
}

bool has_media_type(std::string_view content_type, std::string_view wanted)
{
    const auto end = std::min(content_type.find(';'), content_type.size());
    if (!same_name(trim(content_type.substr(0, end)), wanted))
        return false;
    for (const auto parameter : split(content_type.substr(end), ';')) {
        const auto part = trim(parameter);
        if (same_name(part.substr(0, 8), "charset=") && !same_name(part.substr(8), "utf-8") &&
            !same_name(part.substr(8), "\"utf-8\""))
            return false;
    }
    return true;
}

// The line that a request stands in; none when nobody waits for what it asks.
WaitingLine* line_of(Load& load, const Request& request)
{
    if (request.route == nullptr)
        return nullptr;
    return load.line(request.route->lane, !changes_something(request));
}

// Whose requests are served in turn with those of others.
std::string who_asks(const Request& request)
{
    return request.person.empty() ? "address " + request.peer : request.person;
}

Response no_such_page(const Request& request)
{
    return problem(
        404, "not_found", Words{"没有这个地址", "There is nothing at this address"}, request
    );
}

}  // namespace

Error overloaded()
{
    return refuse(
        Refusal::unavailable, "overloaded",
        "现在请求过多，这一次没有办理；请稍后再试，提交的内容请用同一个 Idempotency-Key 重新发送",
        "there is too much to do just now and this was not done; try again later, and send what you"
        " submit with the same Idempotency-Key"
    );
}

std::string host_name(std::string_view host)
{
    const auto from = host.starts_with('[') ? host.find(']') : 0;
    std::string name(host.substr(0, host.find(':', from)));
    for (char& c : name)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return name;
}

Router::Router(std::vector<std::string> hosts, const LoadLimits& limits)
    : hosts_{"localhost", "127.0.0.1", "[::1]"}, load_(std::make_unique<Load>(limits))
{
    for (const std::string& host : hosts)
        hosts_.push_back(host_name(host));
}

void Router::add(Route route)
{
    const auto known = std::ranges::find(known_methods, route.method);
    if (known == known_methods.end() || route.method == "HEAD" || !route.pattern.starts_with('/') ||
        !route.handle)
        throw std::logic_error("malformed route: " + route.method + " " + route.pattern);
    for (const auto& other : routes_)
        if (other->method == route.method && other->pattern == route.pattern)
            throw std::logic_error("route added twice: " + route.method + " " + route.pattern);
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    table_.add(*routes_.back());
}

std::size_t Router::body_limit(const Request& request) const
{
    return request.route != nullptr ? request.route->body_limit : 0;
}

boost::asio::awaitable<std::optional<Response>> Router::admit(const Head& head, Request& request)
    const
{
    std::string trouble;
    try {
        if (auto refusal = check(head, request))
            co_return refusal;
        if (gate_ && request.route != nullptr && request.route->access.action())
            if (const auto refused = co_await gate_(request, *request.route->access.action()))
                co_return problem(*refused, request);
        // Before a body is read for nothing.
        const WaitingLine* const line = line_of(*load_, request);
        if (line && !line->has_room_for(who_asks(request)))
            co_return problem(overloaded(), request);
        co_return std::nullopt;
    } catch (const std::exception& exception) {
        trouble = exception.what();
    }
    co_return failed(request, trouble);
}

// The order decides what a stranger learns first; it is the order of the rows in
// docs/decisions/0003-http-head-scan.md:
//   421 host, 501 method, 400/404 path, 404/405 route, 417 Expect, 415 coding, 411 length,
//   415 type, 413 size, 403 origin, then the gate.
std::optional<Response> Router::check(const Head& head, Request& request) const
{
    if (auto refusal = check_place(head, request))
        return refusal;
    if (auto refusal = find_route(request))
        return refusal;
    if (auto refusal = check_body(head, request))
        return refusal;
    return check_origin(request);
}

std::optional<Response> Router::check_origin(const Request& request) const
{
    if (is_foreign_write(request))
        return problem(
            403, "foreign_origin",
            Words{
                "请求来自其他网站的页面，未予受理",
                "The request comes from a page of another site and was refused"
            },
            request
        );
    if (lacks_page_header(request))
        return problem(
            403, "page_header_missing",
            Words{
                "用会话 Cookie 写入时必须带请求头 X-Beihui: 1",
                "A write with the session cookie needs the header X-Beihui: 1"
            },
            request
        );
    return std::nullopt;
}

std::optional<Response> Router::check_place(const Head& head, Request& request) const
{
    if (!head.host.empty() && std::ranges::find(hosts_, host_name(head.host)) == hosts_.end())
        return problem(
            421, "unknown_host",
            Words{
                "本服务器不以这个主机名提供服务；请管理员把它加入 hosts 配置",
                "This server does not answer to that host name; its operator can add it to hosts"
            },
            request
        );
    if (std::ranges::find(known_methods, request.method) == known_methods.end())
        return problem(
            501, "unknown_method",
            Words{"服务器不认识这种请求方法", "The server does not know this method"}, request
        );
    const int fault = decode_target(request);
    if (fault == 400)
        return problem(
            400, "bad_target",
            Words{
                "地址中有无法解码的字符，应为 UTF-8 的百分号编码",
                "The address cannot be decoded; it must be percent-encoded UTF-8"
            },
            request
        );
    if (fault != 0)
        return no_such_page(request);
    return std::nullopt;
}

std::optional<Response> Router::find_route(Request& request) const
{
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    const RouteTable::Found found = table_.find(method, request.segments);
    if (found.route != nullptr) {
        request.route = found.route;
        for (const auto& [place, name] : *found.named)
            request.path_values.emplace_back(name, request.segments[place]);
        return std::nullopt;
    }
    std::vector<std::string> allowed = table_.methods(request.segments);
    const bool is_page = pages_ && (request.segments.empty() || request.segments.front() != "api");
    if (allowed.empty()) {
        if (!is_page)
            return no_such_page(request);
        if (method == "GET")
            return std::nullopt;
        allowed.emplace_back("GET");
    }
    if (std::ranges::find(allowed, "GET") != allowed.end())
        allowed.emplace_back("HEAD");
    const std::set<std::string> distinct(allowed.begin(), allowed.end());
    std::string list;
    for (const std::string& name : distinct)
        list.append(list.empty() ? "" : ", ").append(name);
    auto response = problem(
        405, "method_not_allowed",
        Words{"这个地址只支持：" + list, "This address supports only: " + list}, request
    );
    response.headers.emplace_back("Allow", list);
    return response;
}

std::optional<Response> Router::check_body(const Head& head, const Request& request) const
{
    const auto refused = [&](int status, const char* code, std::string zh, std::string en) {
        return problem(status, code, Words{std::move(zh), std::move(en)}, request);
    };
    const auto expect = request.header("expect");
    if (!expect.empty() && !same_name(expect, "100-continue"))
        return refused(
            417, "bad_expect", "Expect 只支持 100-continue", "Expect knows 100-continue only"
        );
    const auto coding = request.header("content-encoding");
    if (!coding.empty() && !same_name(coding, "identity"))
        return refused(
            415, "coding_not_supported", "正文不能压缩后发送", "Bodies must not be sent compressed"
        );
    const bool wants_length =
        request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (wants_length && !head.chunked && !head.content_length)
        return refused(
            411, "length_required", "请求缺少 Content-Length", "The request has no Content-Length"
        );
    if (!head.has_body())
        return std::nullopt;

    const std::string wanted = request.route != nullptr ? request.route->media_type : "";
    if (!wanted.empty() && !has_media_type(request.header("content-type"), wanted))
        return refused(
            415, "wrong_media_type", "正文类型应为 " + wanted + "，编码应为 UTF-8",
            "The body must be " + wanted + " in UTF-8"
        );
    if (head.content_length.value_or(0) > body_limit(request)) {
        const std::string limit = std::to_string(body_limit(request));
        return refused(
            413, "body_too_large", "正文超过上限 " + limit + " 字节",
            "The body is larger than the limit of " + limit + " bytes"
        );
    }
    return std::nullopt;
}

// The one place where an exception ends: the person hears that it is not their fault, the log why.
boost::asio::awaitable<Response> Router::answer(const Request& request) const
{
    std::string trouble;
    try {
        std::optional<WaitingLine::Turn> turn;
        if (WaitingLine* const line = line_of(*load_, request)) {
            turn = line->enter_now();
            if (!turn)
                turn = co_await line->enter(who_asks(request));
            if (!turn)
                co_return problem(overloaded(), request);
        }
        const Handler& handle = request.route != nullptr ? request.route->handle : pages_;
        Response response = co_await handle(request);
        const auto tag = response.header("ETag");
        // An answer of the API compares its tag itself: that of a case is also what an act names.
        if (response.status == 200 && request.route == nullptr && !tag.empty() &&
            !changes_something(request) && names_tag(request.header("if-none-match"), tag)) {
            response.status = 304;
            response.body = std::string();
        }
        co_return response;
    } catch (const std::exception& exception) {
        trouble = exception.what();
    }
    co_return failed(request, trouble);
}

boost::asio::awaitable<std::optional<WaitingLine::Turn>> Router::turn_for_gate(
    const Request& request
) const
{
    WaitingLine* line = line_of(*load_, request);
    if (line == nullptr)
        line = load_->line(Lane::reserved, true);
    if (auto turn = line->enter_now())
        co_return turn;
    co_return co_await line->enter(who_asks(request));
}

Response Router::failed(const Request& request, std::string_view what) const
{
    if (trouble_log_)
        trouble_log_(request, what);
    return problem(
        500, "internal_error",
        Words{
            "服务器内部出错，没有办理；请稍后再试，仍有问题时把编号 " + request.id + " 告诉管理员",
            "The server failed and did nothing; try again, and if it persists give the operator "
            "this number: " +
                request.id
        },
        request
    );
}

}  // namespace beihui::http
