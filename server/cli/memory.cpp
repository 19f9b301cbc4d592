#include "cli/memory.hpp"

#include <malloc.h>

#include <cstddef>

// jemalloc's, when the program is linked with it; null in a build with sanitizers.
extern "C" [[gnu::weak]] int mallctl(
    const char* name,
    void* old_value,
    std::size_t* old_size,
    void* new_value,
    std::size_t new_size
);

namespace beihui::cli
{

void give_back_memory()
{
    if (!mallctl) {
        ::malloc_trim(0);
        return;
    }
    mallctl("thread.tcache.flush", nullptr, nullptr, nullptr, 0);
    // 4096 is MALLCTL_ARENAS_ALL: the arenas of every thread.
    mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0);
}

}  // namespace beihui::cli
