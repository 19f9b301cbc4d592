#include "storage/migrations.hpp"

#include "base/bytes.hpp"
#include "storage/statement.hpp"

#include <charconv>
#include <stdexcept>

namespace beihui::storage
{
namespace
{

struct Applied
{
    std::int64_t version = 0;
    std::string name;
    std::string sha256;
};

constexpr std::string_view for_sqlite = ".sqlite.sql";
constexpr std::string_view for_postgresql = ".postgresql.sql";

void replace_all(std::string& text, std::string_view from, std::string_view to)
{
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::string rendered(std::string_view sql, bool is_postgresql)
{
    std::string text(sql);
    replace_all(text, "{integer}", is_postgresql ? "BIGINT" : "INTEGER");
    replace_all(text, "{flag}", is_postgresql ? "SMALLINT" : "INTEGER");
    replace_all(text, "{text}", is_postgresql ? "TEXT COLLATE \"C\"" : "TEXT");
    replace_all(text, "{strict}", is_postgresql ? "" : "STRICT");
    return text;
}

std::vector<Applied> applied_versions(ReadTxn& txn)
{
    std::vector<Applied> applied;
    Query rows(txn, "SELECT version, name, sha256 FROM schema_migration ORDER BY version", "itt");
    while (rows.next()) {
        const std::int64_t version = rows.integer();
        std::string name = rows.text();
        applied.push_back({version, std::move(name), rows.text()});
    }
    return applied;
}

Error newer(const Applied& applied)
{
    return refuse(
        Refusal::unavailable, "schema_newer",
        "数据库结构版本为 " + std::to_string(applied.version) + "（" + applied.name +
            "），比本程序新；请用较新的程序打开，或恢复升级前的备份",
        "the database has schema " + std::to_string(applied.version) + " (" + applied.name +
            "), newer than this program; use a newer program, or restore the backup from before"
    );
}

Error changed(const Applied& applied)
{
    return refuse(
        Refusal::unavailable, "schema_changed",
        "数据库结构第 " + std::to_string(applied.version) + " 步（" + applied.name +
            "）当时执行的内容与本程序所带的不同；请使用正式发布的程序",
        "step " + std::to_string(applied.version) + " of the schema (" + applied.name +
            ") was applied with another text than this program has; use a released program"
    );
}

}  // namespace

std::vector<Migration> migrations_for(bool is_postgresql, const std::vector<MigrationFile>& files)
{
    std::vector<Migration> migrations;
    for (const MigrationFile& file : files) {
        if (file.name.ends_with(is_postgresql ? for_sqlite : for_postgresql))
            continue;
        Migration migration;
        std::from_chars(file.name.data(), file.name.data() + file.name.size(), migration.version);
        migration.name = file.name;
        migration.sql = rendered(file.sql, is_postgresql);
        migration.sha256 = hex(sha256(file.sql));
        if (static_cast<std::size_t>(migration.version) != migrations.size() + 1)
            throw std::logic_error("a migration is missing before " + migration.name);
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

Result<void> migrate(
    WriteTxn& txn,
    const std::vector<Migration>& migrations,
    const std::function<void(const std::string&)>& execute,
    Instant now
)
{
    execute(rendered(
        "CREATE TABLE IF NOT EXISTS schema_migration (version {integer} PRIMARY KEY,"
        " name {text} NOT NULL, sha256 {text} NOT NULL, applied_at {integer} NOT NULL) {strict}",
        txn.is_postgresql()
    ));
    const std::vector<Applied> applied = applied_versions(txn);
    if (applied.size() > migrations.size())
        return newer(applied.back());
    for (std::size_t i = 0; i < applied.size(); ++i)
        if (applied[i].sha256 != migrations[i].sha256)
            return changed(applied[i]);
    for (std::size_t i = applied.size(); i < migrations.size(); ++i) {
        const Migration& migration = migrations[i];
        execute("BEGIN");
        try {
            execute(migration.sql);
            run(txn,
                "INSERT INTO schema_migration (version, name, sha256, applied_at)"
                " VALUES (:version, :name, :sha256, :at)",
                {migration.version, migration.name, migration.sha256, now});
            execute("COMMIT");
        } catch (...) {
            execute("ROLLBACK");
            throw;
        }
    }
    return {};
}

}  // namespace beihui::storage
