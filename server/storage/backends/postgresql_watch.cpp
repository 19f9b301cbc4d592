// Hears what pack_store.cpp tells with NOTIFY. SOCI has nothing for it, so this is libpq itself.

#include "storage/backends/postgresql_watch.hpp"

#include "base/log.hpp"
#include "base/text.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;
using Moment = std::chrono::steady_clock;

constexpr auto pause_between_tries = 1s;

class PostgresqlWatch final : public PackWatch
{
public:
    explicit PostgresqlWatch(std::string address)
        : address_(std::move(address)), ended_(::eventfd(0, EFD_CLOEXEC))
    {
        if (ended_ < 0)
            throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    PostgresqlWatch(const PostgresqlWatch&) = delete;
    PostgresqlWatch& operator=(const PostgresqlWatch&) = delete;
    ~PostgresqlWatch() override { ::close(ended_); }

    bool wait(std::chrono::milliseconds most) override;
    // Nobody takes the 1 out again: that is what ends the later ones.
    void end() override { ::eventfd_write(ended_, 1); }

private:
    bool listen();
    bool was_told();
    bool rest(Moment::time_point until);
    void give_up();

    const std::string address_;
    const int ended_;
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_{nullptr, PQfinish};
    Moment::time_point next_try_ = Moment::now();
    bool trouble_told_ = false;
};

bool PostgresqlWatch::wait(std::chrono::milliseconds most)
{
    const auto until = Moment::now() + most;
    do {
        if (connection_ ? was_told() : listen())
            return true;
    } while (rest(until));
    return false;
}

// Whether it has begun to listen. What was told before nobody heard: the caller has to look.
bool PostgresqlWatch::listen()
{
    if (Moment::now() < next_try_)
        return false;
    next_try_ = Moment::now() + pause_between_tries;
    connection_.reset(PQconnectdb(address_.c_str()));
    const std::unique_ptr<PGresult, decltype(&PQclear)> answer(
        PQexec(connection_.get(), "LISTEN beihui_packs"), PQclear
    );
    if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) {
        give_up();
        return false;
    }
    trouble_told_ = false;
    return true;
}

bool PostgresqlWatch::was_told()
{
    if (PQconsumeInput(connection_.get()) == 0 || PQstatus(connection_.get()) != CONNECTION_OK) {
        give_up();
        return false;
    }
    bool told = false;
    while (PGnotify* const notice = PQnotifies(connection_.get())) {
        PQfreemem(notice);
        told = true;
    }
    return told;
}

void PostgresqlWatch::give_up()
{
    if (!trouble_told_)
        log(LogLevel::warning, "packs",
            "the database cannot tell of published packs now; they are looked for from time to "
            "time",
            {{"what", one_line(PQerrorMessage(connection_.get()), 300)}});
    trouble_told_ = true;
    connection_.reset();
}

// Sleeps until the server sends something, a connection may be tried again, or `until`. Returns
// whether to go on.
bool PostgresqlWatch::rest(Moment::time_point until)
{
    const auto next = connection_ ? until : std::min(until, next_try_);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Moment::now());
    const auto wait_ms = std::clamp<std::chrono::milliseconds>(left, 0ms, 1h).count();
    pollfd sources[] = {
        {ended_, POLLIN, 0}, {connection_ ? PQsocket(connection_.get()) : -1, POLLIN, 0}
    };
    ::poll(sources, std::size(sources), static_cast<int>(wait_ms));
    return sources[0].revents == 0 && Moment::now() < until;
}

}  // namespace

std::unique_ptr<PackWatch> watch_postgresql(std::string address)
{
    return std::make_unique<PostgresqlWatch>(std::move(address));
}

}  // namespace beihui::storage
