#include "storage/backends/postgresql_line.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>

namespace beihui::storage
{
namespace
{

// Answers nobody has read fill the memory of both ends.
constexpr std::size_t most_outstanding = 256;

}  // namespace

void throw_postgresql_error(PGconn* link, const PGresult* answer)
{
    const char* const state = answer ? PQresultErrorField(answer, PG_DIAG_SQLSTATE) : nullptr;
    const char* const said = answer ? PQresultErrorMessage(answer) : "";
    throw soci::postgresql_soci_error(*said ? said : PQerrorMessage(link), state ? state : "08006");
}

PostgresqlLine::PostgresqlLine(soci::session& session)
    : link_(static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_)
{}

void PostgresqlLine::send(
    const std::string& name,
    const std::vector<const char*>& values,
    PgAsker& asker
)
{
    if (sent_.size() >= most_outstanding)
        settle();
    sent_.reserve(sent_.size() + 2);
    if (PQpipelineStatus(link_) == PQ_PIPELINE_OFF && PQenterPipelineMode(link_) != 1)
        throw_postgresql_error(link_, nullptr);
    if (PQsendQueryPrepared(
            link_, name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0
        ) != 1)
        throw_postgresql_error(link_, nullptr);
    sent_.push_back({&asker, false});
}

void PostgresqlLine::disown(const PgAsker& asker) noexcept
{
    for (Sent& sent : sent_)
        if (sent.asker == &asker)
            sent.asker = nullptr;
}

void PostgresqlLine::push()
{
    if (sent_.empty() || sent_.back().is_end)
        return;
    if (PQpipelineSync(link_) == 1)
        sent_.push_back({nullptr, true});
}

void PostgresqlLine::settle()
{
    const PgAnswer failure = collect();
    if (failure)
        throw_postgresql_error(link_, failure.get());
    if (is_lost())
        throw_postgresql_error(link_, nullptr);
}

// The first answer that is an error. When the connection is lost, what is outstanding never comes.
PgAnswer PostgresqlLine::collect() noexcept
{
    PgAnswer failure(nullptr, PQclear);
    push();
    for (std::size_t i = 0; i < sent_.size() && !is_lost(); ++i)
        take(sent_[i], failure);
    sent_.clear();
    PQexitPipelineMode(link_);
    return failure;
}

void PostgresqlLine::take(const Sent& sent, PgAnswer& failure) noexcept
{
    PgAnswer answer(PQgetResult(link_), PQclear);
    if (sent.is_end)
        return;
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        last_command_ = PQcmdStatus(answer.get());
        if (sent.asker)
            sent.asker->take(std::move(answer));
    } else if (!failure && answer && status != PGRES_PIPELINE_ABORTED) {
        failure = std::move(answer);
    }
    // Every statement is followed by the mark of its end.
    while (PgAnswer rest{PQgetResult(link_), PQclear})
        if (is_lost())
            return;
}

}  // namespace beihui::storage
