#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace beihui
{

// What a process may use that works on something nobody has signed.
struct Confinement
{
    std::uint64_t cpu_seconds = 60;
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;  // of address space
    std::uint64_t file_bytes = std::uint64_t{64} << 20;   // of any one file
    std::uint64_t open_files = 128;

    // As words of a command line, and back; none when they are not such words.
    std::vector<std::string> words() const;
    static constexpr int count_of_words = 4;
    static std::optional<Confinement> read(const char* const* words);
};

// The exit code of a confined process that needed more memory than it may use.
inline constexpr int out_of_memory = 71;

// Confines this process for the rest of its life: the limits above, no core file, no other program,
// no other process (threads are allowed), no socket, and it ends with the thread that started it.
// The first thing a process does: before a second thread runs and before it reads anything. Beyond
// the CPU time it ends by SIGXCPU, beyond the file size by SIGXFSZ, beyond the memory with the exit
// code above. Throws std::system_error when the kernel refuses.
//
// A build with a sanitizer maps terabytes and starts a process of its own at the end: there memory
// and processes stay as they are.
void confine(const Confinement& most);

}  // namespace beihui
