#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace beihui::bench
{

struct RunAsked
{
    bool is_long = false;
    std::vector<std::string> rows;  // empty: all of this kind
    int rounds = 5;
    double seconds = 1.2;  // of one measurement
    std::filesystem::path out = "build/bench";
};

// Measures rows, writes bench.json, bench.md and machine.json, and returns the exit code: 0 when
// every row was measured without errors, whether or not its goal is met.
int run_rows(const RunAsked& asked);

}  // namespace beihui::bench
