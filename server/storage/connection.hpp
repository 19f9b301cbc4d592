#pragma once

// What both backends are made of. Only backends/ includes this.

#include "storage/database.hpp"
#include "storage/statement.hpp"
#include "storage/write_queue.hpp"

#include <soci/soci.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace beihui::storage
{

// A session and the statements it keeps prepared.
struct Connection
{
    Connection(const soci::backend_factory& backend, const std::string& address, bool postgresql)
        : session(backend, address), statements(session, postgresql), is_postgresql(postgresql)
    {}

    soci::session session;
    Statements statements;  // goes before the session it was prepared on
    bool is_postgresql;
    std::chrono::steady_clock::time_point used_at{};  // when it was last known to be there
};

class OpenTxn final : public WriteTxn
{
public:
    // PostgreSQL is yet to be told of a wall, unless its session has the one for all.
    OpenTxn(Connection& connection, const std::string& master_key, const Wall* wall = nullptr)
        : connection_(connection), master_key_(master_key), wall_(wall)
    {}

    soci::session& sql() override { return connection_.session; }
    Statements& statements() override { return connection_.statements; }
    bool is_postgresql() const override { return connection_.is_postgresql; }
    const std::string& master_key() const override { return master_key_; }
    const Wall* wall() const override { return wall_; }
    void set_wall(const Wall* wall) override;
    void tell_wall();  // to the transaction that is open on PostgreSQL

private:
    Connection& connection_;
    const std::string& master_key_;
    const Wall* wall_;
};

// The queue of units, and the two ways into it.
class WritingDatabase : public Database
{
public:
    void read(const std::function<void(ReadTxn&)>& look) override { read_with(nullptr, look); }
    void read(const Wall& wall, const std::function<void(ReadTxn&)>& look) override
    {
        read_with(&wall, look);
    }
    Result<void> write(const std::function<Result<void>(WriteTxn&)>& work) override;
    void write_later(
        std::function<Result<void>(WriteTxn&)> work,
        std::function<void(Result<void>)> done
    ) override;
    const std::string& master_key() const override { return settings_.master_key; }

protected:
    explicit WritingDatabase(const DatabaseSettings& settings) : settings_(settings) {}

    virtual void read_with(const Wall* wall, const std::function<void(ReadTxn&)>& look) = 0;

    // See WriteQueue.
    std::vector<Unit> take(std::size_t most, std::chrono::milliseconds wait, bool& ended)
    {
        return queue_.take(most, wait, ended);
    }
    void stop() { queue_.stop(); }

    const DatabaseSettings settings_;

private:
    WriteQueue queue_;
};

// Connections that are lent to one thread at a time.
class ConnectionPool
{
public:
    explicit ConnectionPool(int most) : free_(static_cast<std::size_t>(most)) {}

    // Waits until there is a free place. It may be empty: then the borrower opens one.
    std::unique_ptr<Connection> borrow();
    void give_back(std::unique_ptr<Connection> connection);

private:
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> free_;
};

// The refusals that the backends give.
Error storage_failed(const std::string& why);
Error nul_in_text();

Result<std::unique_ptr<Database>> open_sqlite(const DatabaseSettings& settings);
Result<std::unique_ptr<Database>> open_postgresql(const DatabaseSettings& settings);

}  // namespace beihui::storage
