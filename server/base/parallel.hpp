#pragma once

#include "base/kept_yaml.hpp"

#include <cstddef>
#include <functional>
#include <future>
#include <optional>

namespace beihui
{

// Does work(0) … work(count - 1), each once and in no order, on the calling thread and on as many more
// as the machine has cores for; returns when all of it is done. The first exception comes through. The
// other threads read YAML as the calling one does (KeptYaml::Use).
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

// Begins `work` on another thread, which reads YAML as the calling one does; get() gives its answer.
// What it refers to must outlive the future, whose end waits for it.
template <class Work>
auto beside(Work work) -> std::future<decltype(work())>
{
    return std::async(std::launch::async, [kept = KeptYaml::in_use(), work = std::move(work)] {
        std::optional<KeptYaml::Use> use;
        if (kept)
            use.emplace(*kept);
        return work();
    });
}

}  // namespace beihui
