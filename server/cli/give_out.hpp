#pragma once

#include "acts/context.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>

namespace beihui::cli
{

// What a command takes out of the database.
struct TakenOut
{
    std::string bytes;
    std::string subject;   // "organisations" or the id of a table
    std::string org_path;  // whose it is
    json::object detail;   // format, and the hash of what was given
};

// Writes it to the file `output`, or to `out` when that is empty, once the access log has a line of it, as
// for whoever downloads it (GET …/export). The line names the user of the operating system. What
// cannot be noted is not given out. Returns the exit code.
int give_out(
    const acts::Context& context,
    const Result<TakenOut>& taken,
    const std::filesystem::path& output,
    std::ostream& out,
    std::ostream& err
);

}  // namespace beihui::cli
