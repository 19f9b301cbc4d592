#pragma once

#include <string>

namespace beihui::xlsx
{

// A file in memory: the library writes to a path only.
class MemoryFile
{
public:
    MemoryFile();
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    bool good() const { return handle_ >= 0; }
    std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }
    std::string bytes() const;

private:
    int handle_;
};

}  // namespace beihui::xlsx
