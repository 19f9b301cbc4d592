#include "bench/bare_beast.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <thread>
#include <vector>

namespace beihui::bench
{
namespace
{

namespace asio = boost::asio;
namespace beast = boost::beast;

asio::awaitable<void> serve(asio::ip::tcp::socket socket, const std::string& body)
{
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    try {
        for (;;) {
            beast::http::request<beast::http::string_body> request;
            co_await beast::http::async_read(stream, buffer, request, asio::use_awaitable);
            beast::http::response<beast::http::string_body> response(beast::http::status::ok, 11);
            response.set(beast::http::field::content_type, "application/json");
            response.keep_alive(true);
            response.body() = body;
            response.prepare_payload();
            co_await beast::http::async_write(stream, response, asio::use_awaitable);
        }
    } catch (const std::exception&) {
        co_return;  // the client has gone
    }
}

}  // namespace

struct BareBeast::State
{
    explicit State(std::string answer)
        : body(std::move(answer)), acceptor(io, {asio::ip::make_address("127.0.0.1"), 0})
    {}

    asio::awaitable<void> accept()
    {
        for (;;) {
            asio::ip::tcp::socket socket =
                co_await acceptor.async_accept(asio::make_strand(io), asio::use_awaitable);
            const auto executor = socket.get_executor();
            asio::co_spawn(executor, serve(std::move(socket), body), asio::detached);
        }
    }

    std::string body;
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor;
    std::vector<std::thread> threads;
};

BareBeast::BareBeast(std::string body) : state_(std::make_unique<State>(std::move(body)))
{
    asio::co_spawn(state_->io, state_->accept(), asio::detached);
    for (int i = 0; i < 2; ++i)
        state_->threads.emplace_back([this] { state_->io.run(); });
}

BareBeast::~BareBeast()
{
    state_->io.stop();
    for (std::thread& thread : state_->threads)
        thread.join();
}

std::uint16_t BareBeast::port() const
{
    return state_->acceptor.local_endpoint().port();
}

}  // namespace beihui::bench
