#include "bench/process.hpp"

#include "base/bytes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace beihui::bench
{
namespace
{

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& words)
{
    std::vector<char*> list;
    for (std::string& word : words)
        list.push_back(word.data());
    list.push_back(nullptr);
    return list;
}

// Somebody who interrupts the benchmark does not want its gigabytes either.
void remove_when_interrupted(const std::filesystem::path& folder)
{
    sigset_t ends;
    ::sigemptyset(&ends);
    ::sigaddset(&ends, SIGINT);
    ::sigaddset(&ends, SIGTERM);
    ::sigaddset(&ends, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::thread([ends, folder] {
        int signal = 0;
        ::sigwait(&ends, &signal);
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
        constexpr int interrupted = 128;
        ::_exit(interrupted + signal);
    }).detach();
}

long kilobytes_of(pid_t pid, std::string_view name)
{
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string text; std::getline(status, text);)
        if (text.starts_with(name))
            return std::atol(text.c_str() + name.size());
    return 0;
}

}  // namespace

void fail(const std::string& what)
{
    throw std::runtime_error(what);
}

Process::Process(const std::vector<std::string>& words, const std::vector<std::string>& environment)
{
    std::vector<std::string> arguments = words;
    std::vector<std::string> variables;
    for (char** each = environ; *each; ++each)
        variables.emplace_back(*each);
    variables.insert(variables.begin(), environment.begin(), environment.end());
    auto argument_list = pointers(arguments);
    auto variable_list = pointers(variables);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        fail("no pipe: " + std::string(std::strerror(errno)));
    pid_ = ::fork();
    if (pid_ < 0)
        fail("cannot start " + words.front() + ": " + std::strerror(errno));
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::dup2(ends[1], STDOUT_FILENO);
        ::execve(argument_list.front(), argument_list.data(), variable_list.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
}

Process::~Process()
{
    end();
    ::close(output_);
}

std::optional<std::string> Process::line(std::chrono::milliseconds longest)
{
    const auto until = Steady::now() + longest;
    for (;;) {
        if (const auto end = read_.find('\n'); end != std::string::npos) {
            std::string found = read_.substr(0, end);
            read_.erase(0, end + 1);
            return found;
        }
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - Steady::now());
        pollfd source{output_, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&source, 1, static_cast<int>(left.count())) <= 0)
            return std::nullopt;
        char bytes[65536];
        const ssize_t count = ::read(output_, bytes, sizeof bytes);
        if (count <= 0)
            return std::nullopt;
        read_.append(bytes, static_cast<std::size_t>(count));
    }
}

int Process::wait()
{
    if (pid_ <= 0)
        return code_;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    pid_ = 0;
    return code_;
}

int Process::end()
{
    if (pid_ <= 0)
        return code_;
    ::kill(pid_, SIGTERM);
    const auto until = Steady::now() + 60s;
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(pid_, &status, WNOHANG)) == 0 && Steady::now() < until)
        std::this_thread::sleep_for(5ms);
    if (ended == 0) {
        ::kill(pid_, SIGKILL);
        return wait();
    }
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    pid_ = 0;
    return code_;
}

double Process::processor_seconds() const
{
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 2)));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        rest >> skipped;
    double user = 0;
    double system = 0;
    rest >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

long Process::resident_kb() const
{
    return kilobytes_of(pid_, "VmRSS:");
}

long Process::most_resident_kb() const
{
    return kilobytes_of(pid_, "VmHWM:");
}

std::filesystem::path this_program()
{
    return std::filesystem::read_symlink("/proc/self/exe");
}

std::filesystem::path beside(const std::string& name)
{
    const auto path = this_program().parent_path() / name;
    if (!std::filesystem::exists(path))
        fail(path.string() + " 没有编译，请先 make bench / was not built: make bench");
    return path;
}

double own_processor_seconds()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string file_system_of(const std::filesystem::path& path)
{
    struct statfs found{};
    if (::statfs(path.c_str(), &found) != 0)
        return "?";
    switch (static_cast<unsigned long>(found.f_type)) {
    case 0xEF53:     return "ext4";
    case 0x58465342: return "xfs";
    case 0x9123683E: return "btrfs";
    case 0x01021994: return "tmpfs";
    case 0x794C7630: return "overlayfs";
    case 0x2FC12FC1: return "zfs";
    case 0xF2F52010: return "f2fs";
    default:         break;
    }
    char text[32];
    std::snprintf(text, sizeof text, "0x%lx", static_cast<unsigned long>(found.f_type));
    return text;
}

std::filesystem::path work_root()
{
    const char* const named = std::getenv("BEIHUI_BENCH_DIR");
    return named ? named : "/var/tmp";
}

double filling_seconds(double usual)
{
    const char* const named = std::getenv("BEIHUI_BENCH_FILL_SECONDS");
    if (!named)
        return usual;
    const std::string_view text = named;
    double seconds = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (fault != std::errc() || end != text.data() + text.size() || seconds <= 0)
        fail(
            "BEIHUI_BENCH_FILL_SECONDS 应为正数 / must be a number above zero: " + std::string(text)
        );
    return seconds;
}

WorkFolder::WorkFolder() : path_(work_root() / ("beihui-bench-" + random_id().substr(0, 12)))
{
    if (file_system_of(work_root()) == "tmpfs")
        fail(
            work_root().string() +
            " 在内存中，测不出落盘：请用 BEIHUI_BENCH_DIR 指定磁盘上的目录 / is in memory, where "
            "durability costs nothing: name a folder on a disk in BEIHUI_BENCH_DIR"
        );
    std::filesystem::create_directories(path_);
    remove_when_interrupted(path_);
}

WorkFolder::~WorkFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace beihui::bench
