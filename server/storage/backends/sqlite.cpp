// SQLite: one thread owns the only connection that writes and the only one that checkpoints, since
// 3.40.1 can corrupt the file when two do so at the same moment (found upstream in 2026).

#include "base/clock.hpp"
#include "storage/change_watch.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"
#include "storage/pack_watch.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;

constexpr std::size_t most_in_a_batch = 64;
constexpr int checkpoint_frames = 1000;  // 4 MB of WAL: larger ones make the slowest acts slower
constexpr int most_frames = 8192;        // 32 MB: then the WAL begins anew, whoever reads
constexpr auto idle = 500ms;

sqlite_api::sqlite3* native(soci::session& session)
{
    return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

void execute(soci::session& session, const std::string& sql)
{
    sqlite_api::sqlite3* const connection = native(session);
    const int code = sqlite_api::sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw soci::sqlite3_soci_error(sqlite_api::sqlite3_errmsg(connection), code);
}

// Whether the machine is at fault and not the statement: the same work may succeed later.
bool is_machine_fault(int extended_code)
{
    switch (extended_code & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:  return true;
    default:               return false;
    }
}

// A file that is closed with its owner.
class OpenFile
{
public:
    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }

    int get() const { return descriptor_; }

private:
    int descriptor_;
};

// One program holds the file at a time, so that no other changes the packs.
class NobodyElse final : public PackWatch
{
public:
    bool wait(std::chrono::milliseconds most) override
    {
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, most, [this] { return ended_; });
        return false;
    }
    void end() override
    {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        woken_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable woken_;
    bool ended_ = false;
};

// Lets readers in, and keeps new ones out for a moment so that the WAL can begin anew: as long as
// somebody always reads, SQLite can only make it longer.
class ReadersGate
{
public:
    void enter()
    {
        std::unique_lock lock(mutex_);
        opened_.wait_for(lock, longest_pause, [this] { return !closed_; });
        ++inside_;
    }
    void leave()
    {
        const std::lock_guard lock(mutex_);
        if (--inside_ == 0)
            left_.notify_all();
    }
    // Whether everybody is out. One who reads for long is not waited for.
    bool close()
    {
        std::unique_lock lock(mutex_);
        closed_ = true;
        return left_.wait_for(lock, longest_pause, [this] { return inside_ == 0; });
    }
    void open()
    {
        {
            const std::lock_guard lock(mutex_);
            closed_ = false;
        }
        opened_.notify_all();
    }

private:
    static constexpr std::chrono::milliseconds longest_pause{50};

    std::mutex mutex_;
    std::condition_variable opened_;
    std::condition_variable left_;
    int inside_ = 0;
    bool closed_ = false;
};

// One reader's time inside.
class Inside
{
public:
    explicit Inside(ReadersGate& gate) : gate_(gate) { gate_.enter(); }
    ~Inside() { gate_.leave(); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

private:
    ReadersGate& gate_;
};

class SqliteDatabase final : public WritingDatabase
{
public:
    SqliteDatabase(const DatabaseSettings& settings, std::string path, int lock)
        : WritingDatabase(settings),
          path_(std::move(path)),
          lock_(lock),
          readers_(std::max(1, settings.readers))
    {}

    ~SqliteDatabase() override
    {
        stop();
        if (thread_.joinable())
            thread_.join();
    }

    Result<void> start();
    std::unique_ptr<PackWatch> watch_packs() override { return std::make_unique<NobodyElse>(); }
    bool is_postgresql() const override { return false; }

private:
    void read_with(const Wall* wall, const std::function<void(ReadTxn&)>& look) override;
    struct Answer
    {
        Result<void> result;
        std::exception_ptr thrown;
        bool settled = true;  // false: its writes could be neither kept nor undone by themselves
    };

    std::unique_ptr<Connection> connect() const;
    std::unique_ptr<Connection> connect_reader() const;
    void work();
    void write_batch(std::vector<Unit>& units);
    Answer write_unit(const Unit& unit, OpenTxn& txn);
    bool try_execute(const char* sql);
    void checkpoint(int mode);
    void begin_wal_anew();

    const std::string path_;
    const OpenFile lock_;
    std::unique_ptr<Connection> writer_;  // of the writing thread alone; closed after the readers
    ConnectionPool readers_;
    ReadersGate gate_;
    int frames_ = 0;  // in the WAL
    int frames_to_begin_anew_ = most_frames;
    int frames_at_checkpoint_ = 0;
    bool broken_ = false;  // an fsync failed: what the disk holds is known after a restart only
    std::thread thread_;   // last: it uses all of the above
};

std::unique_ptr<Connection> SqliteDatabase::connect() const
{
    auto connection = std::make_unique<Connection>(soci::sqlite3, "db=\"" + path_ + "\"", false);
    execute(
        connection->session,
        "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
        "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0"
    );
    return connection;
}

std::unique_ptr<Connection> SqliteDatabase::connect_reader() const
{
    auto connection = connect();
    execute(connection->session, "PRAGMA busy_timeout=5000; PRAGMA query_only=ON");
    // Closing the last connection would checkpoint, and only the writer may.
    sqlite_api::sqlite3_db_config(
        native(connection->session), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr
    );
    return connection;
}

Result<void> SqliteDatabase::start()
{
    writer_ = connect();
    execute(
        writer_->session, "PRAGMA busy_timeout=0; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                          // 64 MiB: a large import otherwise reads its own pages again and again.
                          "PRAGMA cache_size=-65536;"
                          "PRAGMA secure_delete=ON"
    );
    sqlite_api::sqlite3_wal_hook(
        native(writer_->session),
        [](void* frames, sqlite_api::sqlite3*, const char*, int count) {
            *static_cast<int*>(frames) = count;
            return SQLITE_OK;
        },
        &frames_
    );
    OpenTxn txn(*writer_, settings_.master_key);
    const auto run_sql = [this](const std::string& sql) { execute(writer_->session, sql); };
    const Result<void> migrated =
        migrate(txn, migrations_for(false, migration_files()), run_sql, SystemClock().now());
    if (!migrated)
        return migrated.error();
    thread_ = std::thread([this] { work(); });
    return {};
}

void SqliteDatabase::read_with(const Wall* wall, const std::function<void(ReadTxn&)>& look)
{
    std::unique_ptr<Connection> connection = readers_.borrow();
    try {
        const Inside inside(gate_);
        if (!connection)
            connection = connect_reader();
        execute(connection->session, "BEGIN");
        OpenTxn txn(*connection, settings_.master_key, wall);
        look(txn);
        execute(connection->session, "COMMIT");
    } catch (...) {
        if (connection && sqlite_api::sqlite3_get_autocommit(native(connection->session)) == 0)
            sqlite_api::sqlite3_exec(
                native(connection->session), "ROLLBACK", nullptr, nullptr, nullptr
            );
        readers_.give_back(std::move(connection));
        throw;
    }
    readers_.give_back(std::move(connection));
}

void SqliteDatabase::work()
{
    for (bool ended = false; !ended;) {
        std::vector<Unit> units = take(most_in_a_batch, idle, ended);
        if (!units.empty())
            write_batch(units);
        // When a checkpoint had moved everything, this batch began the WAL anew.
        frames_at_checkpoint_ = std::min(frames_at_checkpoint_, frames_);
        if (units.empty() && frames_ > 0)
            checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
        else if (frames_ >= frames_to_begin_anew_)
            begin_wal_anew();
        else if (frames_ - frames_at_checkpoint_ >= checkpoint_frames)
            checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    }
}

bool SqliteDatabase::try_execute(const char* sql)
{
    return sqlite_api::sqlite3_exec(native(writer_->session), sql, nullptr, nullptr, nullptr) ==
           SQLITE_OK;
}

SqliteDatabase::Answer SqliteDatabase::write_unit(const Unit& unit, OpenTxn& txn)
{
    Answer answer;
    try {
        execute(writer_->session, "SAVEPOINT unit");
        answer.result = unit.work(txn);
    } catch (const NulInText&) {
        answer.result = nul_in_text();
    } catch (const soci::sqlite3_soci_error& fault) {
        if (is_machine_fault(fault.result()))
            answer.result = storage_failed(fault.what());
        else
            answer.thrown = std::current_exception();
    } catch (...) {
        answer.thrown = std::current_exception();
    }
    const bool undone = answer.thrown || !answer.result;
    answer.settled = (!undone || try_execute("ROLLBACK TO unit")) && try_execute("RELEASE unit");
    return answer;
}

// All units in one transaction, each in its own savepoint. Answers after the commit.
void SqliteDatabase::write_batch(std::vector<Unit>& units)
{
    sqlite_api::sqlite3* const connection = native(writer_->session);
    std::vector<Answer> answers;
    std::string failure = broken_ ? "an earlier fsync failed; restart the server" : "";
    if (failure.empty() && !try_execute("BEGIN IMMEDIATE"))
        failure = sqlite_api::sqlite3_errmsg(connection);
    if (failure.empty()) {
        OpenTxn txn(*writer_, settings_.master_key);
        bool whole = true;
        for (std::size_t i = 0; i < units.size() && whole; ++i) {
            answers.push_back(write_unit(units[i], txn));
            // A full disk or a failed read may have rolled back the whole transaction.
            whole = answers.back().settled && sqlite_api::sqlite3_get_autocommit(connection) == 0;
        }
        if (!whole) {
            failure = "the transaction was rolled back";
        } else if (!try_execute("COMMIT")) {
            failure = sqlite_api::sqlite3_errmsg(connection);
            broken_ = (sqlite_api::sqlite3_extended_errcode(connection) & 0xFF) == SQLITE_IOERR;
        }
        if (sqlite_api::sqlite3_get_autocommit(connection) == 0 && !failure.empty())
            try_execute("ROLLBACK");
        note_commit();
    }
    for (std::size_t i = 0; i < units.size(); ++i) {
        if (!failure.empty())
            units[i].done(storage_failed(failure), nullptr);
        else
            units[i].done(std::move(answers[i].result), answers[i].thrown);
    }
}

void SqliteDatabase::checkpoint(int mode)
{
    const int code = sqlite_api::sqlite3_wal_checkpoint_v2(
        native(writer_->session), nullptr, mode, nullptr, nullptr
    );
    if (code == SQLITE_OK && mode != SQLITE_CHECKPOINT_PASSIVE) {
        frames_ = 0;
        frames_to_begin_anew_ = most_frames;
    }
    frames_at_checkpoint_ = frames_;
}

void SqliteDatabase::begin_wal_anew()
{
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);                    // most of the work, while others read
    frames_to_begin_anew_ = frames_ + 2 * checkpoint_frames;  // when somebody reads for long
    if (gate_.close())
        checkpoint(SQLITE_CHECKPOINT_RESTART);
    gate_.open();
}

// Makes the file, and lets nobody but its owner read it; SQLite gives -wal and -shm the same mode.
// It is closed again before SQLite opens it: closing it later would drop SQLite's POSIX locks.
bool keep_private(const std::string& path)
{
    const OpenFile file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    return file.get() >= 0 && ::fchmod(file.get(), 0600) == 0;
}

Error cannot_open(const std::string& path, const std::string& why)
{
    return refuse(
        Refusal::unavailable, "database_not_opened", "打不开数据库文件 " + path + "：" + why,
        "cannot open the database file " + path + ": " + why
    );
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const DatabaseSettings& settings)
{
    const std::string path = settings.address.substr(std::strlen("sqlite:"));
    if (path.empty() || path.find('"') != std::string::npos)
        return cannot_open(path, "a path without quotation marks is needed");
    const int lock = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return cannot_open(path, std::strerror(errno));
    auto database = std::make_unique<SqliteDatabase>(settings, path, lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return refuse(
            Refusal::unavailable, "database_in_use",
            "另一个程序正在使用数据库文件 " + path + "，请先停止它",
            "another process is using the database file " + path + "; stop it first"
        );
    if (!keep_private(path))
        return cannot_open(path, std::strerror(errno));
    try {
        const Result<void> started = database->start();
        if (!started)
            return started.error();
    } catch (const soci::soci_error& fault) {
        return cannot_open(path, fault.what());
    }
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace beihui::storage
