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
}  // namespace soci

namespace beihui::storage
{

class PackWatch;
class Statements;
class Wall;

// Opens what a person may read: one consistent snapshot of the database. Not for two threads.
class ReadTxn
{
public:
    virtual ~ReadTxn() = default;
    virtual soci::session& sql() = 0;
    virtual Statements& statements() = 0;  // kept prepared by its connection: see statement.hpp
    virtual bool is_postgresql() const = 0;
    virtual const std::string& master_key() const = 0;
    // Whose eyes it reads with, see wall.hpp; none: it sees everything.
    virtual const Wall* wall() const = 0;
    virtual void set_wall(const Wall* wall) = 0;  // for Unwalled
};

// A transaction that may write, on the writing thread. Whoever holds one knows that it is open.
class WriteTxn : public ReadTxn
{};

struct DatabaseSettings
{
    std::string address;     // "sqlite:/path/to/beihui.db" or "postgresql://user@host/name"
    std::string master_key;  // 32 bytes: wraps the keys of personal values
    int readers = 4;         // read connections
    int writers = 4;         // PostgreSQL connections that write; SQLite has exactly one
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

    // Runs `look` on a snapshot. Throws std::runtime_error when the database cannot be reached.
    // The second way is for what a person asked for: it sees no more than their wall lets through.
    virtual void read(const std::function<void(ReadTxn&)>& look) = 0;
    virtual void read(const Wall& wall, const std::function<void(ReadTxn&)>& look) = 0;
    // Runs `work` in a transaction and returns after the commit. A refusal rolls its writes back
    // and is returned; so does an exception, which is thrown on. `work` is run again, up to five
    // times, when PostgreSQL asks for that (serialisation failure, deadlock, lock timeout, lost
    // connection): it must not keep what an earlier run found. Code "storage_failed" (unavailable):
    // disk full or unreadable, nothing was written. An outcome that cannot be known (connection lost during the commit) is
    // refused as unavailable with code "outcome_unknown": repeat with the same Idempotency-Key.
    virtual Result<void> write(const std::function<Result<void>(WriteTxn&)>& work) = 0;
    // The same without waiting: `done` is called on the writing thread after the commit. It must
    // be short and not call write(). An exception of `work` becomes unavailable, "storage_failed".
    virtual void write_later(
        std::function<Result<void>(WriteTxn&)> work,
        std::function<void(Result<void>)> done
    ) = 0;

    // Something that waits for other programs to change the published packs: see pack_watch.hpp. It
    // must not outlive the database.
    virtual std::unique_ptr<PackWatch> watch_packs() = 0;

    virtual bool is_postgresql() const = 0;
    virtual const std::string& master_key() const = 0;
};

}  // namespace beihui::storage
