#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// beihui bench [short|long|row ID…] …: becomes the benchmark program that stands beside `program`, with
// these words. Returns only when it cannot: it is built with BEIHUI_BENCH=ON and not installed.
int run_benchmark(
    const std::filesystem::path& program,
    const std::vector<std::string>& words,
    std::ostream& err
);

void add_bench_command(CLI::App& app, int& code);

}  // namespace beihui::cli
