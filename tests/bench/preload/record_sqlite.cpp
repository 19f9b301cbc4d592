#include "recording.hpp"

#include <sqlite3.h>

#include <cstring>

namespace
{

using namespace beihui::recorder;

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
}
