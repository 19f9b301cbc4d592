#pragma once

#include "base/confine.hpp"
#include "rules/pack.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>

namespace beihui::http
{

// How the tools of a pack are run over a draft that came with a request. A draft is code that nobody
// has signed: each run is this program again in a process of its own, confined, in a folder of its own.
struct DraftTools
{
    std::filesystem::path home;  // rules/calendars/ and workflows/ are taken from it
    std::filesystem::path program = "/proc/self/exe";
    std::filesystem::path within = {};  // where the folders are made; empty: the temporary folder
    Confinement most = {};
    std::chrono::milliseconds time{60'000};
    std::size_t most_output = std::size_t{16} << 20;
    int at_once = 2;
};

// The files of a draft in the body of a request, {path: base64}, sorted by path.
// Refuses: RP3078.
Result<rules::PackFiles> read_draft_files(const json::object& body);

}  // namespace beihui::http
