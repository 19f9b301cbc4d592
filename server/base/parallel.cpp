#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace beihui
{

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work)
{
    KeptYaml* const kept = KeptYaml::in_use();
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr thrown;
    const auto take_turns = [&] {
        std::optional<KeptYaml::Use> use;
        if (kept)
            use.emplace(*kept);
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!thrown)
                    thrown = std::current_exception();
            }
        }
    };
    {
        const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
        std::vector<std::jthread> others;  // joined at the end of this block
        for (std::size_t i = 1; i < std::min(cores, count); ++i)
            others.emplace_back(take_turns);
        take_turns();
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

}  // namespace beihui
