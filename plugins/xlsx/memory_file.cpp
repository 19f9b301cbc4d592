#include "plugins/xlsx/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>

namespace beihui::xlsx
{

MemoryFile::MemoryFile() : handle_(memfd_create("table", MFD_CLOEXEC)) {}

MemoryFile::~MemoryFile()
{
    if (handle_ >= 0)
        close(handle_);
}

std::string MemoryFile::bytes() const
{
    std::string bytes;
    std::array<char, 16384> part{};
    for (off_t at = 0;; at = static_cast<off_t>(bytes.size())) {
        const ssize_t count = pread(handle_, part.data(), part.size(), at);
        if (count <= 0)
            return bytes;
        bytes.append(part.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace beihui::xlsx
