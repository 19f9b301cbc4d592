// PostgreSQL: several connections write, each in its own thread; READ COMMITTED with row locks.

#include "base/clock.hpp"
#include "base/log.hpp"
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
// The program's own work sees every case; what a person asked for gets a wall after it.
constexpr std::string_view no_wall = "SET LOCAL beihui.wall = '/'";
constexpr long long migration_lock = 0x6265'6968'7569;  // "beihui", for pg_advisory_lock

PGconn* native(soci::session& session)
{
    return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

bool is_lost(Connection& connection)
{
    return PQstatus(native(connection.session)) != CONNECTION_OK;
}

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Runs SQL text, also of several statements. Throws what the server said.
Answer execute(Connection& connection, const std::string& sql)
{
    PGconn* const server = native(connection.session);
    Answer answer(PQexec(server, sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return answer;
    const char* const state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQerrorMessage(server), state ? state : "08006");
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
    const Answer answer = execute(
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
    void work();
    void write_unit(const Unit& unit, std::unique_ptr<Connection>& connection);
    Attempt try_unit(const Unit& unit, Connection& connection);
    Result<void> commit(Connection& connection);

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
        "SET default_transaction_isolation = 'read committed'"
    );
    return connection;
}

Result<void> PostgresqlDatabase::start()
{
    const auto connection = connect();
    OpenTxn txn(*connection, settings_.master_key);
    // Nodes that start together migrate one after the other.
    execute(*connection, "SET statement_timeout = 0; SET lock_timeout = 0; SET beihui.wall = '/'");
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

void PostgresqlDatabase::read_with(const Wall* wall, const std::function<void(ReadTxn&)>& look)
{
    static const std::string begin =
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;" + std::string(no_wall);
    std::unique_ptr<Connection> connection = readers_.borrow();
    try {
        if (connection && PQtransactionStatus(native(connection->session)) != PQTRANS_IDLE)
            connection.reset();
        if (!connection)
            connection = connect();
        try {
            execute(*connection, begin);
        } catch (const soci::soci_error&) {
            connection = connect();  // it was lost while it was idle
            execute(*connection, begin);
        }
        OpenTxn txn(*connection, settings_.master_key);
        if (wall)
            txn.set_wall(wall);
        look(txn);
        execute(*connection, "COMMIT");
    } catch (...) {
        if (connection && is_lost(*connection))
            connection.reset();
        if (connection)
            Answer(PQexec(native(connection->session), "ROLLBACK"), PQclear);
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
            if (!connection)
                connection = connect();
        } catch (const soci::soci_error& fault) {
            failure = fault.what();
            continue;
        }
        Attempt outcome = try_unit(unit, *connection);
        if (is_lost(*connection))
            connection.reset();
        else if (PQtransactionStatus(native(connection->session)) != PQTRANS_IDLE)
            Answer(PQexec(native(connection->session), "ROLLBACK"), PQclear);
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
    static const std::string begin = "BEGIN;" + std::string(no_wall);
    Attempt outcome;
    try {
        execute(connection, begin);
        OpenTxn txn(connection, settings_.master_key);
        Result<void> result = unit.work(txn);
        if (result)
            outcome.result = commit(connection);
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

// Throws when the server refused the commit; then nothing of it was kept. The statement timeout is
// lifted first: a COMMIT that waits for a standby must not be cancelled.
Result<void> PostgresqlDatabase::commit(Connection& connection)
{
    PGconn* const server = native(connection.session);
    bool warned = false;
    const auto before = PQsetNoticeReceiver(server, note_warning, &warned);
    const Answer answer(PQexec(server, "SET LOCAL statement_timeout = 0; COMMIT"), PQclear);
    PQsetNoticeReceiver(server, before, nullptr);
    if (is_lost(connection) || warned)
        return outcome_unknown();
    if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) {
        // "ROLLBACK" answers a COMMIT of a transaction that had failed already.
        if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT")
            return {};
        throw std::logic_error("a failed statement was passed over inside a transaction");
    }
    const char* const state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQerrorMessage(server), state ? state : "08006");
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
