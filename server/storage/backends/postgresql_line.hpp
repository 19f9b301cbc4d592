#pragma once

// A connection to PostgreSQL on which statements are sent before the answers of earlier ones are
// there (pipeline mode of libpq). It is in that mode only while an answer is outstanding, so that
// whatever speaks to the connection otherwise, SOCI too, calls settle() or forget() and goes on.

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

namespace soci
{
class session;
}  // namespace soci

namespace beihui::storage
{

using PgAnswer = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Who waits for an answer.
class PgAsker
{
public:
    virtual void take(PgAnswer answer) noexcept = 0;

protected:
    ~PgAsker() = default;
};

class PostgresqlLine
{
public:
    explicit PostgresqlLine(soci::session& session);

    PGconn* native() const { return link_; }
    bool is_lost() const { return PQstatus(link_) != CONNECTION_OK; }

    // Sends a prepared statement. Throws when the connection is lost.
    void send(const std::string& name, const std::vector<const char*>& values, PgAsker& asker);
    // Nobody asks any more for what was sent for `asker`. An error in it still counts.
    void disown(const PgAsker& asker) noexcept;
    // Lets the server begin with what was sent, without waiting.
    void push();
    // Waits for all answers. Throws the first error among them.
    void settle();
    // The same, whatever they are.
    void forget() noexcept { (void)collect(); }

    // What the last statement that succeeded was: "COMMIT", "ROLLBACK", "INSERT 0 1".
    const std::string& last_command() const { return last_command_; }

private:
    struct Sent
    {
        PgAsker* asker = nullptr;
        bool is_end = false;  // not a statement, but where the server stops skipping after an error
    };

    PgAnswer collect() noexcept;
    void take(const Sent& sent, PgAnswer& failure) noexcept;

    PGconn* const link_;
    std::vector<Sent> sent_;
    std::string last_command_;
};

// What the server said, with its SQLSTATE; that of a lost connection when it has none.
[[noreturn]] void throw_postgresql_error(PGconn* link, const PGresult* answer);

}  // namespace beihui::storage
