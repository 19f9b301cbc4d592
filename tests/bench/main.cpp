// Speed of the server beside what the same machine can do at most; docs/performance.md says how to read
// it.
//
//   beihui_bench [short|long] [--rounds N] [--seconds S] [--out FOLDER]   the rows of the scoreboard
//   beihui_bench row ID… [--rounds N] [--seconds S] [--out FOLDER]        some of them
//   beihui_bench what-if [SCHOOLS] [EVENTS] [VISITS] [THREADS], publish   see what_if.hpp
//   beihui_bench tables [FACTS] [ADDRESS]                                see national_tables.hpp
//   beihui_bench replay-sqlite …, replay-postgresql …, beast …            the limit programs

#include "bench/bare_beast.hpp"
#include "bench/national_tables.hpp"
#include "bench/replay.hpp"
#include "bench/run.hpp"
#include "bench/what_if.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace beihui::bench
{
namespace
{

constexpr int misused = 2;

std::optional<int> run_limit_program(const std::vector<std::string>& words)
{
    const auto is = [&](const char* name, std::size_t count) {
        return words.size() == count && words.front() == name;
    };
    if (is("replay-sqlite", 4))
        return replay_sqlite(words[1], words[2], std::stoul(words[3]));
    if (is("replay-postgresql", 5))
        return replay_postgresql(words[1], words[2], std::stoul(words[3]), words[4] == "pipeline");
    if (is("beast", 2))
        return run_beast(words[1]);
    return std::nullopt;
}

int run_what_if_words(const std::vector<std::string>& words)
{
    const auto number = [&](std::size_t at, std::size_t otherwise) {
        return words.size() > at ? std::stoul(words[at]) : otherwise;
    };
    const YearSize size{number(1, 3000), number(2, 4), number(3, 8)};
    return run_what_if(size, static_cast<unsigned>(number(4, 2)));
}

int run_words(const std::vector<std::string>& words)
{
    RunAsked asked;
    std::size_t at = 0;
    if (!words.empty() && (words.front() == "short" || words.front() == "long"))
        asked.is_long = words[at++] == "long";
    else if (!words.empty() && words.front() == "row")
        for (at = 1; at < words.size() && !words[at].starts_with("--"); ++at)
            asked.rows.push_back(words[at]);
    for (; at + 1 < words.size(); at += 2) {
        if (words[at] == "--rounds")
            asked.rounds = std::stoi(words[at + 1]);
        else if (words[at] == "--seconds")
            asked.seconds = std::stod(words[at + 1]);
        else if (words[at] == "--out")
            asked.out = words[at + 1];
        else
            break;
    }
    const bool rows_are_missing = !words.empty() && words.front() == "row" && asked.rows.empty();
    if (at != words.size() || rows_are_missing || asked.rounds < 1 || asked.seconds <= 0) {
        std::fprintf(
            stderr, "用法 use: beihui_bench [short|long|row ID…] [--rounds N] [--seconds S] [--out "
                    "FOLDER]\n"
        );
        return misused;
    }
    return run_rows(asked);
}

int run(const std::vector<std::string>& words)
{
    if (const auto code = run_limit_program(words))
        return *code;
    if (!words.empty() && words.front() == "what-if")
        return run_what_if_words(words);
    if (!words.empty() && words.front() == "publish")
        return run_publish();
    if (!words.empty() && words.front() == "tables")
        return run_national_tables(
            words.size() > 1 ? std::stoul(words[1]) : 1'000'000,
            words.size() > 2 ? words[2].c_str() : nullptr
        );
    return run_words(words);
}

}  // namespace
}  // namespace beihui::bench

int main(int argc, char** argv)
{
    try {
        return beihui::bench::run({argv + 1, argv + argc});
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "beihui_bench: %s\n", fault.what());
        return 1;
    }
}
