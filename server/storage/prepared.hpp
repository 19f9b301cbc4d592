#pragma once

// What statement.cpp and the backends share: one prepared statement. SOCI prepares it and frees it;
// values go in and come out through the handle that it holds, since SOCI copies each text once on
// either way and keeps a map of names for every run.

#include "storage/statement.hpp"

#include <soci/soci.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace beihui::storage
{

struct Prepared
{
    Prepared(soci::session& session, std::string_view text, std::string_view types)
        : sql(text), columns(types), statement(session)
    {
        statement.alloc();
        statement.prepare(sql);
    }
    virtual ~Prepared() = default;
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    // Runs it with these values; a statement with columns stands before its first row then.
    virtual void start(Parameters parameters) = 0;
    virtual bool next() = 0;
    // A column of the row; none for NULL. A text lives until the next row.
    virtual std::optional<std::string_view> text(std::size_t column) = 0;
    virtual std::optional<std::int64_t> integer(std::size_t column) = 0;
    virtual std::int64_t affected() = 0;
    virtual void end() noexcept = 0;  // nobody reads it any more

    const std::string sql;
    const std::string columns;
    bool busy = false;
    std::unique_ptr<Prepared> alike;  // the same text, for when this one is busy

protected:
    // How many values it takes must be how many it is given.
    void check_count(std::size_t places, Parameters parameters) const
    {
        if (places != parameters.size())
            throw std::logic_error("another number of parameters than it has: " + sql);
    }

    soci::statement statement;
};

std::unique_ptr<Prepared> prepare_sqlite(
    soci::session& session,
    std::string_view sql,
    std::string_view columns
);
std::unique_ptr<Prepared> prepare_postgresql(
    soci::session& session,
    PostgresqlLine& line,
    std::string_view sql,
    std::string_view columns
);

}  // namespace beihui::storage
