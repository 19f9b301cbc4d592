// A prepared statement of SQLite. One thread uses a connection at a time.

#include "storage/prepared.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <new>

namespace beihui::storage
{
namespace
{

class SqlitePrepared final : public Prepared
{
public:
    SqlitePrepared(soci::session& session, std::string_view text, std::string_view types);

    void start(Parameters parameters) override;
    bool next() override { return standing_ && step(); }
    std::optional<std::string_view> text(std::size_t column) override;
    std::optional<std::int64_t> integer(std::size_t column) override;
    std::int64_t affected() override { return changed_; }
    // A statement that stands at a row would keep its snapshot open.
    void end() noexcept override
    {
        if (standing_)
            sqlite_api::sqlite3_reset(handle_);
        standing_ = false;
    }

private:
    void bind(int place, const Parameter& parameter, std::string_view text);
    std::string_view kept(std::string_view text);
    bool step();
    [[noreturn]] void fail(int code) const;

    sqlite_api::sqlite3_stmt* handle_;
    sqlite_api::sqlite3* link_;
    std::size_t places_;
    std::int64_t changed_ = 0;
    bool standing_ = false;  // it may hold a snapshot
    std::string texts_;      // of the parameters, for rows that are read after the call
};

SqlitePrepared::SqlitePrepared(
    soci::session& session,
    std::string_view text,
    std::string_view types
)
    : Prepared(session, text, types),
      handle_(static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_),
      link_(sqlite_api::sqlite3_db_handle(handle_)),
      places_(static_cast<std::size_t>(sqlite_api::sqlite3_bind_parameter_count(handle_)))
{
    const int has = sqlite_api::sqlite3_column_count(handle_);
    if (!columns.empty() && static_cast<std::size_t>(has) != columns.size())
        throw std::logic_error("another number of columns than it answers: " + sql);
}

void SqlitePrepared::fail(int code) const
{
    throw soci::sqlite3_soci_error(
        std::string(sqlite_api::sqlite3_errmsg(link_)) + " while executing \"" + sql + '"', code
    );
}

void SqlitePrepared::bind(int place, const Parameter& parameter, std::string_view text)
{
    int code = SQLITE_OK;
    if (parameter.is_null())
        code = sqlite_api::sqlite3_bind_null(handle_, place);
    else if (parameter.is_text())
        code = sqlite_api::sqlite3_bind_text(
            handle_, place, text.data() ? text.data() : "", static_cast<int>(text.size()),
            SQLITE_STATIC
        );
    else
        code = sqlite_api::sqlite3_bind_int64(handle_, place, parameter.number());
    if (code != SQLITE_OK)
        fail(code);
}

// A copy, in the room that start() has made.
std::string_view SqlitePrepared::kept(std::string_view text)
{
    const std::size_t at = texts_.size();
    texts_ += text;
    return std::string_view(texts_).substr(at);
}

void SqlitePrepared::start(Parameters parameters)
{
    check_count(places_, parameters);
    std::size_t size = 0;
    for (const Parameter& parameter : parameters) {
        const std::string_view text = parameter.text();
        if (!text.empty() && text.find('\0') != std::string_view::npos)
            throw NulInText();
        size += text.size();
    }
    const bool at_once = columns.empty();
    texts_.clear();
    if (!at_once)
        texts_.reserve(size);
    int place = 0;
    for (const Parameter& parameter : parameters)
        bind(++place, parameter, at_once ? parameter.text() : kept(parameter.text()));
    standing_ = true;
    if (at_once) {
        step();
        changed_ = sqlite_api::sqlite3_changes64(link_);  // until another statement changes some
        end();                                            // what it was bound to lives until here
    }
}

bool SqlitePrepared::step()
{
    const int code = sqlite_api::sqlite3_step(handle_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        fail(code);
    end();  // a further step would run it again
    return false;
}

// One look for the column and none for each of its type, bytes and length. What sqlite3_column_value
// answers is good on the thread that steps, which is this one.
std::optional<std::string_view> SqlitePrepared::text(std::size_t column)
{
    sqlite_api::sqlite3_value* const value =
        sqlite_api::sqlite3_column_value(handle_, static_cast<int>(column));
    const auto* const bytes = reinterpret_cast<const char*>(sqlite_api::sqlite3_value_text(value));
    if (bytes) {
        const int size = sqlite_api::sqlite3_value_bytes(value);
        return std::string_view(bytes, static_cast<std::size_t>(size));
    }
    if (sqlite_api::sqlite3_value_type(value) != SQLITE_NULL)
        throw std::bad_alloc();
    return std::nullopt;
}

std::optional<std::int64_t> SqlitePrepared::integer(std::size_t column)
{
    sqlite_api::sqlite3_value* const value =
        sqlite_api::sqlite3_column_value(handle_, static_cast<int>(column));
    if (sqlite_api::sqlite3_value_type(value) == SQLITE_NULL)
        return std::nullopt;
    return sqlite_api::sqlite3_value_int64(value);
}

}  // namespace

std::unique_ptr<Prepared> prepare_sqlite(
    soci::session& session,
    std::string_view sql,
    std::string_view columns
)
{
    return std::make_unique<SqlitePrepared>(session, sql, columns);
}

}  // namespace beihui::storage
