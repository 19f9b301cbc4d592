// Row 9: from starting the program to its first answer, with 100,000 cases.

#include "bench/workshop.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace beihui::bench
{
namespace
{

// What the kernel keeps of the file goes, as after a start of the machine.
void forget_file(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

}  // namespace

std::vector<Row> measure_start(Workshop& shop)
{
    const Workshop::Large& large = shop.large();
    ServerAsked asked;
    asked.data = large.data;
    const std::string request = get("/api/v1/cases?limit=50", large.cookie);
    Row row;
    row.id = "9";
    row.zh = "冷启动到第一个回答，" + std::to_string(large.cases) + " 个案卷";
    row.en = "cold start to the first answer, " + std::to_string(large.cases) + " cases";
    row.kind = Goal::at_most;
    row.goal = 50;
    row.unit = "ms";
    std::vector<double> forgotten;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        row.subjects.push_back(1000 * start_to_first_answer(asked, request));
        forget_file(large.data / "beihui.db");
        forgotten.push_back(1000 * start_to_first_answer(asked, request));
    }
    row.details["first answer"] = "GET /api/v1/cases?limit=50";
    row.details["with the database file out of the page cache ms"] = median(forgotten);
    return {row};
}

}  // namespace beihui::bench
