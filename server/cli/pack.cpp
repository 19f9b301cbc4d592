#include "acts/rulebook.hpp"
#include "acts/scenario.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/show_fault.hpp"
#include "rules/lint.hpp"
#include "tables/pack_tables.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ostream>

namespace beihui::cli
{
namespace
{

constexpr std::size_t most_calendar_bytes = 1 << 20;
constexpr std::size_t most_trace_bytes = std::size_t{256} << 20;
constexpr char end_of_trace = '\x1e';  // no trace has one: canonical JSON escapes it

// One pack with the calendar and the workflows of the folder it lies in, or of the installation.
struct Bench
{
    std::shared_ptr<const rules::Pack> pack;
    std::shared_ptr<const rules::World> world;
    std::shared_ptr<const workflows::Library> workflows;
};

std::filesystem::path home_of(const std::filesystem::path& folder)
{
    const auto home =
        std::filesystem::absolute(folder / "").parent_path().parent_path().parent_path();
    const bool is_home = std::filesystem::is_directory(home / "workflows") &&
                         std::filesystem::is_regular_file(home / "rules" / "calendars" / "cn.yaml");
    return is_home ? home : find_home();
}

Result<Bench> open_bench(const std::filesystem::path& folder)
{
    Bench bench;
    const auto pack = rules::read_pack(folder);
    if (!pack)
        return pack.error();
    bench.pack = *pack;
    const std::filesystem::path home = home_of(folder);
    const auto bytes = read_file(home / "rules" / "calendars" / "cn.yaml", most_calendar_bytes);
    if (!bytes)
        return bytes.error();
    auto calendar = WorkingCalendar::read("rules/calendars/cn.yaml", *bytes);
    if (!calendar)
        return calendar.error();
    const auto world = rules::World::of({bench.pack}, std::move(*calendar));
    if (!world)
        return world.error();
    bench.world = *world;
    const auto workflows =
        workflows::Library::load(home / "workflows", acts::steps_of(*bench.world));
    if (!workflows)
        return workflows.error();
    bench.workflows = *workflows;
    return bench;
}

void show_faults(
    const std::vector<Fault>& faults,
    const std::filesystem::path& folder,
    std::ostream& out
)
{
    for (const Fault& fault : faults) {
        show_fault(fault, folder, out);
        out << '\n';
    }
}

// A refusal without faults is a fault of the whole.
std::vector<Fault> faults_of(const Error& error)
{
    Faults all;
    all.take(error);
    return all.all();
}

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

void print_lint_as_json(const rules::Lint& lint, std::ostream& out)
{
    const auto list = [](const std::vector<Fault>& faults) {
        json::array all;
        for (const Fault& fault : faults)
            all.push_back(fault_as_json(fault));
        return all;
    };
    const json::object answer{
        {"errors", list(lint.errors)},
        {"warnings", list(lint.warnings)},
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

Result<std::vector<acts::ScenarioResult>> run_tests(const std::filesystem::path& folder)
{
    const auto bench = open_bench(folder);
    if (!bench)
        return bench.error();
    Faults faults;
    const std::vector<rules::Scenario> scenarios = rules::scenarios_of(*bench->pack, faults);
    if (!faults.none())
        return faults.error();
    if (scenarios.empty())
        return refuse(
            Refusal::invalid_input, "RP1305", "规则包没有测试：tests/ 里没有情景",
            "the pack has no tests: there is no scenario in tests/"
        );
    return acts::run_scenarios(*bench->world, *bench->pack, *bench->workflows, scenarios);
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
    rules::Lint lint = rules::lint_pack(folder);
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

int test_pack(const std::filesystem::path& folder, bool twice, std::ostream& out, std::ostream& err)
{
    const auto results = run_tests(folder);
    if (!results) {
        show_faults(faults_of(results.error()), folder, err);
        return refused;
    }
    std::size_t passed = 0;
    for (const acts::ScenarioResult& result : *results) {
        passed += result.mismatches.empty() ? 1U : 0U;
        for (const rules::Mismatch& mismatch : result.mismatches)
            out << "FAIL " << result.name << " / " << mismatch.what.zh << " ("
                << mismatch.place.text() << ")\n";
    }
    out << "通过 passed " << passed << " / " << results->size() << '\n';
    bool same = true;
    if (twice) {
        const auto other = traces_of_second_process(folder);
        if (!other) {
            print_error(other.error(), err);
            return refused;
        }
        same = compare_traces(*results, *other, out);
        if (same)
            out << "两个进程的依据逐字节相同 traces of two processes are equal, byte for byte\n";
    }
    return passed == results->size() && same ? good : refused;
}

int write_traces(
    const std::filesystem::path& folder,
    const std::filesystem::path& file,
    std::ostream& err
)
{
    const auto results = run_tests(folder);
    const auto written =
        results ? write_file(file, all_traces(*results)) : Result<void>(results.error());
    if (written)
        return good;
    print_error(written.error(), err);
    return refused;
}

}  // namespace beihui::cli
