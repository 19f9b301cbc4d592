#include "http/session.hpp"

#include "base/bytes.hpp"
#include "http/body_stream.hpp"
#include "http/forwarded.hpp"
#include "http/head_scan.hpp"
#include "http/problem.hpp"
#include "http/wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <optional>

namespace beihui::http
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;

using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using Parser = beast::http::request_parser<beast::http::string_body>;

std::ptrdiff_t field_count(const Parser& parser)
{
    return std::distance(parser.get().begin(), parser.get().end());
}

// What became of reading a body.
enum class BodyEnd
{
    complete,
    malformed,
    too_large,
    too_slow,
    hung_up,
};

// The bytes of a body that may be passed over: it is here already, and its request was turned away for
// nothing but too much to do. 0: there is none, or the connection ends with it. Whoever comes back in a
// moment should not have to open a connection too, which costs more than the refusal.
std::size_t refused_body(const Response& refusal, const Head& head, std::size_t unread)
{
    const std::size_t size = head.chunked ? 0 : head.content_length.value_or(0);
    return refusal.status == 503 && size <= unread - head.size ? size : 0;
}

Response refuse_body(BodyEnd end, std::size_t limit, const Request& request)
{
    if (end == BodyEnd::too_slow)
        return problem(
            408, "body_too_slow", Words{"正文发送过慢", "The body took too long"}, request
        );
    if (end == BodyEnd::too_large)
        return problem(
            413, "body_too_large",
            Words{
                "正文超过上限 " + std::to_string(limit) + " 字节",
                "The body is larger than the limit of " + std::to_string(limit) + " bytes"
            },
            request
        );
    return problem(
        400, "bad_body_framing", Words{"正文分块不合规范", "The chunks of the body are malformed"},
        request
    );
}

class Connection final : public Session, public std::enable_shared_from_this<Connection>
{
public:
    Connection(asio::ip::tcp::socket socket, std::string peer, const Front& front)
        : wire_(std::make_shared<Wire>(std::move(socket), front.limits.head.bytes)),
          peer_(std::move(peer)),
          front_(front),
          limits_(front.limits)
    {}

    asio::awaitable<void> run() override;
    void finish() override;
    void abort() override;

private:
    // What the loop in run() does after one request.
    enum class Then
    {
        next_request,
        close,
        linger_and_close,  // bytes we have not read may be under way
    };

    asio::awaitable<void> read_head(bool first);  // into verdict_
    asio::awaitable<Then> serve(const Head& head, std::size_t number);
    asio::awaitable<Then> serve_body(
        const Head& head,
        Parser& parser,
        Request& request,
        const Router& router
    );
    asio::awaitable<BodyEnd> read_body(Parser& parser, bool chunked, std::size_t limit);
    asio::awaitable<Then> refuse_head(HeadRefusal refusal);
    asio::awaitable<Then> send(const Request& request, const Response& response, Then then);
    asio::awaitable<void> send_stream(BodyStream& stream);
    void log(const Request& request, const Response& response) const;

    const std::shared_ptr<Wire> wire_;
    HeadVerdict verdict_;  // on the last head; a member, since g++ 12 warns of it in a frame
    std::string peer_;
    const Front& front_;
    const Limits& limits_;
    bool idle_ = false;                    // waiting for the first byte of a request
    std::atomic<bool> finishing_ = false;  // no further request; the rest belongs to the strand
    bool keep_alive_ = true;               // what the client wants
    bool old_version_ = false;
};

asio::awaitable<void> Connection::run()
{
    Then then = Then::next_request;
    for (std::size_t number = 1; then == Then::next_request; ++number) {
        co_await read_head(number == 1);
        if (const auto* head = std::get_if<Head>(&verdict_))
            then = co_await serve(*head, number);
        else if (const auto* refusal = std::get_if<HeadRefusal>(&verdict_))
            then = co_await refuse_head(*refusal);
        else
            then = Then::close;  // they hung up, or never sent a byte: there is no one to tell
    }
    if (then == Then::linger_and_close)
        co_await wire_->linger(SteadyClock::now() + limits_.linger_time, limits_.linger_bytes);
    wire_->close();
}

void Connection::finish()
{
    finishing_ = true;
    asio::post(wire_->executor(), [self = shared_from_this()] {
        if (self->idle_)
            self->wire_->cancel();
    });
}

void Connection::abort()
{
    finishing_ = true;
    asio::post(wire_->executor(), [self = shared_from_this()] { self->wire_->close(); });
}

// The head's views point into the wire's buffer and hold until the next read.
asio::awaitable<void> Connection::read_head(bool first)
{
    auto deadline = SteadyClock::now() + (first ? limits_.head_time : limits_.idle_time);
    bool begun = false;
    verdict_ = NeedMore{};
    for (;;) {
        if (!wire_->unread().empty()) {
            verdict_ = scan_head(wire_->unread(), limits_.head);
            if (!std::holds_alternative<NeedMore>(verdict_))
                co_return;
            if (!begun)
                deadline = SteadyClock::now() + limits_.head_time;
            begun = true;
        }
        if (!begun && finishing_)
            co_return;
        idle_ = !begun;
        const std::size_t count = co_await wire_->read_some(deadline);
        idle_ = false;
        if (count > 0)
            continue;
        if (wire_->timed_out() && begun)
            verdict_ = HeadRefusal{
                408, "head_too_slow",
                Words{"请求头发送过慢", "The head of the request took too long"}
            };
        co_return;
    }
}

asio::awaitable<Connection::Then> Connection::refuse_head(HeadRefusal refusal)
{
    Request request;
    request.id = random_id();
    request.peer = peer_;
    request.started = SteadyClock::now();
    keep_alive_ = false;
    const Response response =
        problem(refusal.status, std::string(refusal.code), refusal.words, request);
    co_return co_await send(request, response, Then::linger_and_close);
}

asio::awaitable<Connection::Then> Connection::serve(const Head& head, std::size_t number)
{
    Request request = request_of(head, peer_, random_id());
    request.peer = client_of(peer_, request.header("x-forwarded-for"), front_.trusted_proxies);

    // Beast reads the same bytes: it decodes the body, and what it refuses is refused.
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.head.bytes + 1));
    parser.body_limit(boost::none);  // the route's limit is set when the route is known
    error_code failure;
    const std::size_t used = parser.put(asio::buffer(wire_->unread().data(), head.size), failure);
    if (failure || used != head.size || !parser.is_header_done()) {
        HeadRefusal refusal{
            400, "bad_field", Words{"请求头不合规范", "The head of the request is malformed"}
        };
        co_return co_await refuse_head(std::move(refusal));
    }
    old_version_ = head.minor_version == 0;
    keep_alive_ = parser.keep_alive() && number < limits_.requests_per_connection;

    const std::shared_ptr<const Router> other =
        front_.elsewhere ? front_.elsewhere(request) : nullptr;
    const Router& router = other ? *other : front_.router;
    const std::optional<Response> refusal = co_await router.admit(head, request);
    if (refusal) {
        const std::size_t passed_over = refused_body(*refusal, head, wire_->unread().size());
        const bool is_past = passed_over > 0 || !head.has_body();
        wire_->take(head.size + passed_over);
        keep_alive_ = keep_alive_ && is_past;
        co_return co_await send(
            request, *refusal, is_past ? Then::next_request : Then::linger_and_close
        );
    }
    co_return co_await serve_body(head, parser, request, router);
}

asio::awaitable<Connection::Then> Connection::serve_body(
    const Head& head,
    Parser& parser,
    Request& request,
    const Router& router
)
{
    const bool has_body = head.has_body();
    const bool chunked = head.chunked;
    const std::size_t limit = router.body_limit(request);
    const std::size_t most = chunked ? limit : std::min(limit, head.content_length.value_or(0));
    wire_->take(head.size);  // from here on the views in `head` are not used

    const std::optional<Load::Hold> hold = router.load().hold_body(has_body ? most : 0);
    if (!hold) {
        keep_alive_ = false;
        const Response refusal = problem(overloaded(), request);
        co_return co_await send(request, refusal, Then::linger_and_close);
    }
    if (has_body) {
        if (!request.header("expect").empty() && !old_version_ && wire_->unread().empty())
            if (!co_await wire_->write_all(
                    "HTTP/1.1 100 Continue\r\n\r\n", std::string_view(), limits_.write_time
                ))
                co_return Then::close;
        const BodyEnd end = co_await read_body(parser, chunked, limit);
        if (end == BodyEnd::hung_up)
            co_return Then::close;
        if (end != BodyEnd::complete) {
            keep_alive_ = false;
            const Response refusal = refuse_body(end, limit, request);
            co_return co_await send(request, refusal, Then::linger_and_close);
        }
        request.body = std::move(parser.get().body());
    }
    const bool watches = request.route != nullptr && request.route->watches_client;
    if (watches) {
        const auto gone = std::make_shared<std::atomic<bool>>(false);
        request.gone = gone;
        wire_->watch(gone);
    }
    const Response response = co_await router.answer(request);
    if (watches)
        wire_->cancel();
    co_return co_await send(request, response, Then::next_request);
}

asio::awaitable<BodyEnd> Connection::read_body(Parser& parser, bool chunked, std::size_t limit)
{
    parser.body_limit(limit);
    parser.eager(true);
    auto refuse_extensions = [](std::uint64_t, beast::string_view extensions, error_code& failure) {
        if (!extensions.empty())
            failure = beast::http::error::bad_chunk_extension;
    };
    parser.on_chunk_header(refuse_extensions);

    const auto begin = SteadyClock::now();
    const auto fields_of_head = field_count(parser);
    std::size_t received = wire_->unread().size();
    while (!parser.is_done()) {
        // Beast 1.81 asserts that five bytes are there once it has seen "0\r\n"; four are possible.
        const bool last_chunk_is_cut =
            chunked && wire_->unread().size() == 4 && wire_->unread().starts_with("0\r\n");
        if (!wire_->unread().empty() && !last_chunk_is_cut) {
            error_code failure;
            const std::size_t used = parser.put(asio::buffer(wire_->unread()), failure);
            wire_->take(used);
            if (failure == beast::http::error::body_limit)
                co_return BodyEnd::too_large;
            if (failure && failure != beast::http::error::need_more)
                co_return BodyEnd::malformed;
            if (parser.is_done())
                break;
            if (used > 0)
                continue;
            if (wire_->is_full())
                co_return BodyEnd::malformed;  // a chunk's line or the trailers, without an end
        }
        const auto by_rate =
            limits_.body_grace +
            std::chrono::milliseconds(1000 * received / limits_.body_bytes_per_second);
        const std::size_t count =
            co_await wire_->read_some(begin + std::min(limits_.body_time, by_rate));
        if (count == 0)
            co_return wire_->timed_out() ? BodyEnd::too_slow : BodyEnd::hung_up;
        received += count;
    }
    // Beast merges trailers into the fields of the head, where nobody expects them.
    co_return field_count(parser) == fields_of_head ? BodyEnd::complete : BodyEnd::malformed;
}

asio::awaitable<Connection::Then> Connection::send(
    const Request& request,
    const Response& response,
    Then then
)
{
    const bool keep_alive = keep_alive_ && !response.close && !response.stream && !finishing_;
    const HeadTerms terms{
        .keep_alive = keep_alive,
        .old_version = old_version_,
        .frame_ancestors = front_.frame_ancestors,
        .seconds_since_1970 = front_.clock.now().ms() / 1000,
    };
    const std::string head = head_text(response, terms);
    const bool bodiless =
        request.method == "HEAD" || response.status == 204 || response.status == 304;
    const bool sent = co_await wire_->write_all(
        head, bodiless ? std::string_view() : response.body_text(), limits_.write_time
    );
    log(request, response);
    if (!sent)
        co_return Then::close;
    if (response.stream && !bodiless) {
        co_await send_stream(*response.stream);
        co_return Then::close;
    }
    if (then == Then::next_request && !keep_alive)
        co_return Then::linger_and_close;
    co_return then;
}

asio::awaitable<void> Connection::send_stream(BodyStream& stream)
{
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    wire_->watch(gone);
    for (bool open = true; open && !*gone && !finishing_;) {
        const std::optional<std::string> text = co_await stream.next();
        if (!text)
            break;
        open = co_await wire_->write_all(*text, std::string_view(), limits_.write_time);
    }
    wire_->cancel();
}

void Connection::log(const Request& request, const Response& response) const
{
    if (!front_.access_log)
        return;
    const bool is_page = request.route == nullptr && !request.path.empty() && response.status < 400;
    Answered line;
    line.id = request.id;
    line.peer = request.peer;
    line.method = request.method;
    line.route = request.route != nullptr ? request.route->pattern : is_page ? "pages" : "";
    line.status = response.status;
    line.request_bytes = request.body.size();
    line.response_bytes = response.body_text().size();
    line.took =
        std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - request.started);
    front_.access_log(line);
}

}  // namespace

std::shared_ptr<Session> new_session(
    asio::ip::tcp::socket socket,
    std::string peer,
    const Front& front
)
{
    return std::make_shared<Connection>(std::move(socket), std::move(peer), front);
}

}  // namespace beihui::http
