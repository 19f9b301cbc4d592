#include "recording.hpp"

#include <libpq-fe.h>

namespace
{

using namespace beihui::recorder;

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
