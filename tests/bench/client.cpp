#include "bench/client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <stdexcept>

namespace beihui::bench
{
namespace
{

std::size_t body_size(std::string_view head)
{
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    std::size_t size = 0;
    if (at != std::string_view::npos)
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), size);
    return size;
}

}  // namespace

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
}

Client::~Client()
{
    ::close(socket_);
}

void Client::fill()
{
    char bytes[65536];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0)
        throw std::runtime_error("connection closed");
    buffer_.append(bytes, static_cast<std::size_t>(count));
}

const Client::Answer& Client::send(std::string_view request)
{
    while (!request.empty()) {
        const auto count = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (count <= 0)
            throw std::runtime_error("cannot send");
        request.remove_prefix(static_cast<std::size_t>(count));
    }
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        fill();
    end += 4;
    answer_.head = buffer_.substr(0, end);
    answer_.status = std::stoi(answer_.head.substr(9, 3));
    const std::size_t size = body_size(answer_.head);
    while (buffer_.size() < end + size)
        fill();
    answer_.body = buffer_.substr(end, size);
    buffer_.erase(0, end + size);
    return answer_;
}

}  // namespace beihui::bench
