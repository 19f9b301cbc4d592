#include "bench/what_if.hpp"

#include "acts/what_if.hpp"
#include "base/bytes.hpp"
#include "cli/commands.hpp"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

double processor_seconds()
{
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double seconds_since(Steady::time_point begin)
{
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

// The project's circular with its permit asked for from 800 persons on.
std::filesystem::path write_draft(const std::filesystem::path& folder)
{
    const std::filesystem::path home = BEIHUI_SOURCE_DIR;
    const auto draft = folder / "2026-youqi";
    std::filesystem::create_directories(folder);
    std::filesystem::copy(
        home / "rules" / "2026-youqi", draft, std::filesystem::copy_options::recursive
    );
    std::ifstream in(draft / "params.yaml", std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const std::string from = "value: 1000, interpretation: i-019";
    const auto at = text.find(from);
    if (at == std::string::npos)
        throw std::runtime_error("the pack has no threshold to change");
    text.replace(at, from.size(), "value: 800, interpretation: i-019");
    std::ofstream(draft / "params.yaml", std::ios::binary) << text;
    return draft;
}

}  // namespace

int run_what_if(const YearSize& size, unsigned threads)
{
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("beihui-year-" + random_id());
    SetClock clock(Instant::parse("2026-11-15T09:00:00+08:00").value());
    cli::Places places;
    places.home = BEIHUI_SOURCE_DIR;
    places.data = folder;
    const auto installation = cli::Installation::open(places, clock).value();
    const acts::Context& context = installation->context();
    std::ostringstream printed;
    if (const auto filled = cli::fill_demo(*installation, 158, printed); !filled)
        throw std::runtime_error(filled.error().detail.en);
    auto begin = Steady::now();
    const std::size_t cases = fill_year(context, size);
    std::printf(
        "# %zu schools, %zu cases written in %.1f s (database %.0f MB)\n", size.schools, cases,
        seconds_since(begin),
        static_cast<double>(std::filesystem::file_size(folder / "beihui.db")) / 1e6
    );
    const auto draft = acts::rules_with_draft(
        context, rules::read_pack(write_draft(folder / "drafts")).value(), ""
    );
    acts::WhatIfAsked asked;
    asked.organisation = topmost(context);
    asked.from = Date::parse("2026-01-01").value();
    asked.to = Date::parse("2026-12-31").value();
    asked.threads = threads;
    const double processor = processor_seconds();
    begin = Steady::now();
    const auto report = acts::what_if(context, draft.value(), asked);
    const double took = seconds_since(begin);
    if (!report)
        throw std::runtime_error(report.error().detail.en);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto asked_cases = static_cast<double>(integer_of(*report, "cases"));
    std::printf(
        "what-if over %.0f cases on %u threads: %.1f s (%.1f s of processors), %.0f cases/s, %lld "
        "change, %lld statements for counts, %ld MB at most\n",
        asked_cases, threads, took, processor_seconds() - processor, asked_cases / took,
        static_cast<long long>(integer_of(*report, "changed")),
        static_cast<long long>(integer_of(*report, "statements_for_counts")), used.ru_maxrss / 1024
    );
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return 0;
}

}  // namespace beihui::bench
