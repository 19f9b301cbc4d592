#include "http/wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace beihui::http
{

namespace asio = boost::asio;

using boost::system::error_code;

Wire::Wire(asio::ip::tcp::socket socket, std::size_t buffer_bytes)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), buffer_(buffer_bytes)
{
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

asio::awaitable<std::size_t> Wire::read_some(Deadline deadline)
{
    if (begin_ > 0) {
        const auto first = buffer_.begin();
        std::copy(
            first + static_cast<std::ptrdiff_t>(begin_), first + static_cast<std::ptrdiff_t>(end_),
            first
        );
        end_ -= begin_;
        begin_ = 0;
    }
    arm(deadline);
    error_code failure;
    const auto room = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
    const std::size_t count =
        co_await socket_.async_read_some(room, asio::redirect_error(asio::use_awaitable, failure));
    disarm();
    end_ += count;
    co_return count;
}

asio::awaitable<bool> Wire::write_all(
    std::string_view head,
    std::string_view body,
    std::chrono::milliseconds patience
)
{
    while (!head.empty() || !body.empty()) {
        arm(std::chrono::steady_clock::now() + patience);
        const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(body)};
        error_code failure;
        const std::size_t count = co_await socket_.async_write_some(
            parts, asio::redirect_error(asio::use_awaitable, failure)
        );
        disarm();
        if (failure)
            co_return false;
        const std::size_t of_head = std::min(count, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(count - of_head);
    }
    co_return true;
}

asio::awaitable<void> Wire::linger(Deadline deadline, std::size_t most_bytes)
{
    error_code failure;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    std::size_t read = 0;
    while (!failure && read < most_bytes) {
        begin_ = end_ = 0;
        const std::size_t count = co_await read_some(deadline);
        if (count == 0)
            break;
        read += count;
    }
}

void Wire::watch(std::shared_ptr<std::atomic<bool>> gone)
{
    const auto look = [self = shared_from_this(), gone = std::move(gone)](error_code failure) {
        // Something to read, and no byte of it: the end. So is what closes the socket meanwhile. The
        // news of bytes that were read already may come this late too: then nothing has happened.
        char byte = 0;
        const auto seen =
            failure ? 0 : ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        const bool nothing = seen < 0 && (errno == EAGAIN || errno == EINTR);
        if (nothing && gone.use_count() > 1)
            self->watch(gone);
        else if (seen <= 0)
            *gone = true;
    };
    socket_.async_wait(asio::ip::tcp::socket::wait_read, look);
}

void Wire::cancel()
{
    error_code ignored;
    socket_.cancel(ignored);
}

void Wire::close()
{
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
}

// Cancels what the socket waits for when the deadline has passed. A timer that fires late finds a
// later deadline and leaves the next wait alone.
void Wire::arm(Deadline deadline)
{
    deadline_ = deadline;
    timed_out_ = false;
    timer_.expires_at(deadline);
    timer_.async_wait([self = shared_from_this()](error_code failure) {
        if (failure || std::chrono::steady_clock::now() < self->deadline_)
            return;
        self->timed_out_ = true;
        self->cancel();
    });
}

void Wire::disarm()
{
    deadline_ = Deadline::max();
    timer_.cancel();
}

}  // namespace beihui::http
