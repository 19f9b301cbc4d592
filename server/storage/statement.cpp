#include "storage/statement.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <deque>

namespace beihui::storage
{
namespace
{

// Lists with many forms of a filter make many texts; beyond this the connection begins anew.
constexpr std::size_t most_kept = 256;

struct Cell
{
    bool is_text = true;
    std::string text;
    long long number = 0;
    soci::indicator state = soci::i_ok;
};

}  // namespace

// SOCI 4.0 binds references: the variables live as long as the statement, at one place.
struct Prepared
{
    Prepared(
        soci::session& session,
        std::string_view text,
        std::string_view columns,
        Parameters parameters
    );

    void bind(Parameters parameters);

    std::string sql;
    std::deque<Cell> in;
    std::deque<Cell> out;
    soci::statement statement;
};

Prepared::Prepared(
    soci::session& session,
    std::string_view text,
    std::string_view columns,
    Parameters parameters
)
    : sql(text), statement(session)
{
    statement.alloc();
    statement.prepare(sql);
    for (const Parameter& parameter : parameters) {
        Cell& cell = in.emplace_back();
        cell.is_text = parameter.is_text();
        if (cell.is_text)
            statement.exchange(soci::use(cell.text, cell.state));
        else
            statement.exchange(soci::use(cell.number, cell.state));
    }
    for (const char type : columns) {
        Cell& cell = out.emplace_back();
        cell.is_text = type == 't';
        if (cell.is_text)
            statement.exchange(soci::into(cell.text, cell.state));
        else
            statement.exchange(soci::into(cell.number, cell.state));
    }
    statement.define_and_bind();
}

void Prepared::bind(Parameters parameters)
{
    if (parameters.size() != in.size())
        throw std::logic_error("another number of parameters than before: " + sql);
    auto cell = in.begin();
    for (const Parameter& parameter : parameters) {
        if (cell->is_text != parameter.is_text())
            throw std::logic_error("a parameter of another type than before: " + sql);
        if (parameter.text().find('\0') != std::string_view::npos)
            throw NulInText();
        cell->state = parameter.is_null() ? soci::i_null : soci::i_ok;
        cell->text = parameter.text();
        cell->number = parameter.number();
        ++cell;
    }
}

Statements::Statements(soci::session& session, bool is_postgresql)
    : session_(session), is_postgresql_(is_postgresql)
{}

Statements::~Statements() = default;

std::unique_ptr<Prepared> Statements::borrow(
    std::string_view sql,
    std::string_view columns,
    Parameters parameters
)
{
    const auto found = kept_.find(sql);
    if (found != kept_.end() && found->second)
        return std::move(found->second);
    return std::make_unique<Prepared>(session_, sql, columns, parameters);
}

void Statements::give_back(std::unique_ptr<Prepared> prepared) noexcept
{
    // A SQLite statement that stands at a row would keep its snapshot open.
    if (!is_postgresql_) {
        auto* const backend =
            static_cast<soci::sqlite3_statement_backend*>(prepared->statement.get_backend());
        sqlite_api::sqlite3_reset(backend->stmt_);
    }
    try {
        if (kept_.size() >= most_kept && !kept_.contains(prepared->sql))
            kept_.clear();
        std::unique_ptr<Prepared>& place = kept_[prepared->sql];
        if (!place)
            place = std::move(prepared);
    } catch (const std::bad_alloc&) {
        // It is not kept; the next run prepares it again.
    }
}

Query::Query(ReadTxn& txn, std::string_view sql, std::string_view columns, Parameters parameters)
    : statements_(txn.statements()), prepared_(statements_.borrow(sql, columns, parameters))
{
    try {
        prepared_->bind(parameters);
        // With an exchange of data, SOCI would read the first row here.
        prepared_->statement.execute(columns.empty());
    } catch (...) {
        // SOCI frees what it made of the parameters only after a run that succeeded.
        prepared_->statement.undefine_and_bind();
        prepared_->statement.define_and_bind();
        statements_.give_back(std::move(prepared_));
        throw;
    }
}

Query::~Query()
{
    statements_.give_back(std::move(prepared_));
}

bool Query::next()
{
    column_ = 0;
    return prepared_->statement.fetch();
}

std::string Query::text()
{
    const Cell& cell = prepared_->out.at(column_++);
    return cell.state == soci::i_null ? std::string() : cell.text;
}

std::int64_t Query::integer()
{
    const Cell& cell = prepared_->out.at(column_++);
    return cell.state == soci::i_null ? 0 : cell.number;
}

std::optional<std::string> Query::maybe_text()
{
    const Cell& cell = prepared_->out.at(column_++);
    return cell.state == soci::i_null ? std::nullopt : std::optional<std::string>(cell.text);
}

std::optional<std::int64_t> Query::maybe_integer()
{
    const Cell& cell = prepared_->out.at(column_++);
    return cell.state == soci::i_null ? std::nullopt : std::optional<std::int64_t>(cell.number);
}

std::optional<Instant> Query::maybe_instant()
{
    const std::optional<std::int64_t> ms = maybe_integer();
    return ms ? std::optional<Instant>(Instant::from_ms(*ms)) : std::nullopt;
}

std::int64_t Query::affected() const
{
    return prepared_->statement.get_affected_rows();
}

std::int64_t run(WriteTxn& txn, std::string_view sql, Parameters parameters)
{
    return Query(txn, sql, {}, parameters).affected();
}

}  // namespace beihui::storage
