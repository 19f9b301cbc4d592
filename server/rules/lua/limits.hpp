#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace beihui::rules::lua
{

// What one interpreter may use. A limit that is passed ends the call and the interpreter with it.
struct Limits
{
    std::size_t memory_bytes = 0;           // of the whole interpreter, its first allocation too
    std::int64_t instructions = 0;          // of one call; new memory is charged at 64 bytes each
    std::int64_t load_instructions = 0;     // of loading one file
    std::int64_t fuel = 0;                  // cost of the host functions that one call uses
    std::chrono::milliseconds wall{};       // of one call
    std::chrono::milliseconds load_wall{};  // of loading one file
    std::size_t string_bytes = 0;           // longest string a pack may make
    int call_depth = 0;                     // functions within functions, looked at with each step
    std::size_t output_items = 0;           // for the owner: what one call may put out

    // A rule that answers an act.
    static constexpr Limits standard()
    {
        using namespace std::chrono_literals;
        return {8 << 20, 200'000, 2'000'000, 10'000, 50ms, 500ms, 64 << 10, 100, 100};
    }

    // A rule that looks at many rows, such as an annex table.
    static constexpr Limits report()
    {
        using namespace std::chrono_literals;
        return {32 << 20, 2'000'000, 2'000'000, 200'000, 500ms, 500ms, 1 << 20, 100, 5'000};
    }

    // The pack's own tests, which policy staff run at a desk.
    static constexpr Limits test_runner()
    {
        using namespace std::chrono_literals;
        return {64 << 20, 2'000'000, 2'000'000, 200'000, 2'000ms, 500ms, 1 << 20, 100, 5'000};
    }
};

// Instructions between two looks at the limits; 1 once a limit was passed.
constexpr int hook_step = 1'000;
// Set aside from the memory limit, for naming the error once the limit is reached.
constexpr std::size_t memory_reserve_bytes = 64 << 10;

// Source text of packs.
constexpr std::size_t source_bytes_of_a_file = 64 << 10;
constexpr std::size_t source_bytes_of_a_pack = 512 << 10;
constexpr std::size_t files_of_a_pack = 64;

// Values that leave a pack.
constexpr int result_depth = 16;
constexpr std::size_t result_values = 10'000;
constexpr std::size_t result_string_bytes = 64 << 10;

}  // namespace beihui::rules::lua
