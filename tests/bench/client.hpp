#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace beihui::bench
{

// One keep-alive connection that sends a request and reads its answer. Loopback only.
class Client
{
public:
    explicit Client(std::uint16_t port);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    struct Answer
    {
        int status = 0;
        std::string head;
        std::string body;
    };
    // `request` is the whole request, head and body. Throws when the connection breaks.
    const Answer& send(std::string_view request);

private:
    void fill();

    int socket_;
    std::string buffer_;
    Answer answer_;
};

// A request with the headers that a browser of ours would send.
std::string get(std::string_view path, std::string_view cookie);
std::string post(
    std::string_view path,
    std::string_view cookie,
    std::string_view body,
    std::string_view key,
    std::string_view version
);

}  // namespace beihui::bench
