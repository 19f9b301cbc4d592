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

}  // namespace beihui::bench
