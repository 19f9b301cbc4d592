#pragma once

#include "bench/load.hpp"
#include "bench/process.hpp"

#include <cstdint>
#include <filesystem>

namespace beihui::bench
{

// beihui_bench beast FILE: the least that Beast can do, on two I/O threads as the server has. It reads
// each request and answers the bytes of the file, head and body, without a copy. Prints its port.
int run_beast(const std::filesystem::path& answer);

// That program, answering what a server answered.
class BareBeast
{
public:
    BareBeast(const std::filesystem::path& folder, const Told& answer);

    std::uint16_t port() const { return port_; }
    Process& process() { return process_; }

private:
    Process process_;
    std::uint16_t port_ = 0;
};

}  // namespace beihui::bench
