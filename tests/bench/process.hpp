#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace beihui::bench
{

// Another program of this build, running beside this one. It ends with its owner, however that ends.
class Process
{
public:
    // `words` begins with the path of the program; `environment` is added to ours ("NAME=value").
    explicit Process(
        const std::vector<std::string>& words,
        const std::vector<std::string>& environment = {}
    );
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    // The next line of its standard output; none when it closed it or the time is up.
    std::optional<std::string> line(std::chrono::milliseconds longest);
    // SIGTERM, then waits; after 60 s SIGKILL. Returns its exit code, -1 when a signal ended it.
    int end();
    int wait();

    pid_t pid() const { return pid_; }
    double processor_seconds() const;  // of all its threads so far
    long resident_kb() const;
    long most_resident_kb() const;

private:
    pid_t pid_ = 0;
    int output_ = -1;
    int code_ = -1;
    std::string read_;
};

// This program, and what was built beside it: "beihui", "libbeihui_recorder.so".
std::filesystem::path this_program();
std::filesystem::path beside(const std::string& name);

// Processor seconds of this program.
double own_processor_seconds();

// Sixty words at most: throws what went wrong with what to do.
[[noreturn]] void fail(const std::string& what);

// For how many seconds one database of the long rows is filled: $BEIHUI_BENCH_FILL_SECONDS, or what is
// usual. What fitted into them is what is measured, and the row says so.
double filling_seconds(double usual);

// A folder for the data of one run, on a disk that keeps what it is given: $BEIHUI_BENCH_DIR or
// /var/tmp, never a file system in memory, where durability costs nothing.
class WorkFolder
{
public:
    WorkFolder();
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};
std::filesystem::path work_root();
std::string file_system_of(const std::filesystem::path& path);

}  // namespace beihui::bench
