// A prepared statement of PostgreSQL. Values go and come as texts, as the server types them itself.

#include "storage/backends/postgresql_line.hpp"
#include "storage/prepared.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <charconv>

namespace beihui::storage
{
namespace
{

class PostgresqlPrepared final : public Prepared, private PgAsker
{
public:
    PostgresqlPrepared(
        soci::session& session,
        PostgresqlLine& line,
        std::string_view text,
        std::string_view types
    )
        : Prepared(session, text, types),
          line_(line),
          backend_(*static_cast<soci::postgresql_statement_backend*>(statement.get_backend()))
    {}

    void start(Parameters parameters) override;
    bool next() override;
    std::optional<std::string_view> text(std::size_t column) override;
    std::optional<std::int64_t> integer(std::size_t column) override;
    std::int64_t affected() override;
    void end() noexcept override;

private:
    void take(PgAnswer answer) noexcept override
    {
        answer_ = std::move(answer);
        outstanding_ = false;
    }
    void wait();
    void put(const Parameter& parameter);

    PostgresqlLine& line_;
    const soci::postgresql_statement_backend& backend_;
    bool outstanding_ = false;
    PgAnswer answer_{nullptr, PQclear};
    int row_ = -1;
    std::string texts_;  // of the parameters, each with its U+0000
    std::vector<const char*> values_;
};

// Adds its text; the room has been made, so that those before it stay where they are.
void PostgresqlPrepared::put(const Parameter& parameter)
{
    if (parameter.is_null()) {
        values_.push_back(nullptr);
        return;
    }
    const std::size_t at = texts_.size();
    if (parameter.is_text()) {
        texts_ += parameter.text();
    } else {
        char digits[24];
        const auto end = std::to_chars(digits, std::end(digits), parameter.number()).ptr;
        texts_.append(digits, end);
    }
    texts_ += '\0';
    values_.push_back(texts_.data() + at);
}

void PostgresqlPrepared::start(Parameters parameters)
{
    check_count(backend_.names_.size(), parameters);
    std::size_t size = 0;
    for (const Parameter& parameter : parameters) {
        const std::string_view text = parameter.text();
        if (!text.empty() && text.find('\0') != std::string_view::npos)
            throw NulInText();
        size += text.size() + 24;
    }
    texts_.clear();
    texts_.reserve(size);
    values_.clear();
    values_.reserve(parameters.size());
    for (const Parameter& parameter : parameters)
        put(parameter);
    row_ = -1;
    answer_.reset();
    line_.send(backend_.statementName_, values_, *this);
    outstanding_ = true;
}

void PostgresqlPrepared::wait()
{
    if (outstanding_)
        line_.settle();
    if (!answer_)
        throw soci::soci_error("an earlier statement of the transaction failed");
    if (!columns.empty() && static_cast<std::size_t>(PQnfields(answer_.get())) != columns.size())
        throw std::logic_error("another number of columns than it answers: " + sql);
}

bool PostgresqlPrepared::next()
{
    if (row_ < 0)
        wait();
    return ++row_ < PQntuples(answer_.get());
}

std::optional<std::string_view> PostgresqlPrepared::text(std::size_t column)
{
    const int at = static_cast<int>(column);
    if (PQgetisnull(answer_.get(), row_, at) == 1)
        return std::nullopt;
    const int size = PQgetlength(answer_.get(), row_, at);
    return std::string_view(PQgetvalue(answer_.get(), row_, at), static_cast<std::size_t>(size));
}

std::optional<std::int64_t> PostgresqlPrepared::integer(std::size_t column)
{
    const std::optional<std::string_view> digits = text(column);
    if (!digits)
        return std::nullopt;
    if (*digits == "t" || *digits == "f")
        return *digits == "t" ? 1 : 0;
    std::int64_t number = 0;
    const char* const end = digits->data() + digits->size();
    const auto read = std::from_chars(digits->data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
        throw soci::soci_error("no integer of 64 bits is what this answers: " + sql);
    return number;
}

std::int64_t PostgresqlPrepared::affected()
{
    wait();
    const std::string_view digits = PQcmdTuples(answer_.get());
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

void PostgresqlPrepared::end() noexcept
{
    if (outstanding_)
        line_.disown(*this);
    outstanding_ = false;
    answer_.reset();
}

}  // namespace

std::unique_ptr<Prepared> prepare_postgresql(
    soci::session& session,
    PostgresqlLine& line,
    std::string_view sql,
    std::string_view columns
)
{
    line.settle();  // SOCI waits for its own answer
    return std::make_unique<PostgresqlPrepared>(session, line, sql, columns);
}

}  // namespace beihui::storage
