#include "bench/bare_beast.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>

namespace beihui::bench
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;
using Made = beast::http::response<beast::http::span_body<const char>>;

std::string bytes_of(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The same status, fields and body, as Beast holds them.
Made made_of(const std::string& bytes, std::string_view& body)
{
    beast::http::response_parser<beast::http::string_body> parser;
    beast::error_code failure;
    parser.eager(true);
    parser.put(asio::buffer(bytes), failure);
    if (failure || !parser.is_done())
        fail("not a whole answer: " + failure.message());
    body = std::string_view(bytes).substr(bytes.find("\r\n\r\n") + 4);
    Made made;
    made.base() = parser.get().base();
    made.body() = beast::span<const char>(body.data(), body.size());
    return made;
}

asio::awaitable<void> serve(asio::ip::tcp::socket socket, const Made& answer)
{
    socket.set_option(asio::ip::tcp::no_delay(true));
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    try {
        for (;;) {
            beast::http::request<beast::http::string_body> request;
            co_await beast::http::async_read(stream, buffer, request, asio::use_awaitable);
            co_await beast::http::async_write(stream, answer, asio::use_awaitable);
        }
    } catch (const std::exception&) {
        co_return;  // the client has gone
    }
}

asio::awaitable<void> accept(
    asio::io_context& io,
    asio::ip::tcp::acceptor& acceptor,
    const Made& answer
)
{
    for (;;) {
        asio::ip::tcp::socket socket =
            co_await acceptor.async_accept(asio::make_strand(io), asio::use_awaitable);
        const auto executor = socket.get_executor();
        asio::co_spawn(executor, serve(std::move(socket), answer), asio::detached);
    }
}

std::filesystem::path written(const std::filesystem::path& folder, const Told& answer)
{
    static int files = 0;
    const auto path = folder / ("answer-" + std::to_string(++files));
    std::ofstream(path, std::ios::binary) << answer.head << answer.body;
    return path;
}

}  // namespace

int run_beast(const std::filesystem::path& answer)
{
    const std::string bytes = bytes_of(answer);
    std::string_view body;
    const Made made = made_of(bytes, body);
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
    asio::co_spawn(io, accept(io, acceptor, made), asio::detached);
    std::printf("%u\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    std::thread other([&] { io.run(); });
    io.run();
    other.join();
    return 0;
}

BareBeast::BareBeast(const std::filesystem::path& folder, const Told& answer)
    : process_({this_program().string(), "beast", written(folder, answer).string()})
{
    const auto line = process_.line(std::chrono::seconds(10));
    if (!line)
        fail("bare Beast did not start");
    port_ = static_cast<std::uint16_t>(std::stoi(*line));
    const Told told = ask(port_, get("/", ""));
    if (told.body != answer.body || told.head.size() != answer.head.size())
        fail("bare Beast answers other bytes than the server");
}

}  // namespace beihui::bench
