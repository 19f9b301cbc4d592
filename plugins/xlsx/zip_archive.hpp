#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace beihui::xlsx
{

// No part of a workbook that is read unpacks to more: an archive that would is a bomb, or too large.
inline constexpr std::size_t most_unpacked = std::size_t{128} * 1024 * 1024;

// The files of a zip archive in memory (APPNOTE 6.3: stored and deflated, without encryption, in one
// part). What it claims about sizes is not believed: unpacking ends at the limit.
class ZipArchive
{
public:
    // Refuses: invalid_input, "sheet_unreadable". `bytes` must outlive it.
    static Result<ZipArchive> open(std::string_view bytes);

    bool has(std::string_view name) const { return files_.contains(name); }
    // Refuses: invalid_input, "sheet_unreadable" (damaged, not there), "sheet_too_large".
    Result<std::string> unpack(std::string_view name) const;

private:
    struct File
    {
        std::uint16_t method = 0;
        std::uint32_t crc = 0;
        std::string_view packed;
    };

    std::map<std::string, File, std::less<>> files_;
};

}  // namespace beihui::xlsx
