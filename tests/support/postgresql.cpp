#include "support/postgresql.hpp"

#include "base/bytes.hpp"
#include "support/postgresql_cluster.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace beihui::test
{
namespace
{

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto longest_start = 60s;
constexpr auto longest_stop = 20s;

// Whom the server runs as: it refuses to run as root.
struct User
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
};

User unprivileged_user()
{
    User user;
    if (user.uid != 0)
        return user;
    for (const char* const name : {"postgres", "nobody"})
        if (const passwd* const found = getpwnam(name))
            return User{found->pw_uid, found->pw_gid};
    throw std::runtime_error("PostgreSQL does not run as root, and there is no other user here");
}

fs::path programs()
{
    if (const char* const told = std::getenv("BEIHUI_POSTGRESQL_BIN"))
        return told;
    fs::path newest;
    int highest = 0;
    std::error_code missing;
    for (const auto& folder : fs::directory_iterator("/usr/lib/postgresql", missing)) {
        const int version = std::atoi(folder.path().filename().c_str());
        if (version > highest && fs::exists(folder.path() / "bin" / "initdb")) {
            highest = version;
            newest = folder.path() / "bin";
        }
    }
    if (newest.empty())
        throw std::runtime_error(
            "these tests need PostgreSQL (Debian: apt install postgresql-15), or"
            " BEIHUI_POSTGRESQL_BIN naming the folder of initdb and postgres"
        );
    return newest;
}

// Starts a program as that user, its output going into `log`. It gets SIGQUIT when this thread
// ends, however it ends.
pid_t start(const User& user, const fs::path& log, const std::vector<std::string>& words)
{
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid < 0)
        throw std::runtime_error("fork failed");
    if (pid > 0)
        return pid;
    // Between fork and exec: only calls that are safe when other threads held locks.
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    const bool changes = user.uid != geteuid();
    if (changes && (setgroups(0, nullptr) != 0 || setgid(user.gid) != 0 || setuid(user.uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (chdir("/") != 0)
        _exit(126);
    execv(arguments.front(), arguments.data());
    _exit(127);
}

std::string text_of_file(const fs::path& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

}  // namespace

class PostgresqlCluster::Server
{
public:
    Server(fs::path folder, const std::vector<std::string>& settings);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::string create_database(const std::string& like);
    void drop_database(const std::string& name) const;
    const fs::path& folder() const { return folder_; }

private:
    void create_cluster(const std::vector<std::string>& settings);
    void run(const std::vector<std::string>& words) const;
    bool is_ready() const;
    void wait_until_ready();
    void stop();

    const User user_ = unprivileged_user();
    const fs::path programs_ = programs();
    const fs::path folder_;
    const fs::path log_ = folder_ / "log";
    const pid_t owner_ = getpid();
    pid_t server_ = 0;
    int databases_ = 0;
};

PostgresqlCluster::Server::Server(fs::path folder, const std::vector<std::string>& settings)
    : folder_(std::move(folder))
{
    try {
        create_cluster(settings);
    } catch (...) {
        stop();
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
        throw;
    }
}

void PostgresqlCluster::Server::create_cluster(const std::vector<std::string>& settings)
{
    fs::create_directory(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
    std::ofstream(log_).flush();
    if (chown(folder_.c_str(), user_.uid, user_.gid) != 0 ||
        chown(log_.c_str(), user_.uid, user_.gid) != 0)
        throw std::runtime_error("cannot give " + folder_.string() + " to another user");
    const std::string data = (folder_ / "data").string();
    run(
        {(programs_ / "initdb").string(), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
         "-E", "UTF8", "--locale=C"}
    );
    std::vector<std::string> words = {
        (programs_ / "postgres").string(),
        "-D",
        data,
        "-c",
        "listen_addresses=",
        "-c",
        "unix_socket_directories=" + folder_.string()
    };
    for (const std::string& setting : settings) {
        words.push_back("-c");
        words.push_back(setting);
    }
    server_ = start(user_, log_, words);
    wait_until_ready();
    // As in production: neither a superuser nor above row-level security.
    run(
        {(programs_ / "createuser").string(), "-h", folder_.string(), "-U", "postgres",
         "--no-superuser", "beihui"}
    );
}

PostgresqlCluster::Server::~Server()
{
    // A forked child of the test program that calls exit() comes here too: the server is not its.
    if (getpid() != owner_)
        return;
    stop();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void PostgresqlCluster::Server::run(const std::vector<std::string>& words) const
{
    int status = 0;
    waitpid(start(user_, log_, words), &status, 0);
    if (status != 0)
        throw std::runtime_error(words.front() + " failed:\n" + text_of_file(log_));
}

// The eighth line of postmaster.pid says how far the server has come.
bool PostgresqlCluster::Server::is_ready() const
{
    std::ifstream state(folder_ / "data" / "postmaster.pid");
    std::string line;
    for (int i = 0; i < 8; ++i)
        if (!std::getline(state, line))
            return false;
    return line.starts_with("ready");
}

void PostgresqlCluster::Server::wait_until_ready()
{
    const auto end = std::chrono::steady_clock::now() + longest_start;
    while (!is_ready()) {
        if (waitpid(server_, nullptr, WNOHANG) != 0) {
            server_ = 0;
            throw std::runtime_error("PostgreSQL did not start:\n" + text_of_file(log_));
        }
        if (std::chrono::steady_clock::now() > end)
            throw std::runtime_error("PostgreSQL was not ready in time:\n" + text_of_file(log_));
        std::this_thread::sleep_for(20ms);
    }
}

// Without a checkpoint; the server still ends its own children and gives back shared memory.
void PostgresqlCluster::Server::stop()
{
    if (server_ == 0)
        return;
    kill(server_, SIGQUIT);
    const auto end = std::chrono::steady_clock::now() + longest_stop;
    while (waitpid(server_, nullptr, WNOHANG) == 0) {
        if (std::chrono::steady_clock::now() > end)
            kill(server_, SIGKILL);
        std::this_thread::sleep_for(10ms);
    }
    server_ = 0;
}

std::string PostgresqlCluster::Server::create_database(const std::string& like)
{
    const std::string name = "test" + std::to_string(++databases_);
    std::vector<std::string> words = {(programs_ / "createdb").string(),
                                      "-h",
                                      folder_.string(),
                                      "-U",
                                      "postgres",
                                      "-O",
                                      "beihui"};
    if (!like.empty())
        words.insert(words.end(), {"-T", like});
    words.push_back(name);
    run(words);
    return name;
}

void PostgresqlCluster::Server::drop_database(const std::string& name) const
{
    run({(programs_ / "dropdb").string(), "-h", folder_.string(), "-U", "postgres", "--force", name}
    );
}

PostgresqlCluster::PostgresqlCluster(
    const fs::path& folder,
    const std::vector<std::string>& settings
)
    : server_(std::make_unique<Server>(folder, settings))
{}

PostgresqlCluster::~PostgresqlCluster() = default;

std::string PostgresqlCluster::create_database(const std::string& like)
{
    return server_->create_database(like);
}

void PostgresqlCluster::drop_database(const std::string& name)
{
    server_->drop_database(name);
}

std::string PostgresqlCluster::address_of(const std::string& name) const
{
    return "postgresql://beihui@/" + name + "?host=" + server_->folder().string();
}

std::string fresh_postgresql_database()
{
    // Nothing here outlives the program, so nothing is flushed to disk.
    static PostgresqlCluster cluster(
        fs::temp_directory_path() / ("beihui-pg-" + random_id().substr(0, 12)),
        {"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100",
         "shared_buffers=32MB", "dynamic_shared_memory_type=mmap", "log_min_messages=warning"}
    );
    return cluster.address_of(cluster.create_database());
}

}  // namespace beihui::test
