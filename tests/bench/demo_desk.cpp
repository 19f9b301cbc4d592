#include "bench/demo_desk.hpp"

#include "base/bytes.hpp"
#include "cli/commands.hpp"

#include <sys/resource.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace beihui::bench
{
namespace
{

double wall_seconds()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

double processor_seconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

DemoDesk::DemoDesk()
    : folder_(std::filesystem::temp_directory_path() / ("beihui-year-" + random_id())),
      clock_(Instant::parse("2026-11-15T09:00:00+08:00").value())
{
    cli::Places places;
    places.home = BEIHUI_SOURCE_DIR;
    places.data = folder_;
    installation_ = cli::Installation::open(places, clock_).value();
    std::ostringstream printed;
    if (const auto filled = cli::fill_demo(*installation_, 158, printed); !filled)
        throw std::runtime_error(filled.error().detail.en);
}

DemoDesk::~DemoDesk()
{
    installation_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

double DemoDesk::database_mb() const
{
    return static_cast<double>(std::filesystem::file_size(folder_ / "beihui.db")) / 1e6;
}

std::filesystem::path DemoDesk::draft(const std::string& from, const std::string& to) const
{
    const std::filesystem::path home = BEIHUI_SOURCE_DIR;
    const auto draft = folder_ / "drafts" / "2026-youqi";
    std::filesystem::create_directories(folder_ / "drafts");
    std::filesystem::copy(
        home / "rules" / "2026-youqi", draft, std::filesystem::copy_options::recursive
    );
    std::ifstream in(draft / "params.yaml", std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto at = text.find(from);
    if (at == std::string::npos)
        throw std::runtime_error("the pack has no threshold to change");
    text.replace(at, from.size(), to);
    std::ofstream(draft / "params.yaml", std::ios::binary) << text;
    return draft;
}

Took::Took() : wall_(wall_seconds()), processor_(processor_seconds()) {}

double Took::seconds() const
{
    return wall_seconds() - wall_;
}

double Took::processor() const
{
    return processor_seconds() - processor_;
}

long most_memory_mb()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss / 1024;
}

}  // namespace beihui::bench
