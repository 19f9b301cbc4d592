#include "storage/backends/postgresql_line.hpp"
#include "storage/prepared.hpp"

#include <soci/soci.h>

namespace beihui::storage
{
namespace
{

// Lists with many forms of a filter make many texts; beyond this the connection begins anew.
constexpr std::size_t most_kept = 256;

bool is_busy(const Prepared* prepared)
{
    for (; prepared; prepared = prepared->alike.get())
        if (prepared->busy)
            return true;
    return false;
}

}  // namespace

Statements::Statements(soci::session& session, bool is_postgresql) : session_(session)
{
    if (is_postgresql)
        line_ = std::make_unique<PostgresqlLine>(session);
}

Statements::~Statements()
{
    if (line_)
        line_->forget();
}

std::unique_ptr<Prepared> Statements::prepare(std::string_view sql, std::string_view columns)
{
    return line_ ? prepare_postgresql(session_, *line_, sql, columns)
                 : prepare_sqlite(session_, sql, columns);
}

Prepared& Statements::kept(std::string_view sql, std::string_view columns)
{
    if (const auto found = kept_.find(sql); found != kept_.end())
        return *found->second;
    if (kept_.size() >= most_kept) {
        if (line_)
            line_->settle();  // SOCI frees each with a statement of its own
        std::erase_if(kept_, [](const auto& each) { return !is_busy(each.second.get()); });
        at_hand_.fill(nullptr);
    }
    std::unique_ptr<Prepared> made = prepare(sql, columns);
    Prepared& prepared = *made;
    kept_.emplace(prepared.sql, std::move(made));
    return prepared;
}

Prepared& Statements::borrow(std::string_view sql, std::string_view columns)
{
    const auto address = reinterpret_cast<std::uintptr_t>(sql.data());
    Prepared*& at_hand = at_hand_[(address ^ (address >> 8) ^ sql.size()) % at_hand_.size()];
    // Another text may stand there by now.
    if (!at_hand || at_hand->sql != sql)
        at_hand = &kept(sql, columns);
    Prepared* prepared = at_hand;
    for (; prepared->busy; prepared = prepared->alike.get())
        if (!prepared->alike)
            prepared->alike = prepare(sql, columns);
    if (prepared->columns != columns)
        throw std::logic_error("other columns than before: " + prepared->sql);
    prepared->busy = true;
    return *prepared;
}

Query::Query(ReadTxn& txn, std::string_view sql, std::string_view columns, Parameters parameters)
    : prepared_(txn.statements().borrow(sql, columns))
{
    try {
        prepared_.start(parameters);
    } catch (...) {
        prepared_.end();
        prepared_.busy = false;
        throw;
    }
}

Query::~Query()
{
    prepared_.end();
    prepared_.busy = false;
}

bool Query::next()
{
    column_ = 0;
    return prepared_.next();
}

std::size_t Query::place()
{
    if (column_ >= prepared_.columns.size())
        throw std::logic_error("more columns are read than it has: " + prepared_.sql);
    return column_++;
}

std::string_view Query::view()
{
    return prepared_.text(place()).value_or(std::string_view());
}

std::optional<std::string> Query::maybe_text()
{
    const std::optional<std::string_view> text = prepared_.text(place());
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::optional<std::int64_t> Query::maybe_integer()
{
    return prepared_.integer(place());
}

std::optional<Instant> Query::maybe_instant()
{
    const std::optional<std::int64_t> ms = maybe_integer();
    return ms ? std::optional<Instant>(Instant::from_ms(*ms)) : std::nullopt;
}

std::int64_t Query::affected()
{
    return prepared_.affected();
}

std::int64_t run(WriteTxn& txn, std::string_view sql, Parameters parameters)
{
    return Query(txn, sql, {}, parameters).affected();
}

void send(WriteTxn& txn, std::string_view sql, Parameters parameters)
{
    const Query sent(txn, sql, {}, parameters);
}

}  // namespace beihui::storage
