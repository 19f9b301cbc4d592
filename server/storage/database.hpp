#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/entry.hpp"

#include <functional>
#include <memory>
#include <string>

namespace soci
{
class session;
}

namespace beihui::storage
{

// Opens what a person may read: one consistent snapshot of the database. Not for two threads.
class ReadTxn
{
public:
    virtual ~ReadTxn() = default;
    virtual soci::session& sql() = 0;
    virtual bool is_postgresql() const = 0;
};

// A transaction that may write, on the writing thread. Whoever holds one knows that it is open.
class WriteTxn : public ReadTxn
{
};

struct DatabaseSettings
{
    std::string address;      // "sqlite:/path/to/beihui.db" or "postgresql://user@host/name"
    std::string master_key;   // 32 bytes: wraps the keys of personal values
    int readers = 4;          // read connections
    int writers = 4;          // PostgreSQL connections that write; SQLite has exactly one
};

// One database, SQLite or PostgreSQL, behind the same few calls.
//
// SQLite: one connection does all writes and all checkpoints, since 3.40.1 corrupts the file when
// two do; units of work that wait together are committed together (group commit), each in its own
// savepoint. PostgreSQL: a pool; serialisation failures and deadlocks are retried.
//
// All calls block: call them on a worker thread, never on an I/O thread.
class Database
{
public:
    // Opens or creates it and applies the migrations that are missing.
    // Refuses: unavailable when it cannot be reached or the schema is newer than the program.
    static Result<std::unique_ptr<Database>> open(const DatabaseSettings& settings);
    virtual ~Database() = default;

    // Runs `look` on a snapshot.
    virtual void read(const std::function<void(ReadTxn&)>& look) = 0;
    // Runs `work` in a transaction and returns after the commit. A refusal rolls its writes back
    // and is returned. An outcome that cannot be known (connection lost during the commit) is
    // refused as unavailable with code "outcome_unknown": repeat with the same Idempotency-Key.
    virtual Result<void> write(const std::function<Result<void>(WriteTxn&)>& work) = 0;
    // The same without waiting: `done` is called on the writing thread after the commit.
    virtual void write_later(
        std::function<Result<void>(WriteTxn&)> work,
        std::function<void(Result<void>)> done
    ) = 0;

    virtual bool is_postgresql() const = 0;
    virtual const std::string& master_key() const = 0;
};

}  // namespace beihui::storage
