#pragma once

#include "bench/process.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace beihui::bench
{

struct ServerAsked
{
    std::filesystem::path data;
    std::string database;  // postgresql:…; empty: SQLite in `data`
    std::vector<std::string> environment;
};

// `beihui serve`, the program that people run, in a process of its own on the loopback.
class RealServer
{
public:
    explicit RealServer(const ServerAsked& asked);  // returns when it says that it serves

    std::uint16_t port() const { return port_; }
    Process& process() { return process_; }
    // Stops it as an administrator does; throws when it did not end well.
    void stop();

private:
    Process process_;
    std::uint16_t port_ = 0;
};

// Seconds from starting the program to its first whole answer to `request`.
double start_to_first_answer(const ServerAsked& asked, const std::string& request);

}  // namespace beihui::bench
