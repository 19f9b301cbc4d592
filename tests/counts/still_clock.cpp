// The clock of the thread that is counted. Under callgrind everything takes fifty times as long, and
// rules are stopped after a time; their states of Lua are seeded by the time too. So this thread sees a
// clock that goes one microsecond forward each time it is asked, from the same moment in every run. Other
// threads wait by the true one. The program's own functions come before those of the C library, also
// for the libraries that call them.

#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>

namespace
{

constexpr std::time_t begin = 1'778'378'400;  // 2026-05-10T10:00:00+08:00
const pid_t counted = getpid();               // the first thread has the number of the process
long asked = 0;

bool is_counted()
{
    return static_cast<pid_t>(syscall(SYS_gettid)) == counted;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* at) noexcept
{
    if (!is_counted())
        return static_cast<int>(syscall(SYS_clock_gettime, clock, at));
    constexpr long thousand = 1000;
    constexpr long million = 1'000'000;
    ++asked;
    at->tv_sec = begin + asked / million;
    at->tv_nsec = asked % million * thousand;
    return 0;
}

extern "C" std::time_t time(std::time_t* at) noexcept
{
    if (at != nullptr)
        *at = begin;
    return begin;
}
