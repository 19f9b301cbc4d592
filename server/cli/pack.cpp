#include "acts/rulebook.hpp"
#include "acts/scenario.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/pack_bench.hpp"
#include "cli/pack_tools.hpp"
#include "cli/show_fault.hpp"
#include "rules/lint.hpp"
#include "tables/pack_tables.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_trace_bytes = std::size_t{256} << 20;
constexpr char end_of_trace = '\x1e';  // no trace has one: canonical JSON escapes it

// What only other layers can check of a pack that reads well: its steps against the workflows, its
// columns against what each unit counts.
void lint_beyond_rules(const std::filesystem::path& folder, rules::Lint& lint)
{
    const auto bench = open_bench(folder);
    const auto checked = bench ? tables::check_tables(*bench->world) : Result<void>(bench.error());
    if (checked)
        return;
    for (Fault& fault : faults_of(checked.error()))
        lint.errors.push_back(std::move(fault));
}

json::object coverage_as_json(const rules::Coverage& coverage)
{
    return {
        {"clauses", coverage.clauses},        {"rules", coverage.by_rule},
        {"checklist", coverage.by_checklist}, {"information", coverage.information},
        {"tested", coverage.tested},
    };
}

json::array faults_as_json(const std::vector<Fault>& faults)
{
    json::array all;
    for (const Fault& fault : faults)
        all.push_back(fault_as_json(fault));
    return all;
}

void print_lint_as_json(const rules::Lint& lint, std::ostream& out)
{
    const json::object answer{
        {"errors", faults_as_json(lint.errors)},
        {"warnings", faults_as_json(lint.warnings)},
        {"coverage", coverage_as_json(lint.coverage)},
    };
    out << json::serialize(answer) << '\n';
}

void print_coverage(const rules::Coverage& coverage, std::ostream& out)
{
    const auto part = [&](const char* label, std::size_t count) {
        out << "  " << label << ' ' << count << "（" << coverage.percent(count) << "%）";
    };
    out << "条款 clauses " << coverage.clauses << "：";
    part("规则 rules", coverage.by_rule);
    part("清单 checklist", coverage.by_checklist);
    part("知悉 information", coverage.information);
    part("有测试 tested", coverage.tested);
    out << '\n';
}

std::string all_traces(const std::vector<acts::ScenarioResult>& results)
{
    std::string traces;
    for (const acts::ScenarioResult& result : results)
        traces += result.trace + end_of_trace;
    return traces;
}

// Runs this program again, in a process of its own, and gives the traces that it came to.
Result<std::string> traces_of_second_process(const std::filesystem::path& folder)
{
    std::string name = (std::filesystem::temp_directory_path() / "beihui-traces-XXXXXX").string();
    const int file = mkstemp(name.data());
    if (file < 0)
        return refuse(
            Refusal::unavailable, "no_second_process", "不能建立临时文件",
            "cannot make a temporary file"
        );
    close(file);
    const std::string pack = folder.string();
    const pid_t child = fork();
    if (child == 0) {
        execl(
            "/proc/self/exe", "beihui", "pack", "test", pack.c_str(), "--traces", name.c_str(),
            static_cast<char*>(nullptr)
        );
        _exit(127);
    }
    int status = -1;
    const bool ended = child > 0 && waitpid(child, &status, 0) == child;
    auto traces = read_file(name, most_trace_bytes);
    std::error_code ignored;
    std::filesystem::remove(name, ignored);
    if (!ended || !WIFEXITED(status) || WEXITSTATUS(status) > refused)
        return refuse(
            Refusal::unavailable, "no_second_process", "第二个进程没有跑完",
            "the second process did not run to its end"
        );
    return traces;
}

// Names the first scenario whose traces differ.
bool compare_traces(
    const std::vector<acts::ScenarioResult>& results,
    const std::string& other,
    std::ostream& out
)
{
    std::size_t at = 0;
    for (const acts::ScenarioResult& result : results) {
        const std::string own = result.trace + end_of_trace;
        if (other.compare(at, own.size(), own) != 0) {
            out << "FAIL " << result.name
                << " / 两个进程的依据不同 the traces of two processes differ ("
                << result.place.text() << ")\n";
            return false;
        }
        at += own.size();
    }
    return at == other.size();
}

}  // namespace

int lint_pack(
    const std::filesystem::path& folder,
    bool as_json,
    std::ostream& out,
    std::ostream& err
)
{
    rules::Lint lint = rules::lint_pack(folder, home_of(folder) / "rules");
    if (lint.errors.empty())
        lint_beyond_rules(folder, lint);
    const int code = lint.errors.empty() ? good : refused;
    if (as_json) {
        print_lint_as_json(lint, out);
        return code;
    }
    show_faults(lint.errors, folder, err);
    if (!lint.warnings.empty())
        err << "提示 warnings\n";
    show_faults(lint.warnings, folder, err);
    if (lint.coverage.clauses > 0)
        print_coverage(lint.coverage, out);
    out << "错误 errors " << lint.errors.size() << "，提示 warnings " << lint.warnings.size()
        << '\n';
    return code;
}

namespace
{

json::object result_as_json(const acts::ScenarioResult& result)
{
    json::array mismatches;
    for (const rules::Mismatch& mismatch : result.mismatches)
        mismatches.emplace_back(json::object{
            {"file", mismatch.place.file},
            {"line", mismatch.place.line},
            {"column", mismatch.place.column},
            {"detail", json::object{{"zh", mismatch.what.zh}, {"en", mismatch.what.en}}},
        });
    return {
        {"name", result.name},
        {"file", result.place.file},
        {"line", result.place.line},
        {"passed", result.mismatches.empty()},
        {"mismatches", std::move(mismatches)},
    };
}

void print_failures(const std::vector<acts::ScenarioResult>& results, std::ostream& out)
{
    for (const acts::ScenarioResult& result : results)
        for (const rules::Mismatch& mismatch : result.mismatches)
            out << "FAIL " << result.name << " / " << mismatch.what.zh << " ("
                << mismatch.place.text() << ")\n";
}

}  // namespace

int test_pack(
    const std::filesystem::path& folder,
    bool twice,
    bool as_json,
    std::ostream& out,
    std::ostream& err
)
{
    const auto tested = run_tests(folder);
    if (!tested) {
        if (as_json)
            return print_faults_as_json(tested.error(), out);
        show_faults(faults_of(tested.error()), folder, err);
        return refused;
    }
    const std::vector<acts::ScenarioResult>& results = tested->results;
    const auto passed = static_cast<std::size_t>(
        std::ranges::count_if(results, [](const auto& each) { return each.mismatches.empty(); })
    );
    std::ostringstream compared;
    bool same = true;
    if (twice) {
        const auto other = traces_of_second_process(folder);
        if (!other) {
            print_error(other.error(), err);
            return refused;
        }
        same = compare_traces(results, *other, compared);
        if (same)
            compared
                << "两个进程的依据逐字节相同 traces of two processes are equal, byte for byte\n";
    }
    const int code = passed == results.size() && same ? good : refused;
    if (as_json) {
        json::array all;
        for (const acts::ScenarioResult& result : results)
            all.emplace_back(result_as_json(result));
        json::object answer{
            {"errors", json::array()},
            {"passed", passed},
            {"scenarios", std::move(all)},
        };
        if (twice)
            answer["twice"] = same;
        out << json::serialize(answer) << '\n';
        return code;
    }
    print_failures(results, out);
    out << "通过 passed " << passed << " / " << results.size() << '\n' << compared.str();
    return code;
}

int write_traces(
    const std::filesystem::path& folder,
    const std::filesystem::path& file,
    std::ostream& err
)
{
    const auto tested = run_tests(folder);
    const auto written =
        tested ? write_file(file, all_traces(tested->results)) : Result<void>(tested.error());
    if (written)
        return good;
    print_error(written.error(), err);
    return refused;
}

}  // namespace beihui::cli
