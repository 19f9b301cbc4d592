#pragma once

#include "cli/installation.hpp"

#include <chrono>
#include <condition_variable>
#include <iosfwd>
#include <mutex>
#include <string>
#include <thread>

namespace beihui::cli
{

// What `serve --dev` does besides: it looks at the files of rules/ twice a second and, once they have
// changed and lie still, reads all packs in a fresh state. Without a fault these are the rules from
// then on, swapped at once; with one, the faults are printed on `err` and everything stays as it was.
// Requests under way end by the rules they began with.
class Watching
{
public:
    Watching(
        Installation& installation,
        std::ostream& err,
        std::chrono::milliseconds pause = std::chrono::milliseconds(500)
    );
    ~Watching();
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;

private:
    void run();
    void look();
    void read_again();

    Installation& installation_;
    std::ostream& err_;
    const std::chrono::milliseconds pause_;
    std::string seen_;  // what the last look found
    std::string read_;  // what was there when the packs were read last
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace beihui::cli
