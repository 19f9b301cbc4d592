#pragma once

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace beihui::http
{

// A body that goes on for as long as both sides want it. The connection asks for one piece after the
// other and ends with the stream; a client that takes no byte for too long is cut off. One at a time.
class BodyStream
{
public:
    virtual ~BodyStream() = default;

    // What to send next, empty when there is nothing new; none: it is over. Answers within a second,
    // so that a connection notices soon that the client, or the server, is about to go.
    virtual boost::asio::awaitable<std::optional<std::string>> next() = 0;
};

}  // namespace beihui::http
