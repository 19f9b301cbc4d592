#include "bench/process.hpp"
#include "bench/replay.hpp"
#include "bench/statements.hpp"
#include "figures/figures.hpp"

#include <boost/json/serialize.hpp>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

class SqliteReplay
{
public:
    SqliteReplay(const std::filesystem::path& database, const Recorded& recorded)
        : recorded_(recorded), prepared_(recorded.sql.size(), nullptr), path_(database)
    {
        if (sqlite3_open_v2(
                database.c_str(), &link_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr
            ) != SQLITE_OK)
            fail("cannot open " + database.string());
        for (const std::string& setting : recorded.settings)
            execute(setting.c_str());
        sqlite3_wal_hook(
            link_,
            [](void* frames, sqlite3*, const char*, int count) {
                *static_cast<int*>(frames) = count;
                return SQLITE_OK;
            },
            &frames_
        );
    }
    ~SqliteReplay()
    {
        for (sqlite3_stmt* const statement : prepared_)
            sqlite3_finalize(statement);
        sqlite3_close(link_);
    }
    SqliteReplay(const SqliteReplay&) = delete;
    SqliteReplay& operator=(const SqliteReplay&) = delete;

    json::object run(std::size_t units_of_a_commit);
    std::string ask(const char* sql);

private:
    void execute(const char* sql);
    void run_unit(const RecordedUnit& unit);
    void run_statement(const RecordedRun& run);
    void bind(sqlite3_stmt* statement, int at, const RecordedValue& value);
    void commit();

    const Recorded& recorded_;
    std::vector<sqlite3_stmt*> prepared_;
    std::filesystem::path path_;
    sqlite3* link_ = nullptr;
    int frames_ = 0;
    int frames_at_checkpoint_ = 0;
    std::uintmax_t wal_ = 0;
};

void SqliteReplay::execute(const char* sql)
{
    if (sqlite3_exec(link_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(std::string(sql) + ": " + sqlite3_errmsg(link_));
}

std::string SqliteReplay::ask(const char* sql)
{
    sqlite3_stmt* statement = nullptr;
    std::string found;
    if (sqlite3_prepare_v2(link_, sql, -1, &statement, nullptr) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        found = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return found;
}

// The texts live in the recording: SQLite need not copy them.
void SqliteReplay::bind(sqlite3_stmt* statement, int at, const RecordedValue& value)
{
    const auto size = static_cast<int>(value.text.size());
    switch (value.kind) {
    case 'i': sqlite3_bind_int64(statement, at, value.number); break;
    case 't': sqlite3_bind_text(statement, at, value.text.data(), size, SQLITE_STATIC); break;
    case 'b': sqlite3_bind_blob(statement, at, value.text.data(), size, SQLITE_STATIC); break;
    default:  sqlite3_bind_null(statement, at); break;
    }
}

void SqliteReplay::run_statement(const RecordedRun& run)
{
    if (run.steps == 0)
        return execute(recorded_.sql[run.sql].c_str());
    sqlite3_stmt*& statement = prepared_[run.sql];
    if (!statement && sqlite3_prepare_v3(
                          link_, recorded_.sql[run.sql].c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                          &statement, nullptr
                      ) != SQLITE_OK)
        fail(recorded_.sql[run.sql] + ": " + sqlite3_errmsg(link_));
    for (std::size_t i = 0; i < run.values.size(); ++i)
        bind(statement, static_cast<int>(i) + 1, run.values[i]);
    for (std::size_t i = 0; i < run.steps; ++i) {
        const int code = sqlite3_step(statement);
        if (code == SQLITE_DONE)
            break;
        if (code != SQLITE_ROW)
            fail(recorded_.sql[run.sql] + ": " + sqlite3_errmsg(link_));
    }
    sqlite3_reset(statement);
}

void SqliteReplay::run_unit(const RecordedUnit& unit)
{
    for (const RecordedRun& run : unit.runs)
        run_statement(run);
}

// Checkpoints as the server does between its commits: passive ones after so many frames.
void SqliteReplay::commit()
{
    execute("COMMIT");
    frames_at_checkpoint_ = std::min(frames_at_checkpoint_, frames_);
    if (recorded_.checkpoint_frames > 0 &&
        frames_ - frames_at_checkpoint_ >= recorded_.checkpoint_frames) {
        sqlite3_wal_checkpoint_v2(link_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        frames_at_checkpoint_ = frames_;
    }
    std::error_code none;
    const auto size = std::filesystem::file_size(path_.string() + "-wal", none);
    if (!none)
        wal_ = std::max(wal_, size);
}

json::object SqliteReplay::run(std::size_t units_of_a_commit)
{
    const auto& units = recorded_.units;
    // What the server did before the first act is not measured.
    std::size_t at = 0;
    execute("BEGIN IMMEDIATE");
    while (at < units.size() && units[at].entries == 0)
        run_unit(units[at++]);
    execute("COMMIT");
    const std::string before = ask("SELECT count(*) FROM entry");
    std::vector<float> commits;
    const auto begin = Steady::now();
    while (at < units.size()) {
        const auto from = Steady::now();
        execute("BEGIN IMMEDIATE");
        for (const auto end = std::min(units.size(), at + units_of_a_commit); at < end; ++at)
            run_unit(units[at]);
        commit();
        commits.push_back(std::chrono::duration<float>(Steady::now() - from).count() * 1000);
    }
    const double took = std::chrono::duration<double>(Steady::now() - begin).count();
    const std::string after = ask("SELECT count(*) FROM entry");
    if (std::stoll(after) - std::stoll(before) != static_cast<long long>(recorded_.entries))
        fail("the replay did not write the entries that the server wrote");
    return {
        {"entries", recorded_.entries},
        {"seconds", took},
        {"per_second", static_cast<double>(recorded_.entries) / took},
        {"commit_p99_ms", percentile(commits, 0.99)},
        {"commit_max_ms", percentile(commits, 1)},
        {"wal_bytes", wal_},
        {"checkpoint_frames", recorded_.checkpoint_frames},
        {"journal_mode", ask("PRAGMA journal_mode")},
        {"synchronous", ask("PRAGMA synchronous")},
        {"wal_autocheckpoint", ask("PRAGMA wal_autocheckpoint")},
    };
}

}  // namespace

int replay_sqlite(
    const std::filesystem::path& database,
    const std::filesystem::path& recording,
    std::size_t units_of_a_commit
)
{
    const Recorded recorded = read_recording(recording, false);
    SqliteReplay replay(database, recorded);
    const json::object told = replay.run(units_of_a_commit);
    std::printf("%s\n", json::serialize(told).c_str());
    return 0;
}

}  // namespace beihui::bench
