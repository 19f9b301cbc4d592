#include "http/child.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>
#include <system_error>
#include <utility>

namespace beihui::http
{
namespace
{

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds between_looks{50};

void check(int failed, const char* what)
{
    if (failed != 0)
        throw std::system_error(failed, std::generic_category(), what);
}

// A file descriptor that is closed with its owner. All of ours are closed in any other program.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor()
    {
        if (number_ >= 0)
            close(number_);
    }

    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_ = -1;
};

struct Pipe
{
    Descriptor read;
    Descriptor write;

    Pipe()
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            check(errno, "pipe2");
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
};

// The pointers that exec wants; they last as long as the texts.
std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (std::string& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

// posix_spawn starts it without a copy of our memory and without running any code of ours between
// fork and exec, so that a lock held by another thread cannot be left locked in the child. Sockets
// that Asio opened are not closed on exec: closefrom does it.
class Start
{
public:
    Start()
    {
        check(posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
        check(posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
    }
    ~Start()
    {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    Start(const Start&) = delete;
    Start& operator=(const Start&) = delete;

    pid_t run(ChildAsked& asked, int out, int err)
    {
        constexpr int first_other = 3;
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        check(posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0), "addopen");
        check(posix_spawn_file_actions_adddup2(&actions_, out, 1), "adddup2");
        check(posix_spawn_file_actions_adddup2(&actions_, err, 2), "adddup2");
        check(posix_spawn_file_actions_addclosefrom_np(&actions_, first_other), "addclosefrom_np");
        check(posix_spawn_file_actions_addchdir_np(&actions_, asked.folder.c_str()), "addchdir_np");
        check(posix_spawnattr_setsigmask(&attributes_, &none), "setsigmask");
        check(posix_spawnattr_setsigdefault(&attributes_, &all), "setsigdefault");
        constexpr short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        check(posix_spawnattr_setflags(&attributes_, flags), "setflags");
        asked.arguments.insert(asked.arguments.begin(), asked.program.string());
        const std::vector<char*> arguments = pointers(asked.arguments);
        const std::vector<char*> environment = pointers(asked.environment);
        pid_t child = 0;
        check(
            posix_spawn(
                &child, asked.program.c_str(), &actions_, &attributes_, arguments.data(),
                environment.data()
            ),
            asked.program.c_str()
        );
        return child;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

// A child that runs, what it wrote so far, and whoever waits for its end. All functions run on the
// strand; the operations under way keep it alive. When the server ends first, so does the child.
class Running : public std::enable_shared_from_this<Running>
{
public:
    Running(const asio::any_io_executor& executor, ChildAsked asked)
        : asked_(std::move(asked)), out_(executor), err_(executor), end_(executor), timer_(executor)
    {}
    ~Running()
    {
        if (child_ > 0)
            reap();
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void start()
    {
        Pipe out;
        Pipe err;
        child_ = Start().run(asked_, out.write.number(), err.write.number());
        // Names this child and no later one with the same number.
        const long handle = syscall(SYS_pidfd_open, child_, 0);
        if (handle < 0)
            check(errno, "pidfd_open");
        end_.assign(static_cast<int>(handle));
        out_.assign(out.read.release());
        err_.assign(err.read.release());
        deadline_ = std::chrono::steady_clock::now() + asked_.time;
    }

    // Once, after start().
    void wait(std::function<void(ChildEnd)> done)
    {
        done_ = std::move(done);
        read(out_, ended_.out, out_buffer_);
        read(err_, ended_.err, err_buffer_);
        end_.async_wait(
            asio::posix::stream_descriptor::wait_read,
            [self = shared_from_this()](error_code) {
                self->reap();
                self->one_less();
            }
        );
        look();
    }

private:
    using Buffer = std::array<char, 16384>;

    void read(asio::posix::stream_descriptor& from, std::string& to, Buffer& buffer)
    {
        from.async_read_some(
            asio::buffer(buffer),
            [self = shared_from_this(), &from, &to, &buffer](error_code failed, std::size_t count) {
                to.append(buffer.data(), count);
                if (to.size() > self->asked_.most_output)
                    self->stop(ChildEnd::too_much);
                if (failed || to.size() > self->asked_.most_output)
                    self->one_less();
                else
                    self->read(from, to, buffer);
            }
        );
    }

    void look()
    {
        if (asked_.gone && *asked_.gone)
            stop(ChildEnd::left);
        else if (std::chrono::steady_clock::now() > deadline_)
            stop(ChildEnd::too_long);
        timer_.expires_after(between_looks);
        timer_.async_wait([self = shared_from_this()](error_code cancelled) {
            if (!cancelled && self->open_ > 0)
                self->look();
        });
    }

    // Its session is its own, and so is the group that is ended with it.
    void stop(ChildEnd::How why)
    {
        if (ended_.how == ChildEnd::exited)
            ended_.how = why;
        if (child_ > 0)
            kill(-child_, SIGKILL);
    }

    // Not before this is the child's number free for another.
    void reap()
    {
        kill(-child_, SIGKILL);
        siginfo_t info{};
        while (waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED) != 0 && errno == EINTR)
            ;
        child_ = 0;
        if (ended_.how != ChildEnd::exited)
            return;
        ended_.how = info.si_code == CLD_EXITED ? ChildEnd::exited : ChildEnd::signalled;
        ended_.code = info.si_status;
    }

    void one_less()
    {
        if (--open_ > 0)
            return;
        timer_.cancel();
        done_(std::move(ended_));
    }

    ChildAsked asked_;
    asio::posix::stream_descriptor out_;
    asio::posix::stream_descriptor err_;
    asio::posix::stream_descriptor end_;
    asio::steady_timer timer_;
    std::chrono::steady_clock::time_point deadline_;
    std::function<void(ChildEnd)> done_;
    ChildEnd ended_;
    Buffer out_buffer_{};
    Buffer err_buffer_{};
    int open_ = 3;  // what is still to come: its end, and that of both its outputs
    pid_t child_ = 0;
};

}  // namespace

asio::awaitable<ChildEnd> run_child(ChildAsked asked)
{
    const auto executor = co_await asio::this_coro::executor;
    auto running = std::make_shared<Running>(executor, std::move(asked));
    running->start();
    auto wait = [&running](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        // Only what the kernel is asked for keeps it: it holds the handler, which holds this frame.
        const auto mine = std::move(running);
        mine->wait([shared](ChildEnd end) { std::move (*shared)(std::move(end)); });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(ChildEnd)>(
        wait, asio::use_awaitable
    );
}

}  // namespace beihui::http
