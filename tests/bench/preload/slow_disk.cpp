// Loaded before the libraries of a program (LD_PRELOAD), it makes every fsync and fdatasync take
// $BEIHUI_SLOW_DISK_US microseconds more, as on a disk without a cache that survives a power cut.

#include <dlfcn.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace
{

void wait_for_disk()
{
    static const long microseconds = [] {
        const char* const given = std::getenv("BEIHUI_SLOW_DISK_US");
        return given ? std::atol(given) : 0;
    }();
    timespec left{microseconds / 1'000'000, microseconds % 1'000'000 * 1000};
    while (::nanosleep(&left, &left) != 0)
        ;
}

template <class Function>
Function real(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C"
{
    int fsync(int file)
    {
        static const auto really = real<int (*)(int)>("fsync");
        wait_for_disk();
        return really(file);
    }

    int fdatasync(int file)
    {
        static const auto really = real<int (*)(int)>("fdatasync");
        wait_for_disk();
        return really(file);
    }
}
