#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace beihui
{

// The bytes of a regular file. Refuses: not_found "file_not_found"; invalid_input "file_too_large"
// when it has more than `most_bytes`; unavailable "file_not_readable" for anything else.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t most_bytes);

// Puts the bytes where `file` is: all of them or, even when the power fails, what was there before.
// `mode` are the permission bits of a new file; the folder must exist.
// Refuses: unavailable "file_not_written".
Result<void> write_file(
    const std::filesystem::path& file,
    std::string_view bytes,
    unsigned mode = 0600
);

// What is in a folder, sorted by the bytes of the names, whatever the locale.
// Refuses: not_found "folder_not_found"; invalid_input "folder_too_large" when it holds more than
// `most_names`; unavailable "folder_not_readable" for anything else.
Result<std::vector<std::filesystem::path>> list_folder(
    const std::filesystem::path& folder,
    std::size_t most_names = 10'000
);

}  // namespace beihui
