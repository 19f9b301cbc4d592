#include "cli/bench_command.hpp"

#include "cli/commands.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

namespace beihui::cli
{

int run_benchmark(
    const std::filesystem::path& program,
    const std::vector<std::string>& words,
    std::ostream& err
)
{
    const std::filesystem::path bench = program.parent_path() / "beihui_bench";
    if (!std::filesystem::exists(bench)) {
        err << "没有测速程序 " << bench.string()
            << "：它不随程序安装，请在源码目录运行 make bench\n"
            << "there is no benchmark program " << bench.string()
            << ": it is not installed; run make bench in the source tree\n";
        return refused;
    }
    std::vector<std::string> all = {bench.string()};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (std::string& word : all)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments.front(), arguments.data());
    err << "不能运行 cannot run " << bench.string() << ": " << std::strerror(errno) << '\n';
    return refused;
}

void add_bench_command(CLI::App& app, int& code)
{
    CLI::App* const bench = app.add_subcommand(
        "bench", "测速，须先 make bench measure speed: short, long, row ID…, --rounds, --seconds"
    );
    bench->prefix_command();
    bench->callback([bench, &code] {
        code = run_benchmark(
            std::filesystem::read_symlink("/proc/self/exe"), bench->remaining(), std::cerr
        );
    });
}

}  // namespace beihui::cli
