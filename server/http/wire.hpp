#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace beihui::http
{

// A socket with one buffer for what was received and a deadline for every wait. All functions run
// on the socket's executor, one wait at a time. (beast::tcp_stream has deadlines too, but closes
// the socket when one passes; we still want to say why.)
class Wire : public std::enable_shared_from_this<Wire>
{
public:
    using Deadline = std::chrono::steady_clock::time_point;

    Wire(boost::asio::ip::tcp::socket socket, std::size_t buffer_bytes);

    // What was received and not taken yet. Views into it hold until the next read.
    std::string_view unread() const { return {buffer_.data() + begin_, end_ - begin_}; }
    void take(std::size_t bytes) { begin_ += bytes; }
    bool is_full() const { return end_ - begin_ == buffer_.size(); }

    // Reads what there is, at least one byte. 0: they hung up, cancel() was called, or the deadline
    // passed, which timed_out() then says. The buffer must not be full.
    boost::asio::awaitable<std::size_t> read_some(Deadline deadline);
    bool timed_out() const { return timed_out_; }

    // Writes both; false when they hung up or took no byte for as long as `patience`.
    boost::asio::awaitable<bool> write_all(
        std::string_view head,
        std::string_view body,
        std::chrono::milliseconds patience
    );

    // Until the next cancel(): says in `gone` that they hung up. Reads nothing, so that a request
    // which comes meanwhile waits for its turn.
    void watch(std::shared_ptr<std::atomic<bool>> gone);

    // Ends our side and reads a little on. Closing a socket that holds unread bytes resets the
    // connection, and the reset may overtake our last answer.
    boost::asio::awaitable<void> linger(Deadline deadline, std::size_t most_bytes);

    boost::asio::ip::tcp::socket::executor_type executor() { return socket_.get_executor(); }
    void cancel();  // ends the wait under way
    void close();

private:
    void arm(Deadline deadline);
    void disarm();

    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    Deadline deadline_ = Deadline::max();
    bool timed_out_ = false;
    std::vector<char> buffer_;  // unread bytes lie from begin_ to end_
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace beihui::http
