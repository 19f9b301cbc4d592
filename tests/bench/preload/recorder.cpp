// Loaded before the libraries of a server (LD_PRELOAD), it writes down every statement with its values
// that the server's writing connections run: what the limit programs run again. The server itself
// is the one that people run, and no time is taken while this is loaded.
//
// SQLite: sqlite3_prepare_v2, _bind_*, _step, _exec and checkpoints. PostgreSQL: PQprepare,
// PQexecPrepared, PQexecParams, PQexec and their PQsend… kin. Written to $BEIHUI_RECORDING when the
// program ends; see statements.hpp for the form.

#include <dlfcn.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace
{

struct Value
{
    char kind = 'n';  // n null, i integer, t text, b blob
    std::int64_t number = 0;
    std::string text;
};

struct Run
{
    std::uint32_t sql = 0;
    std::uint32_t steps = 0;
    std::uint64_t order = 0;  // among the runs of all connections
    std::vector<Value> values;
};

struct Link
{
    bool only_reads = false;
    std::deque<Run> runs;
    std::map<std::string, std::string> prepared;  // PostgreSQL: names of statements
};

struct Statement
{
    void* link = nullptr;
    std::uint32_t sql = 0;
    std::vector<Value> values;
    Run* running = nullptr;
};

// How deep this thread is inside a function of ours: what the library calls itself is not written
// down a second time.
thread_local int depth = 0;

struct Inside
{
    Inside() { ++depth; }
    ~Inside() { --depth; }
    bool outermost() const { return depth == 1; }
};

class Recording
{
public:
    // Never destroyed: connections may end after everything else.
    static Recording& only()
    {
        static auto* const one = new Recording;
        return *one;
    }

    std::uint32_t number_of(const std::string& sql)
    {
        const auto [place, is_new] =
            numbers_.try_emplace(sql, static_cast<std::uint32_t>(texts_.size()));
        if (is_new)
            texts_.push_back(sql);
        return place->second;
    }
    Run* add(void* link, std::uint32_t sql, std::vector<Value> values)
    {
        Link& of = links[link];
        if (of.only_reads)
            return nullptr;
        of.runs.push_back({sql, 0, ++order_, std::move(values)});
        return &of.runs.back();
    }
    void write() const;

    std::mutex mutex;
    std::unordered_map<void*, Statement> statements;
    std::map<void*, Link> links;

private:
    std::uint64_t order_ = 0;
    std::vector<std::string> texts_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
};

void put(std::FILE* file, std::uint64_t number)
{
    std::fwrite(&number, sizeof number, 1, file);
}

void put(std::FILE* file, const std::string& text)
{
    put(file, text.size());
    std::fwrite(text.data(), 1, text.size(), file);
}

void Recording::write() const
{
    const char* const path = std::getenv("BEIHUI_RECORDING");
    std::FILE* const file = path ? std::fopen(path, "wb") : nullptr;
    if (!file)
        return;
    put(file, texts_.size());
    for (const std::string& text : texts_)
        put(file, text);
    put(file, links.size());
    for (const auto& [address, link] : links) {
        put(file, link.runs.size());
        for (const Run& run : link.runs) {
            put(file, run.sql);
            put(file, run.steps);
            put(file, run.order);
            put(file, run.values.size());
            for (const Value& value : run.values) {
                std::fputc(value.kind, file);
                if (value.kind == 'i')
                    put(file, static_cast<std::uint64_t>(value.number));
                else if (value.kind != 'n')
                    put(file, value.text);
            }
        }
    }
    std::fclose(file);
}

__attribute__((destructor)) void write_at_end()
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    recording.write();
}

// The function of that name in the library itself.
template <class Function>
Function real(const char* name)
{
    void* const found = ::dlsym(RTLD_NEXT, name);
    if (!found) {
        std::fprintf(stderr, "recorder: no %s\n", name);
        std::abort();
    }
    return reinterpret_cast<Function>(found);
}

#define REAL(name) static const auto real_##name = real<decltype(&name)>(#name)

void keep_value(sqlite3_stmt* statement, int at, Value value)
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    const auto found = recording.statements.find(statement);
    if (found == recording.statements.end() || at < 1)
        return;
    auto& values = found->second.values;
    if (values.size() < static_cast<std::size_t>(at))
        values.resize(static_cast<std::size_t>(at));
    values[static_cast<std::size_t>(at) - 1] = std::move(value);
}

void ended(sqlite3_stmt* statement, bool gone)
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    const auto found = recording.statements.find(statement);
    if (found == recording.statements.end())
        return;
    found->second.running = nullptr;
    if (gone)
        recording.statements.erase(found);
}

void sent(PGconn* link, const std::string& sql, int count, const char* const* values)
{
    Recording& recording = Recording::only();
    std::vector<Value> list(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        if (values[i])
            list[static_cast<std::size_t>(i)] = {'t', 0, values[i]};
    recording.add(link, recording.number_of(sql), std::move(list));
}

void sent_prepared(PGconn* link, const char* name, int count, const char* const* values)
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    const auto& prepared = recording.links[link].prepared;
    const auto found = prepared.find(name);
    if (found != prepared.end())
        sent(link, found->second, count, values);
}

void sent_text(PGconn* link, const char* sql, int count, const char* const* values)
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    sent(link, sql, count, values);
}

void named(PGconn* link, const char* name, const char* sql)
{
    Recording& recording = Recording::only();
    const std::lock_guard lock(recording.mutex);
    recording.links[link].prepared[name] = sql;
}

}  // namespace

extern "C"
{
    int sqlite3_prepare_v2(
        sqlite3* link,
        const char* sql,
        int size,
        sqlite3_stmt** made,
        const char** rest
    )
    {
        REAL(sqlite3_prepare_v2);
        const Inside inside;
        const int code = real_sqlite3_prepare_v2(link, sql, size, made, rest);
        if (code == SQLITE_OK && inside.outermost() && *made) {
            Recording& recording = Recording::only();
            const std::lock_guard lock(recording.mutex);
            recording.statements[*made] = {
                link, recording.number_of(sqlite3_sql(*made)), {}, nullptr
            };
        }
        return code;
    }

    int sqlite3_bind_text(sqlite3_stmt* of, int at, const char* text, int size, void (*end)(void*))
    {
        REAL(sqlite3_bind_text);
        const std::size_t length = !text      ? 0
                                   : size < 0 ? std::strlen(text)
                                              : static_cast<std::size_t>(size);
        keep_value(of, at, text ? Value{'t', 0, std::string(text, length)} : Value{});
        return real_sqlite3_bind_text(of, at, text, size, end);
    }

    int sqlite3_bind_blob(sqlite3_stmt* of, int at, const void* bytes, int size, void (*end)(void*))
    {
        REAL(sqlite3_bind_blob);
        keep_value(
            of, at,
            {'b', 0, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))}
        );
        return real_sqlite3_bind_blob(of, at, bytes, size, end);
    }

    int sqlite3_bind_int64(sqlite3_stmt* of, int at, sqlite3_int64 number)
    {
        REAL(sqlite3_bind_int64);
        keep_value(of, at, {'i', number, {}});
        return real_sqlite3_bind_int64(of, at, number);
    }

    int sqlite3_bind_int(sqlite3_stmt* of, int at, int number)
    {
        REAL(sqlite3_bind_int);
        keep_value(of, at, {'i', number, {}});
        return real_sqlite3_bind_int(of, at, number);
    }

    int sqlite3_bind_null(sqlite3_stmt* of, int at)
    {
        REAL(sqlite3_bind_null);
        keep_value(of, at, {});
        return real_sqlite3_bind_null(of, at);
    }

    int sqlite3_step(sqlite3_stmt* of)
    {
        REAL(sqlite3_step);
        const Inside inside;
        if (inside.outermost()) {
            Recording& recording = Recording::only();
            const std::lock_guard lock(recording.mutex);
            const auto found = recording.statements.find(of);
            if (found != recording.statements.end()) {
                Statement& statement = found->second;
                if (!statement.running)
                    statement.running =
                        recording.add(statement.link, statement.sql, statement.values);
                if (statement.running)
                    ++statement.running->steps;
            }
        }
        return real_sqlite3_step(of);
    }

    int sqlite3_reset(sqlite3_stmt* of)
    {
        REAL(sqlite3_reset);
        const Inside inside;
        if (inside.outermost())
            ended(of, false);
        return real_sqlite3_reset(of);
    }

    int sqlite3_finalize(sqlite3_stmt* of)
    {
        REAL(sqlite3_finalize);
        const Inside inside;
        if (inside.outermost())
            ended(of, true);
        return real_sqlite3_finalize(of);
    }

    int sqlite3_exec(
        sqlite3* link,
        const char* sql,
        int (*each)(void*, int, char**, char**),
        void* given,
        char** error
    )
    {
        REAL(sqlite3_exec);
        const Inside inside;
        if (inside.outermost()) {
            Recording& recording = Recording::only();
            const std::lock_guard lock(recording.mutex);
            if (std::strstr(sql, "query_only=ON"))
                recording.links[link].only_reads = true;
            recording.add(link, recording.number_of(sql), {});
        }
        return real_sqlite3_exec(link, sql, each, given, error);
    }

    int sqlite3_wal_checkpoint_v2(
        sqlite3* link,
        const char* name,
        int mode,
        int* frames,
        int* moved
    )
    {
        REAL(sqlite3_wal_checkpoint_v2);
        const Inside inside;
        int in_log = -1;
        int done = -1;
        const int code = real_sqlite3_wal_checkpoint_v2(link, name, mode, &in_log, &done);
        if (frames)
            *frames = in_log;
        if (moved)
            *moved = done;
        Recording& recording = Recording::only();
        const std::lock_guard lock(recording.mutex);
        recording.add(
            link, recording.number_of("-- checkpoint"), {{'i', mode, {}}, {'i', in_log, {}}}
        );
        return code;
    }

    PGresult* PQprepare(
        PGconn* link,
        const char* name,
        const char* sql,
        int count,
        const Oid* types
    )
    {
        REAL(PQprepare);
        named(link, name, sql);
        return real_PQprepare(link, name, sql, count, types);
    }

    int PQsendPrepare(PGconn* link, const char* name, const char* sql, int count, const Oid* types)
    {
        REAL(PQsendPrepare);
        const Inside inside;
        if (inside.outermost())
            named(link, name, sql);
        return real_PQsendPrepare(link, name, sql, count, types);
    }

    PGresult* PQexecPrepared(
        PGconn* link,
        const char* name,
        int count,
        const char* const* values,
        const int* lengths,
        const int* formats,
        int format
    )
    {
        REAL(PQexecPrepared);
        const Inside inside;
        sent_prepared(link, name, count, values);
        return real_PQexecPrepared(link, name, count, values, lengths, formats, format);
    }

    int PQsendQueryPrepared(
        PGconn* link,
        const char* name,
        int count,
        const char* const* values,
        const int* lengths,
        const int* formats,
        int format
    )
    {
        REAL(PQsendQueryPrepared);
        const Inside inside;
        if (inside.outermost())
            sent_prepared(link, name, count, values);
        return real_PQsendQueryPrepared(link, name, count, values, lengths, formats, format);
    }

    PGresult* PQexecParams(
        PGconn* link,
        const char* sql,
        int count,
        const Oid* types,
        const char* const* values,
        const int* lengths,
        const int* formats,
        int format
    )
    {
        REAL(PQexecParams);
        const Inside inside;
        sent_text(link, sql, count, values);
        return real_PQexecParams(link, sql, count, types, values, lengths, formats, format);
    }

    int PQsendQueryParams(
        PGconn* link,
        const char* sql,
        int count,
        const Oid* types,
        const char* const* values,
        const int* lengths,
        const int* formats,
        int format
    )
    {
        REAL(PQsendQueryParams);
        const Inside inside;
        if (inside.outermost())
            sent_text(link, sql, count, values);
        return real_PQsendQueryParams(link, sql, count, types, values, lengths, formats, format);
    }

    PGresult* PQexec(PGconn* link, const char* sql)
    {
        REAL(PQexec);
        const Inside inside;
        sent_text(link, sql, 0, nullptr);
        return real_PQexec(link, sql);
    }

    int PQsendQuery(PGconn* link, const char* sql)
    {
        REAL(PQsendQuery);
        const Inside inside;
        if (inside.outermost())
            sent_text(link, sql, 0, nullptr);
        return real_PQsendQuery(link, sql);
    }
}
