#include "bench/load.hpp"

#include "bench/process.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <deque>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

// As many as one address may hold open at a time is a limit of the server's; more come from others.
constexpr std::size_t connections_of_one_address = 200;

double seconds_between(Steady::time_point from, Steady::time_point to)
{
    return std::chrono::duration<double>(to - from).count();
}

double processor_of_thread()
{
    rusage used{};
    ::getrusage(RUSAGE_THREAD, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

int connected(std::uint16_t port, std::size_t number)
{
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr =
        htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number / connections_of_one_address));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (number >= connections_of_one_address)
        (void)::bind(made, reinterpret_cast<const sockaddr*>(&own), sizeof own);
    if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("cannot connect to port " + std::to_string(port) + ": " + std::strerror(errno));
    return made;
}

// The end of the head and the size of the body, once the head is whole.
bool measure_answer(std::string_view bytes, std::size_t& head, std::size_t& body)
{
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return false;
    head = end + 4;
    body = 0;
    const Answer answer{0, bytes.substr(0, head), {}};
    const std::string_view size = answer.field("Content-Length");
    std::from_chars(size.data(), size.data() + size.size(), body);
    return true;
}

Answer answer_in(std::string_view bytes, std::size_t head, std::size_t body)
{
    Answer answer{0, bytes.substr(0, head), bytes.substr(head, body)};
    if (head > 12)
        std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status);
    return answer;
}

struct Line
{
    int socket = -1;
    bool asking = false;
    bool ended = false;
    bool tried_again = false;
    Steady::time_point due;
    Steady::time_point not_before;
    std::string request;
    std::string read;
};

class Load
{
public:
    Load(const LoadAsked& asked, Requests& requests)
        : asked_(asked), requests_(requests), lines_(asked.connections), poll_(::epoll_create1(0))
    {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            open(i);
            free_.push_back(i);
        }
    }
    ~Load()
    {
        for (const Line& line : lines_)
            if (line.socket >= 0)
                ::close(line.socket);
        ::close(poll_);
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    LoadFound run();

private:
    void open(std::size_t i);
    void start_due(Steady::time_point now);
    void start(std::size_t i, Steady::time_point due);
    void send(std::size_t i);
    void readable(std::size_t i);
    void broke(std::size_t i, const char* why);
    void done(std::size_t i, const Answer& answer);
    void wait(Steady::time_point now);
    void watch(Steady::time_point now);
    bool counts(Steady::time_point due) const { return due >= begin_ && due < end_; }

    const LoadAsked& asked_;
    Requests& requests_;
    std::vector<Line> lines_;
    std::deque<std::size_t> free_;
    int poll_;
    std::size_t busy_ = 0;
    std::size_t ended_ = 0;
    std::uint64_t sent_ = 0;
    Steady::time_point first_;
    Steady::time_point begin_;
    Steady::time_point end_;
    Steady::time_point last_;
    Steady::time_point watched_;
    LoadFound found_;
};

void Load::open(std::size_t i)
{
    Line& line = lines_[i];
    if (line.socket >= 0)
        ::close(line.socket);
    line.socket = connected(asked_.port, i);
    line.read.clear();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, line.socket, &event);
}

void Load::send(std::size_t i)
{
    Line& line = lines_[i];
    std::string_view rest = line.request;
    while (!rest.empty()) {
        const ssize_t count = ::send(line.socket, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return;  // what is wrong is seen when the answer is read
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

void Load::start(std::size_t i, Steady::time_point due)
{
    Line& line = lines_[i];
    if (!requests_.next(i, line.request)) {
        line.ended = true;
        ++ended_;
        return;
    }
    line.due = due;
    line.asking = true;
    line.tried_again = false;
    ++busy_;
    ++sent_;
    send(i);
}

void Load::start_due(Steady::time_point now)
{
    for (std::size_t left = free_.size(); left > 0 && !free_.empty(); --left) {
        auto due = now;
        if (asked_.per_second > 0) {
            due = first_ +
                  std::chrono::duration_cast<Steady::duration>(
                      std::chrono::duration<double>(static_cast<double>(sent_) / asked_.per_second)
                  );
            if (due > now)
                return;
        }
        const std::size_t i = free_.front();
        free_.pop_front();
        if (lines_[i].not_before > now)
            free_.push_back(i);
        else
            start(i, due);
    }
}

void Load::broke(std::size_t i, const char* why)
{
    Line& line = lines_[i];
    const bool was_asking = line.asking;
    const bool is_whole = line.read.empty();
    open(i);
    ++found_.reconnects;
    if (!was_asking)
        return;
    // A server may close a kept connection just as a request sets out: then nothing of it was read,
    // and it goes once more, as browsers do. Requests that write carry a key for that.
    if (is_whole && !line.tried_again) {
        line.tried_again = true;
        send(i);
        return;
    }
    line.asking = false;
    --busy_;
    found_.tally.broke();
    if (found_.first_errors.size() < 5)
        found_.first_errors.emplace_back(why);
    free_.push_back(i);
}

void Load::done(std::size_t i, const Answer& answer)
{
    Line& line = lines_[i];
    const auto now = Steady::now();
    const bool has_retry_after = !answer.field("Retry-After").empty();
    const bool shed = asked_.may_shed && answer.status == 503 && has_retry_after;
    const bool expected = requests_.take(i, answer);
    ++found_.answers;
    if (counts(line.due)) {
        found_.tally.take(answer.status, expected, has_retry_after, asked_.may_shed);
        const auto took = static_cast<float>(seconds_between(line.due, now) * 1000);
        if (shed)
            found_.shed_ms.push_back(took);
        else if (expected)
            found_.times_ms.push_back(took);
        last_ = now;
    } else if (!expected && !shed) {
        found_.tally.broke();  // an error is an error while warming up too
    }
    if (!expected && !shed && found_.first_errors.size() < 5)
        found_.first_errors.push_back(
            std::to_string(answer.status) + " " + std::string(answer.body.substr(0, 300))
        );
    if (shed)
        line.not_before = now + std::chrono::duration_cast<Steady::duration>(
                                    std::chrono::duration<double>(asked_.retry_pause)
                                );
    line.asking = false;
    --busy_;
    free_.push_back(i);
}

void Load::readable(std::size_t i)
{
    Line& line = lines_[i];
    char bytes[65536];
    const ssize_t count = ::recv(line.socket, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0)
        return broke(i, "the connection was closed in the middle of an answer");
    found_.bytes += static_cast<std::uint64_t>(count);
    line.read.append(bytes, static_cast<std::size_t>(count));
    std::size_t head = 0;
    std::size_t body = 0;
    if (!measure_answer(line.read, head, body) || line.read.size() < head + body)
        return;
    const Answer answer = answer_in(line.read, head, body);
    const bool closes = answer.field("Connection") == "close";
    if (line.asking)
        done(i, answer);
    line.read.erase(0, head + body);
    if (closes) {
        ++found_.reconnects;
        open(i);
    }
}

void Load::wait(Steady::time_point now)
{
    timespec longest{0, 20'000'000};
    if (asked_.per_second > 0 && !free_.empty()) {
        const double due = static_cast<double>(sent_) / asked_.per_second;
        const double left = std::clamp(due - seconds_between(first_, now), 0.0, 0.02);
        longest.tv_nsec = static_cast<long>(left * 1e9);
    }
    epoll_event events[256];
    const int count = ::epoll_pwait2(poll_, events, std::size(events), &longest, nullptr);
    for (int i = 0; i < count; ++i)
        readable(events[i].data.u64);
}

void Load::watch(Steady::time_point now)
{
    if (!asked_.at_second || seconds_between(watched_, now) < 0.1)
        return;
    watched_ = now;
    asked_.at_second(seconds_between(begin_, now));
}

LoadFound Load::run()
{
    const double processor = processor_of_thread();
    const auto as_time = [](double seconds) {
        return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
    };
    first_ = Steady::now();
    begin_ = asked_.seconds > 0 ? first_ + as_time(asked_.warm_up) : first_;
    end_ = asked_.seconds > 0 ? begin_ + as_time(asked_.seconds) : Steady::time_point::max();
    last_ = begin_;
    for (auto now = first_; now < end_ && ended_ < lines_.size(); now = Steady::now()) {
        start_due(now);
        if (busy_ > 0 || ended_ < lines_.size())
            wait(now);
        watch(now);
    }
    const auto gives_up = Steady::now() + std::chrono::seconds(30);
    while (busy_ > 0 && Steady::now() < gives_up)
        wait(Steady::now());
    for (std::size_t i = 0; i < busy_; ++i)
        found_.tally.broke();  // never answered
    // What was due before the end was answered a little after it: the time it took counts too.
    found_.seconds = seconds_between(begin_, asked_.seconds > 0 ? std::max(end_, last_) : last_);
    found_.client_processor = processor_of_thread() - processor;
    return std::move(found_);
}

}  // namespace

std::string_view Answer::field(std::string_view name) const
{
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size();
         at = head.find("\r\n", at + 2)) {
        const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        if (line.size() > name.size() + 1 && line.starts_with(name) && line[name.size()] == ':')
            return line.substr(name.size() + 2);
    }
    return {};
}

LoadFound run_load(const LoadAsked& asked, Requests& requests)
{
    return Load(asked, requests).run();
}

Told ask(std::uint16_t port, const std::string& request)
{
    const int line = connected(port, 0);
    const timeval longest{60, 0};
    ::setsockopt(line, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    std::string read;
    if (::send(line, request.data(), request.size(), MSG_NOSIGNAL) != std::ssize(request))
        fail("cannot send a request");
    std::size_t head = 0;
    std::size_t body = 0;
    while (!measure_answer(read, head, body) || read.size() < head + body) {
        char bytes[65536];
        const ssize_t count = ::recv(line, bytes, sizeof bytes, 0);
        if (count <= 0) {
            ::close(line);
            fail("no whole answer to " + request.substr(0, request.find('\r')));
        }
        read.append(bytes, static_cast<std::size_t>(count));
    }
    ::close(line);
    const Answer answer = answer_in(read, head, body);
    return {answer.status, std::string(answer.head), std::string(answer.body)};
}

}  // namespace beihui::bench
