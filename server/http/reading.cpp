// Answers to what is only read: their tags, and what is kept of them.

#include "http/api.hpp"
#include "storage/change_watch.hpp"
#include "storage/wall.hpp"

#include <functional>

namespace beihui::http
{
namespace
{

constexpr std::size_t hash_digits = 16;

// What the page of a case says, without the hash of the trace. Nothing that a person typed can look like
// this name, since quotation marks inside texts are escaped.
std::size_t hash_of_case(std::string_view text)
{
    constexpr std::string_view name = "\"trace_hash\":\"";
    constexpr std::size_t many = 1'000'003;
    const std::hash<std::string_view> hash;
    std::size_t sum = 0;
    for (;;) {
        const std::size_t at = text.find(name);
        sum = sum * many + hash(text.substr(0, at));
        if (at == std::string_view::npos)
            return sum;
        const std::size_t end = text.find('"', at + name.size());
        text.remove_prefix(std::min(end, text.size()));
    }
}

// Tells apart what one address says over time. Not for what somebody may want to forge: the tag of a
// case has its version beside it.
std::string tag_of_page(std::string_view text, const std::int64_t* version)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::size_t hash = version ? hash_of_case(text) : std::hash<std::string_view>()(text);
    std::string shown(hash_digits, '0');
    for (std::size_t i = hash_digits; i > 0; --i, hash /= digits.size())
        shown[i - 1] = digits[hash % digits.size()];
    return "W/\"" + (version ? "v" + std::to_string(*version) + "-" : std::string()) + shown + "\"";
}

// What was read: the body and its tag.
using Read = KeptAnswers::Answer;

bool is_reading(const Request& request)
{
    return request.method == "GET" || request.method == "HEAD";
}

Response response_of(const Request& request, Read read)
{
    Response response;
    if (is_reading(request) && names_tag(request.header("if-none-match"), read.tag))
        response.status = 304;
    else
        response.body = std::move(read.body);
    if (!read.tag.empty())
        response.headers.emplace_back("ETag", std::move(read.tag));
    return response;
}

Read read_of(const Request& request, const json::object& found, const std::int64_t* version)
{
    Read read;
    std::string text = json::serialize(found);
    text.shrink_to_fit();  // it grew by doubling, and may be kept
    if (is_reading(request))
        read.tag = tag_of_page(text, version);
    read.body = std::make_shared<const std::string>(std::move(text));
    return read;
}

Ground ground_of(const Api& api, const Request& request)
{
    return {
        .actor = &actor_of(request),
        .target = request.target,
        .rules = api.context.rules(),
        .commits = storage::commits(),
        .snapshot = {},
        .now = api.context.clock.now(),
    };
}

}  // namespace

void read_for(
    const Api& api,
    const Request& request,
    const std::function<void(storage::ReadTxn&)>& look
)
{
    static const accounts::Actor nobody;
    const accounts::Actor& actor = request.visitor.has_value() ? actor_of(request) : nobody;
    const storage::Wall wall(accounts::scope_of(actor, accounts::Action::read_cases), actor.key);
    api.context.database.read(wall, look);
}

boost::asio::awaitable<Response> answer_read(
    const Api& api,
    const Request& request,
    std::function<Result<json::object>(storage::ReadTxn&)> look,
    const std::int64_t* version
)
{
    auto work = [&]() -> Result<Read> {
        Result<json::object> found = json::object();
        read_for(api, request, [&](storage::ReadTxn& txn) { found = look(txn); });
        if (!found)
            return found.error();
        return read_of(request, *found, version);
    };
    auto found = co_await acts::on_worker(api.context, work);
    if (!found)
        co_return problem(found.error(), request);
    co_return response_of(request, std::move(*found));
}

boost::asio::awaitable<Response> answer_page(
    const Api& api,
    const Request& request,
    std::function<Result<json::object>(storage::ReadTxn&)> look,
    const std::int64_t* version
)
{
    Ground ground = ground_of(api, request);
    const bool is_shared = api.context.database.is_postgresql();
    if (!is_shared)
        if (auto kept = api.kept->find(ground))
            co_return response_of(request, std::move(*kept));
    auto work = [&]() -> Result<Read> {
        Result<json::object> found = json::object();
        std::optional<Read> kept;
        read_for(api, request, [&](storage::ReadTxn& txn) {
            ground.snapshot = storage::snapshot_name(txn);
            if (is_shared)
                kept = api.kept->find(ground);
            if (!kept)
                found = look(txn);
        });
        if (kept)
            return std::move(*kept);
        if (!found)
            return found.error();
        Read read = read_of(request, *found, version);
        api.kept->keep(ground, read, changes_at(*found, ground.now));
        return read;
    };
    auto found = co_await acts::on_worker(api.context, work);
    if (!found)
        co_return problem(found.error(), request);
    co_return response_of(request, std::move(*found));
}

}  // namespace beihui::http
