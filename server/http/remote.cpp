#include "http/remote.hpp"

#include "base/bytes.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

namespace beihui::http
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;

using Sent = beast::http::request<beast::http::string_body>;
using Answered = beast::http::response<beast::http::string_body>;

constexpr std::uint64_t most_answer_bytes = 64 << 20;
constexpr std::chrono::seconds connect_time{10};
// Publication replays every past case of a pack before it answers.
constexpr std::chrono::minutes answer_time{30};

Error no_answer(std::string_view url, const std::string& why)
{
    return refuse(
        Refusal::unavailable, "no_answer", std::string(url) + " 没有应答：" + why,
        std::string(url) + " does not answer: " + why
    );
}

// A UUID made of random bits (RFC 9562, version 4).
std::string fresh_uuid()
{
    std::string digits = random_id();
    digits[12] = '4';
    digits[16] = 'a';
    return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
           digits.substr(16, 4) + "-" + digits.substr(20);
}

// The words of a problem document or of one of its errors, in both languages.
Words words_of(const json::value& told, std::string_view name)
{
    const json::value* const words = member(told, "words");
    const json::value* const both = words ? member(*words, name) : nullptr;
    if (!both)
        return {std::string(text_of(told, name)), {}};
    return {std::string(text_of(*both, "zh")), std::string(text_of(*both, "en"))};
}

Fault fault_of(const json::value& told)
{
    Fault fault;
    fault.where = text_of(told, "pointer");
    fault.code = text_of(told, "code");
    fault.detail = words_of(told, "detail");
    fault.way_out = words_of(told, "way_out");
    fault.clause = text_of(told, "clause");
    fault.clause_text.zh = text_of(told, "clause_text");
    return fault;
}

// The problem document of an answer as a refusal.
Error problem_of(const Answered& response)
{
    const auto body = read_json(response.body());
    const std::string status = std::to_string(response.result_int());
    if (!body || text_of(*body, "code").empty())
        return refuse(
            Refusal::unavailable, "no_answer", "服务器回答 " + status,
            "the server answered " + status
        );
    Error error;
    error.kind = response.result_int() == 503 ? Refusal::unavailable : Refusal::invalid_input;
    error.code = text_of(*body, "code");
    error.detail = words_of(*body, "detail");
    const json::value* const errors = member(*body, "errors");
    if (errors && errors->is_array())
        for (const json::value& one : errors->as_array())
            error.faults.push_back(fault_of(one));
    return error;
}

class Connection final : public Remote
{
public:
    Connection(std::string host, std::string port)
        : host_(std::move(host)), port_(std::move(port)), stream_(io_)
    {}

    // Asks with a token of a program from now on, and who that is.
    Result<void> use_token(std::string_view token)
    {
        token_ = token;
        auto opened = get("/api/v1/session");
        if (!opened)
            return opened.error();
        session_ = std::move(*opened);
        return {};
    }

    void connect()
    {
        asio::ip::tcp::resolver resolver(io_);
        stream_.expires_after(connect_time);
        ended(stream_.async_connect(resolver.resolve(host_, port_), asio::use_future));
    }

    Result<void> open(std::string_view login, std::string_view password)
    {
        auto opened = post("/api/v1/session", {{"login", login}, {"password", password}});
        if (!opened)
            return opened.error();
        session_ = std::move(*opened);
        return {};
    }

    const json::value& session() const override { return session_; }

    Result<json::value> get(std::string_view target) override
    {
        return exchange({beast::http::verb::get, {target.data(), target.size()}, 11});
    }

    Result<json::value> post(std::string_view target, const json::object& body) override
    {
        Sent request{beast::http::verb::post, {target.data(), target.size()}, 11};
        request.set(beast::http::field::content_type, "application/json");
        request.set("X-Beihui", "1");
        request.set("Idempotency-Key", fresh_uuid());
        request.body() = json::serialize(body);
        return exchange(std::move(request));
    }

private:
    Result<json::value> exchange(Sent request)
    {
        request.set(beast::http::field::host, host_ + ":" + port_);
        if (!cookie_.empty())
            request.set(beast::http::field::cookie, cookie_);
        if (!token_.empty())
            request.set(beast::http::field::authorization, "Bearer " + token_);
        request.prepare_payload();
        try {
            stream_.expires_after(answer_time);
            ended(beast::http::async_write(stream_, request, asio::use_future));
            beast::http::response_parser<beast::http::string_body> parser;
            parser.body_limit(most_answer_bytes);
            ended(beast::http::async_read(stream_, buffer_, parser, asio::use_future));
            const Answered response = parser.release();
            if (response.result_int() >= 400)
                return problem_of(response);
            const std::string_view cookie = response[beast::http::field::set_cookie];
            if (!cookie.empty())
                cookie_ = cookie.substr(0, cookie.find(';'));
            return read_json(response.body());
        } catch (const boost::system::system_error& trouble) {
            return no_answer(host_ + ":" + port_, trouble.code().message());
        }
    }

    // What the operation gave, once it ended or its time was over. Only asynchronous operations of
    // the stream keep its time.
    template <typename Value>
    Value ended(std::future<Value> operation)
    {
        io_.restart();
        io_.run();
        return operation.get();
    }

    std::string host_;
    std::string port_;
    asio::io_context io_;
    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::string cookie_;
    std::string token_;
    json::value session_;
};

Result<std::unique_ptr<Connection>> connect_to(std::string_view url)
{
    const auto read = boost::urls::parse_uri(url);
    if (!read || read->scheme() != "http" || read->host().empty() || !read->has_port())
        return refuse(
            Refusal::invalid_input, "bad_server", "--server 应写作 http://127.0.0.1:8080",
            "write --server http://127.0.0.1:8080"
        );
    auto remote = std::make_unique<Connection>(read->host(), std::string(read->port()));
    try {
        remote->connect();
    } catch (const boost::system::system_error& trouble) {
        return no_answer(url, trouble.code().message());
    }
    return remote;
}

}  // namespace

Result<std::unique_ptr<Remote>> Remote::sign_in(
    std::string_view url,
    std::string_view login,
    std::string_view password
)
{
    auto remote = connect_to(url);
    if (!remote)
        return remote.error();
    if (const auto opened = (*remote)->open(login, password); !opened)
        return opened.error();
    return std::unique_ptr<Remote>(std::move(*remote));
}

Result<std::unique_ptr<Remote>> Remote::with_token(std::string_view url, std::string_view token)
{
    auto remote = connect_to(url);
    if (!remote)
        return remote.error();
    if (const auto known = (*remote)->use_token(token); !known)
        return known.error();
    return std::unique_ptr<Remote>(std::move(*remote));
}

}  // namespace beihui::http
