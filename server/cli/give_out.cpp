#include "cli/give_out.hpp"

#include "acts/access.hpp"
#include "acts/program.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"

#include <pwd.h>
#include <unistd.h>

#include <ostream>

namespace beihui::cli
{
namespace
{

// Who sits at the machine, as far as it knows.
std::string name_of_user()
{
    const passwd* const entry = ::getpwuid(::getuid());
    return entry ? entry->pw_name : std::to_string(::getuid());
}

}  // namespace

int give_out(
    const acts::Context& context,
    const Result<TakenOut>& taken,
    const std::filesystem::path& output,
    std::ostream& out,
    std::ostream& err
)
{
    if (!taken) {
        print_error(taken.error(), err);
        return refused;
    }
    json::object detail = taken->detail;
    detail["user"] = name_of_user();
    const auto noted = acts::note_access(
        context, acts::the_program(), "export", taken->subject, taken->org_path, std::move(detail),
        ""
    );
    if (!noted) {
        print_error(noted.error(), err);
        return refused;
    }
    if (output.empty()) {
        out << taken->bytes;
        return good;
    }
    if (const auto written = write_file(output, taken->bytes, 0644); !written) {
        print_error(written.error(), err);
        return refused;
    }
    return good;
}

}  // namespace beihui::cli
