// What the phone of a student sends that scanned the code on a device at the door: no name, no number.

#include "acts/door.hpp"
#include "base/bytes.hpp"
#include "http/api.hpp"
#include "http/door_endpoints.hpp"
#include "http/door_pace.hpp"

namespace beihui::http
{
namespace
{

constexpr std::size_t passes_a_minute = 300;  // from one address: a campus may stand behind it

// GET /api/v1/passes/{code}
boost::asio::awaitable<Response> get_pass(const Api& api, const Request& request)
{
    auto work = [&]() -> Response {
        if (!has_door_pace(api, "pass " + request.peer, passes_a_minute))
            return problem(too_fast(), request);
        const auto found = acts::look_at_pass(api.context, request.path_value("code"));
        return found ? json_response(*found) : problem(found.error(), request);
    };
    co_return co_await acts::on_worker(api.context, work);
}

bool is_random_number(std::string_view text)
{
    return text.size() == 32 && from_hex(text).has_value();
}

// POST /api/v1/passes {"code", "browser", "identity"}
boost::asio::awaitable<Response> post_pass(const Api& api, const Request& request)
{
    const auto body = read_body(
        request, {{.name = "code", .required = true},
                  {.name = "browser", .required = true},
                  {.name = "identity", .required = true}}
    );
    if (!body)
        co_return problem(body.error(), request);
    acts::PassSent sent;
    sent.code = text_of(*body, "code");
    sent.number = text_of(*body, "browser");
    sent.identity = text_of(*body, "identity");
    if (!is_random_number(sent.number))
        co_return problem(
            bad_member("browser", {"应为 32 位十六进制随机数", "32 random hex digits are wanted"}),
            request
        );
    if (sent.identity != "毕业生" && sent.identity != "其他")
        co_return problem(
            bad_member("identity", {"身份为毕业生或其他", "the identity is 毕业生 or 其他"}),
            request
        );
    auto work = [&]() -> Response {
        if (!has_door_pace(api, "pass " + request.peer, passes_a_minute))
            return problem(too_fast(), request);
        const auto counted = acts::count_pass(api.context, sent);
        return counted ? json_response(*counted) : problem(counted.error(), request);
    };
    co_return co_await acts::on_worker(api.context, work);
}

}  // namespace

void add_pass_endpoints(Router& router, const Api& api)
{
    router.add(route(api, "GET", "/api/v1/passes/{code}", Access::anyone(), get_pass));
    router.add(route(api, "POST", "/api/v1/passes", Access::anyone(), post_pass));
}

}  // namespace beihui::http
