// Row 12: a statement through our Query and SOCI beside the same through sqlite3 or libpq alone.

#include "bench/workshop.hpp"
#include "storage/statement.hpp"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <chrono>
#include <memory>

namespace beihui::bench
{
namespace
{

using Steady = std::chrono::steady_clock;

constexpr const char* table_sql =
    "CREATE TABLE bench_statement (id INTEGER PRIMARY KEY, a TEXT, b BIGINT, c TEXT)";
constexpr const char* text_a = "0123456789abcdef0123456789abcdef";
constexpr const char* text_c = "一段与案卷标题差不多长的文字";

struct Times
{
    double insert = 0;  // µs of a statement
    double select = 0;
};

double microseconds_since(Steady::time_point begin, int count)
{
    return std::chrono::duration<double, std::micro>(Steady::now() - begin).count() / count;
}

// Both ways read the three columns into texts and numbers of their own.
Times through_storage(storage::Database& database, int count, std::size_t& errors)
{
    Times times;
    const auto written = database.write([&](storage::WriteTxn& txn) -> Result<void> {
        storage::run(txn, "DELETE FROM bench_statement");
        auto begin = Steady::now();
        for (int i = 0; i < count; ++i)
            storage::run(
                txn, "INSERT INTO bench_statement (id, a, b, c) VALUES (:id, :a, :b, :c)",
                {i, text_a, std::int64_t{i} * 7, text_c}
            );
        times.insert = microseconds_since(begin, count);
        begin = Steady::now();
        for (int i = 0; i < count; ++i) {
            storage::Query row(
                txn, "SELECT a, b, c FROM bench_statement WHERE id = :id", "tit", {i}
            );
            if (!row.next()) {
                ++errors;
                continue;
            }
            const std::string a = row.text();
            const std::int64_t b = row.integer();
            const std::string c = row.text();
            errors += a == text_a && b == std::int64_t{i} * 7 && c == text_c ? 0U : 1U;
        }
        times.select = microseconds_since(begin, count);
        return {};
    });
    errors += written ? 0U : 1U;
    return times;
}

class RawSqlite
{
public:
    explicit RawSqlite(const std::filesystem::path& path)
    {
        sqlite3_open(path.c_str(), &link_);
        execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
                "PRAGMA cell_size_check=ON; PRAGMA wal_autocheckpoint=0");
        execute(table_sql);
        insert_ = prepared("INSERT INTO bench_statement (id, a, b, c) VALUES (:id, :a, :b, :c)");
        select_ = prepared("SELECT a, b, c FROM bench_statement WHERE id = :id");
    }
    ~RawSqlite()
    {
        sqlite3_finalize(insert_);
        sqlite3_finalize(select_);
        sqlite3_close(link_);
    }
    RawSqlite(const RawSqlite&) = delete;
    RawSqlite& operator=(const RawSqlite&) = delete;

    Times run(int count, std::size_t& errors)
    {
        Times times;
        execute("BEGIN IMMEDIATE; DELETE FROM bench_statement");
        auto begin = Steady::now();
        for (int i = 0; i < count; ++i) {
            sqlite3_bind_int64(insert_, 1, i);
            sqlite3_bind_text(insert_, 2, text_a, -1, SQLITE_STATIC);
            sqlite3_bind_int64(insert_, 3, std::int64_t{i} * 7);
            sqlite3_bind_text(insert_, 4, text_c, -1, SQLITE_STATIC);
            errors += sqlite3_step(insert_) == SQLITE_DONE ? 0U : 1U;
            sqlite3_reset(insert_);
        }
        times.insert = microseconds_since(begin, count);
        begin = Steady::now();
        for (int i = 0; i < count; ++i) {
            sqlite3_bind_int64(select_, 1, i);
            errors += sqlite3_step(select_) == SQLITE_ROW ? 0U : 1U;
            const std::string a = text(0);
            const std::int64_t b = sqlite3_column_int64(select_, 1);
            const std::string c = text(2);
            errors += a == text_a && b == std::int64_t{i} * 7 && c == text_c ? 0U : 1U;
            sqlite3_reset(select_);
        }
        times.select = microseconds_since(begin, count);
        execute("COMMIT");
        return times;
    }

private:
    void execute(const char* sql)
    {
        if (sqlite3_exec(link_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
            fail(std::string("sqlite3: ") + sqlite3_errmsg(link_));
    }
    sqlite3_stmt* prepared(const char* sql)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(link_, sql, -1, &statement, nullptr) != SQLITE_OK)
            fail(std::string("sqlite3: ") + sqlite3_errmsg(link_));
        return statement;
    }
    std::string text(int column) const
    {
        return reinterpret_cast<const char*>(sqlite3_column_text(select_, column));
    }

    sqlite3* link_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    sqlite3_stmt* select_ = nullptr;
};

class RawPostgresql
{
public:
    explicit RawPostgresql(const std::string& address)
        : link_(PQconnectdb(address.c_str()), PQfinish)
    {
        done(PQexec(link_.get(), table_sql));
        done(PQprepare(
            link_.get(), "i", "INSERT INTO bench_statement (id, a, b, c) VALUES ($1, $2, $3, $4)",
            0, nullptr
        ));
        done(PQprepare(
            link_.get(), "s", "SELECT a, b, c FROM bench_statement WHERE id = $1", 0, nullptr
        ));
    }

    Times run(int count, std::size_t& errors)
    {
        Times times;
        done(PQexec(link_.get(), "BEGIN"));
        done(PQexec(link_.get(), "DELETE FROM bench_statement"));
        auto begin = Steady::now();
        for (int i = 0; i < count; ++i) {
            const std::string id = std::to_string(i);
            const std::string b = std::to_string(std::int64_t{i} * 7);
            const char* const values[] = {id.c_str(), text_a, b.c_str(), text_c};
            done(PQexecPrepared(link_.get(), "i", 4, values, nullptr, nullptr, 0));
        }
        times.insert = microseconds_since(begin, count);
        begin = Steady::now();
        for (int i = 0; i < count; ++i) {
            const std::string id = std::to_string(i);
            const char* const values[] = {id.c_str()};
            const Answer row =
                done(PQexecPrepared(link_.get(), "s", 1, values, nullptr, nullptr, 0));
            if (PQntuples(row.get()) != 1) {
                ++errors;
                continue;
            }
            const std::string a = PQgetvalue(row.get(), 0, 0);
            const std::int64_t b = std::stoll(PQgetvalue(row.get(), 0, 1));
            const std::string c = PQgetvalue(row.get(), 0, 2);
            errors += a == text_a && b == std::int64_t{i} * 7 && c == text_c ? 0U : 1U;
        }
        times.select = microseconds_since(begin, count);
        done(PQexec(link_.get(), "COMMIT"));
        return times;
    }

private:
    using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

    Answer done(PGresult* result)
    {
        Answer answer(result, PQclear);
        const ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            fail(std::string("libpq: ") + PQerrorMessage(link_.get()));
        return answer;
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> link_;
};

std::unique_ptr<storage::Database> opened(const std::string& address)
{
    storage::DatabaseSettings settings;
    settings.address = address;
    settings.master_key = std::string(32, 'k');
    auto database = storage::Database::open(settings);
    if (!database)
        fail("cannot open " + address + ": " + database.error().detail.en);
    const auto made = (*database)->write([](storage::WriteTxn& txn) -> Result<void> {
        storage::run(txn, table_sql);
        return {};
    });
    if (!made)
        fail("no table for the statements: " + made.error().detail.en);
    return std::move(*database);
}

template <class Raw>
std::vector<Row> compare(
    const Workshop& shop,
    storage::Database& database,
    Raw& raw,
    const std::string& beside,
    int count
)
{
    Row select;
    Row insert;
    for (Row* const row : {&select, &insert}) {
        row->kind = Goal::at_most;
        row->goal = 1.15;
        row->unit = "µs";
    }
    for (int i = 0; i < shop.terms().rounds; ++i) {
        const Times ours = through_storage(database, count, select.errors);
        const Times bare = raw.run(count, select.errors);
        select.subjects.push_back(ours.select);
        select.limits.push_back(bare.select);
        insert.subjects.push_back(ours.insert);
        insert.limits.push_back(bare.insert);
    }
    select.zh = "经 SOCI 的一次查询，对照 " + beside;
    select.en = "a select through SOCI beside " + beside;
    insert.zh = "经 SOCI 的一次插入，对照 " + beside;
    insert.en = "an insert through SOCI beside " + beside;
    return {select, insert};
}

}  // namespace

std::vector<Row> measure_statements(Workshop& shop)
{
    const auto folder = shop.folder();
    const auto sqlite = opened("sqlite:" + (folder / "statements.db").string());
    RawSqlite raw(folder / "raw.db");
    std::vector<Row> rows = compare(shop, *sqlite, raw, "sqlite3", 40'000);
    test::PostgresqlCluster& cluster = shop.cluster();
    const auto postgresql = opened(cluster.address_of(cluster.create_database()));
    RawPostgresql bare(cluster.address_of(cluster.create_database()));
    for (Row& row : compare(shop, *postgresql, bare, "libpq", 5'000))
        rows.push_back(std::move(row));
    const char* const ids[] = {"12a", "12b", "12c", "12d"};
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].id = ids[i];
    return rows;
}

}  // namespace beihui::bench
