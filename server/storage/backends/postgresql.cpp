// PostgreSQL: several connections write, each in its own thread; READ COMMITTED with row locks.

#include "base/clock.hpp"
#include "base/log.hpp"
#include "storage/backends/postgresql_line.hpp"
#include "storage/backends/postgresql_watch.hpp"
#include "storage/connection.hpp"
#include "storage/migrations.hpp"

#include <soci/postgresql/soci-postgresql.h>

#include <atomic>
#include <random>
#include <thread>

namespace beihui::storage
{
namespace
{

using namespace std::chrono_literals;

constexpr int most_tries = 5;
constexpr auto idle = 1000ms;
// A connection that was there a moment ago is there still, as far as it can be seen from here.
constexpr auto a_moment = 1s;
constexpr long long migration_lock = 0x6265'6968'7569;  // "beihui", for pg_advisory_lock

PostgresqlLine& line_of(Connection& connection)
{
    return *connection.statements.line();
}

bool is_lost(Connection& connection)
{
    return line_of(connection).is_lost();
}

// Runs SQL text, also of several statements. Throws what the server said.
PgAnswer execute(Connection& connection, const std::string& sql)
{
    PGconn* const server = line_of(connection).native();
    PgAnswer answer(PQexec(server, sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return answer;
    throw_postgresql_error(server, answer.get());
}

// Ends what is open, whatever became of it.
void roll_back(Connection& connection)
{
    PostgresqlLine& line = line_of(connection);
    line.forget();
    if (!line.is_lost() && PQtransactionStatus(line.native()) != PQTRANS_IDLE)
        PgAnswer(PQexec(line.native(), "ROLLBACK"), PQclear);
}

// Whether it stands between two transactions and the server has not closed it.
bool is_ready(Connection& connection)
{
    PostgresqlLine& line = line_of(connection);
    line.forget();
    return PQconsumeInput(line.native()) == 1 && !line.is_lost() &&
           PQtransactionStatus(line.native()) == PQTRANS_IDLE;
}

// Sends the beginning along with what comes next. After a pause it is waited for: only an answer
// tells that the connection is there, and nothing has been done yet that could not be done again.
void begin(Connection& connection, OpenTxn& txn, std::string_view sql)
{
    const Query begun(txn, sql);
    const auto now = std::chrono::steady_clock::now();
    if (now - connection.used_at > a_moment)
        line_of(connection).settle();
    connection.used_at = now;
}

// Whether to run the whole unit again: serialisation failure, deadlock, lock timeout.
bool asks_for_retry(const std::string& state)
{
    return state == "40001" || state == "40P01" || state == "55P03";
}

// Whether the machine is at fault: connection, resources, operator, a standby, a timeout.
bool is_machine_fault(const std::string& state)
{
    return state.starts_with("08") || state.starts_with("53") || state.starts_with("57") ||
           state.starts_with("58") || state == "25006" || asks_for_retry(state);
}

// The address with what every connection of ours needs, unless it says otherwise itself.
std::string full_address(
    std::string address,
    std::initializer_list<std::string_view> settings =
        {"connect_timeout=3", "tcp_user_timeout=5000", "target_session_attrs=read-write",
         "application_name=beihui"}
)
{
    for (const std::string_view setting : settings) {
        const std::string_view name = setting.substr(0, setting.find('=') + 1);
        if (address.find(name) != std::string::npos)
            continue;
        address += address.find('?') == std::string::npos ? '?' : '&';
        address += setting;
    }
    return address;
}

// Set when a COMMIT came back with a warning. There is one that matters: the wait for the standby
// was cancelled, so the commit may be on this server only.
void note_warning(void* seen, const PGresult* notice)
{
    const char* const state = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
    if (state && std::string_view(state) == "01000")
        *static_cast<bool*>(seen) = true;
}

Error outcome_unknown()
{
    return refuse(
        Refusal::unavailable, "outcome_unknown",
        "提交时与数据库的连接中断，不能确定是否已记入；请用同一个 Idempotency-Key 重新提交",
        "the connection was lost during the commit, so it is not known whether it was recorded;"
        " send it again with the same Idempotency-Key"
    );
}

// Row-level security binds neither superusers nor roles with BYPASSRLS.
void warn_of_bypass(Connection& connection)
{
    const PgAnswer answer = execute(
        connection,
        "SELECT FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    );
    if (PQntuples(answer.get()) > 0)
        log(LogLevel::warning, "wall_bypassed",
            "数据库账号是超级用户或有 BYPASSRLS，行级安全不起作用；请换一个普通账号"
            " / the database role bypasses row-level security; use an ordinary one");
}

void pause_before_retry(int tried)
{
    static thread_local std::minstd_rand random{std::random_device{}()};
    const int most_ms = std::min(80, 5 << tried);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::uniform_int_distribution<int>(5, most_ms)(random))
    );
}

class PostgresqlDatabase final : public WritingDatabase
{
public:
    explicit PostgresqlDatabase(const DatabaseSettings& settings)
        : WritingDatabase(settings),
          address_(full_address(settings.address)),
          readers_(std::max(1, settings.readers))
    {}

    ~PostgresqlDatabase() override
    {
        stop();
        for (std::thread& thread : threads_)
            thread.join();
    }

    Result<void> start();
    // This connection sends nothing: without keepalives it would not notice that a server is gone.
    std::unique_ptr<PackWatch> watch_packs() override
    {
        return watch_postgresql(full_address(
            full_address(settings_.address, {"application_name=beihui-watch", "keepalives_idle=30"})
        ));
    }
    bool is_postgresql() const override { return true; }

private:
    void read_with(const Wall* wall, const std::function<void(ReadTxn&)>& look) override;
    // What became of one try: an answer, or nothing when the unit is to be run again.
    struct Attempt
    {
        std::optional<Result<void>> result;
        std::exception_ptr thrown;
        std::string failure;
    };

    std::unique_ptr<Connection> connect() const;
    std::unique_ptr<Connection> connect_writer() const;
    std::unique_ptr<Connection> begun_reading(
        std::unique_ptr<Connection> connection,
        const Wall* wall
    );
    void work();
    void write_unit(const Unit& unit, std::unique_ptr<Connection>& connection);
    Attempt try_unit(const Unit& unit, Connection& connection);
    Result<void> commit(Connection& connection, OpenTxn& txn);

    const std::string address_;
    ConnectionPool readers_;
    std::vector<std::thread> threads_;
};

std::unique_ptr<Connection> PostgresqlDatabase::connect() const
{
    auto connection = std::make_unique<Connection>(soci::postgresql, address_, true);
    execute(
        *connection,
        "SET client_encoding = 'UTF8'; SET lock_timeout = '2s'; SET statement_timeout = '8s';"
        "SET idle_in_transaction_session_timeout = '10s'; SET client_min_messages = 'warning';"
        "SET default_transaction_isolation = 'read committed';"
        // Compiling a statement takes longer (200 ms) than running it with an index.
        "SET jit = off"
    );
    return connection;
}

// What the program itself writes sees every case.
std::unique_ptr<Connection> PostgresqlDatabase::connect_writer() const
{
    auto connection = connect();
    execute(*connection, "SET beihui.wall = '/'");
    return connection;
}

Result<void> PostgresqlDatabase::start()
{
    const auto connection = connect_writer();
    OpenTxn txn(*connection, settings_.master_key);
    // Nodes that start together migrate one after the other.
    execute(*connection, "SET statement_timeout = 0; SET lock_timeout = 0");
    execute(*connection, "SELECT pg_advisory_lock(" + std::to_string(migration_lock) + ")");
    const auto run_sql = [&](const std::string& sql) { execute(*connection, sql); };
    const Result<void> migrated =
        migrate(txn, migrations_for(true, migration_files()), run_sql, SystemClock().now());
    if (!migrated)
        return migrated.error();
    warn_of_bypass(*connection);
    for (int i = 0; i < std::max(1, settings_.writers); ++i)
        threads_.emplace_back([this] { work(); });
    return {};
}

// A connection on which a reading transaction has begun. What a person asked for has their wall from
// its first statement on; what the program itself asks sees everything.
std::unique_ptr<Connection> PostgresqlDatabase::begun_reading(
    std::unique_ptr<Connection> connection,
    const Wall* wall
)
{
    constexpr std::string_view sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    const auto begin_on = [&](Connection& taken) {
        OpenTxn txn(taken, settings_.master_key, wall);
        begin(taken, txn, sql);
        txn.tell_wall();
    };
    if (connection && is_ready(*connection)) {
        try {
            begin_on(*connection);
            return connection;
        } catch (const soci::soci_error&) {
            // It was lost while it was idle.
        }
    }
    connection = connect();
    begin_on(*connection);
    return connection;
}

void PostgresqlDatabase::read_with(const Wall* wall, const std::function<void(ReadTxn&)>& look)
{
    std::unique_ptr<Connection> connection = readers_.borrow();
    try {
        connection = begun_reading(std::move(connection), wall);
        OpenTxn txn(*connection, settings_.master_key, wall);
        look(txn);
        // Its answer is read by whoever has the connection next.
        const Query ended(txn, "COMMIT");
        line_of(*connection).push();
    } catch (...) {
        if (connection && is_lost(*connection))
            connection.reset();
        if (connection)
            roll_back(*connection);
        readers_.give_back(std::move(connection));
        throw;
    }
    readers_.give_back(std::move(connection));
}

void PostgresqlDatabase::work()
{
    std::unique_ptr<Connection> connection;
    for (bool ended = false; !ended;)
        for (const Unit& unit : take(1, idle, ended))
            write_unit(unit, connection);
}

void PostgresqlDatabase::write_unit(const Unit& unit, std::unique_ptr<Connection>& connection)
{
    std::string failure;
    for (int tried = 0; tried < most_tries; ++tried) {
        if (tried > 0)
            pause_before_retry(tried);
        try {
            if (!connection || !is_ready(*connection))
                connection = connect_writer();
        } catch (const soci::soci_error& fault) {
            failure = fault.what();
            continue;
        }
        Attempt outcome = try_unit(unit, *connection);
        roll_back(*connection);
        if (is_lost(*connection))
            connection.reset();
        if (outcome.thrown)
            return unit.done({}, outcome.thrown);
        if (outcome.result)
            return unit.done(std::move(*outcome.result), nullptr);
        failure = outcome.failure;
    }
    unit.done(storage_failed(failure), nullptr);
}

PostgresqlDatabase::Attempt PostgresqlDatabase::try_unit(const Unit& unit, Connection& connection)
{
    Attempt outcome;
    try {
        OpenTxn txn(connection, settings_.master_key);
        begin(connection, txn, "BEGIN");
        Result<void> result = unit.work(txn);
        if (result)
            outcome.result = commit(connection, txn);
        else
            outcome.result = std::move(result);
    } catch (const NulInText&) {
        outcome.result = nul_in_text();
    } catch (const soci::postgresql_soci_error& fault) {
        outcome.failure = fault.what();
        if (is_lost(connection) || asks_for_retry(fault.sqlstate()))
            return outcome;
        if (is_machine_fault(fault.sqlstate()))
            outcome.result = storage_failed(fault.what());
        else
            outcome.thrown = std::current_exception();
    } catch (const soci::soci_error& fault) {
        outcome.failure = fault.what();
        if (!is_lost(connection))
            outcome.thrown = std::current_exception();
    } catch (...) {
        outcome.thrown = std::current_exception();
    }
    return outcome;
}

// Throws when the server refused the commit or what was sent before it; then nothing of it was kept.
// The statement timeout is lifted first: a COMMIT that waits for a standby must not be cancelled.
Result<void> PostgresqlDatabase::commit(Connection& connection, OpenTxn& txn)
{
    PostgresqlLine& line = line_of(connection);
    bool warned = false;
    const auto before = PQsetNoticeReceiver(line.native(), note_warning, &warned);
    std::exception_ptr failure;
    try {
        const Query unhurried(txn, "SET LOCAL statement_timeout = 0");
        const Query ended(txn, "COMMIT");
        line.settle();
    } catch (const soci::soci_error&) {
        failure = std::current_exception();
    }
    PQsetNoticeReceiver(line.native(), before, nullptr);
    if (line.is_lost() || warned)
        return outcome_unknown();
    if (failure)
        std::rethrow_exception(failure);
    // "ROLLBACK" answers a COMMIT of a transaction that had failed already.
    if (line.last_command() != "COMMIT")
        throw std::logic_error("a failed statement was passed over inside a transaction");
    return {};
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgresql(const DatabaseSettings& settings)
{
    auto database = std::make_unique<PostgresqlDatabase>(settings);
    try {
        const Result<void> started = database->start();
        if (!started)
            return started.error();
    } catch (const soci::soci_error& fault) {
        const std::string why = fault.what();
        return refuse(
            Refusal::unavailable, "database_not_opened",
            "连接不上 PostgreSQL 数据库，请检查地址、账号和服务是否已启动：" + why,
            "cannot reach PostgreSQL; check address, account and whether it is running: " + why
        );
    }
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace beihui::storage
