#include "bench/workshop.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "bench/acts.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace beihui::bench
{
namespace
{

// Enough that no round goes through them twice.
constexpr std::size_t cases_of_ground = 2560;

std::string line_of_file(const std::string& path, std::string_view name)
{
    std::ifstream file(path);
    for (std::string text; std::getline(file, text);)
        if (text.starts_with(name)) {
            const auto colon = text.find_first_not_of(" \t", text.find_first_of(":=") + 1);
            return colon == std::string::npos ? "" : text.substr(colon);
        }
    return "?";
}

}  // namespace

Ground& Workshop::sqlite()
{
    if (!sqlite_)
        sqlite_ = std::make_unique<Ground>(folder() / "sqlite", cases_of_ground);
    return *sqlite_;
}

// As Debian installs it: no setting that has to do with durability or speed is changed.
test::PostgresqlCluster& Workshop::cluster()
{
    if (!cluster_)
        cluster_ = std::make_unique<test::PostgresqlCluster>(
            folder() / "cluster", std::vector<std::string>{}
        );
    return *cluster_;
}

Ground& Workshop::postgresql()
{
    if (!postgresql_)
        postgresql_ =
            std::make_unique<Ground>(folder() / "postgresql", cases_of_ground, &cluster());
    return *postgresql_;
}

void Workshop::record(Ground& ground, const std::filesystem::path& to)
{
    const auto copy = ground.copy();
    RealServer server(copy->server(
        {"LD_PRELOAD=" + beside("libbeihui_recorder.so").string(), "BEIHUI_RECORDING=" + to.string()
        }
    ));
    LoadAsked asked;
    asked.port = server.port();
    asked.connections = 32;
    asked.seconds = 3;
    asked.warm_up = 0;
    Acts acts(ground, asked.connections, false);
    const LoadFound found = run_load(asked, acts);
    server.stop();
    if (found.tally.errors > 0)
        fail("errors while the statements were recorded: " + found.first_errors.front());
}

const std::filesystem::path& Workshop::recording(bool on_postgresql)
{
    std::filesystem::path& path = recordings_[on_postgresql ? 1 : 0];
    if (path.empty()) {
        const auto to = folder() / (on_postgresql ? "postgresql.recording" : "sqlite.recording");
        record(on_postgresql ? postgresql() : sqlite(), to);
        path = to;
    }
    return path;
}

json::object run_limit(
    const std::vector<std::string>& words,
    const std::vector<std::string>& environment
)
{
    std::vector<std::string> all = {this_program().string()};
    all.insert(all.end(), words.begin(), words.end());
    Process process(all, environment);
    const auto line = process.line(std::chrono::minutes(10));
    const int code = process.wait();
    if (!line || code != 0)
        fail("the limit program " + words.front() + " ended with " + std::to_string(code));
    return read_json(*line).value().as_object();
}

Row failed_row(const std::string& id, const std::string& why)
{
    Row row;
    row.id = id;
    row.zh = "没有测成";
    row.en = "not measured";
    row.failed = one_line(why, 400);
    return row;
}

json::object describe_machine(const std::filesystem::path& data)
{
    utsname system{};
    ::uname(&system);
    const unsigned cores = std::thread::hardware_concurrency();
    return {
        {"处理器 CPU", line_of_file("/proc/cpuinfo", "model name")},
        {"核 cores", cores},
        {"内存 memory", line_of_file("/proc/meminfo", "MemTotal")},
        {"内核 kernel", std::string(system.sysname) + " " + system.release},
        {"系统 system", line_of_file("/etc/os-release", "PRETTY_NAME")},
        {"文件系统 file system", file_system_of(data) + " (" + data.string() + ")"},
        {"编译器 compiler", "GCC " __VERSION__},
        {"说明 note",
         "发请求的程序与服务在同一台机器，共用这 " + std::to_string(cores) +
             " 个核；对照程序也一样。 The load client shares these cores with the server, and with "
             "the limit programs just so."},
    };
}

}  // namespace beihui::bench
