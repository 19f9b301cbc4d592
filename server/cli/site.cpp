#include "cli/site.hpp"

#include "base/log.hpp"
#include "http/event_endpoints.hpp"

namespace beihui::cli
{
namespace
{

boost::asio::awaitable<http::Response> send_page(
    const http::StaticFiles& files,
    const http::Request& request
)
{
    co_return files.answer(request);
}

}  // namespace

Site::Site(
    const acts::Context& context,
    const Clock& clock,
    http::Api api,
    const std::vector<std::string>& hosts,
    const http::StaticFiles* pages,
    const http::LoadLimits& load
)
    : sequencing_(context.database, clock),
      api_(std::move(api)),
      events_(context.database, clock),
      router_(hosts, load)
{
    http::add_api(router_, api_);
    http::add_event_endpoints(router_, api_, events_);
    if (pages)
        router_.set_pages(
            [pages](const http::Request& request) -> boost::asio::awaitable<http::Response> {
                return send_page(*pages, request);
            }
        );
    router_.set_trouble_log([](const http::Request& request, std::string_view what) {
        log(LogLevel::error, "trouble", "a request ended in an exception",
            {{"trace_id", request.id}, {"method", request.method}, {"what", what}});
    });
}

}  // namespace beihui::cli
