#include "storage/condition.hpp"

#include "storage/statement.hpp"

namespace beihui::storage
{
namespace
{

std::int64_t number(ReadTxn& txn, std::string_view sql)
{
    Query row(txn, sql, "i");
    return row.next() ? row.maybe_integer().value_or(0) : 0;
}

std::string text(ReadTxn& txn, std::string_view sql)
{
    Query row(txn, sql, "t");
    return row.next() ? row.maybe_text().value_or("") : "";
}

std::optional<Instant> moment(ReadTxn& txn, std::string_view sql)
{
    Query row(txn, sql, "i");
    return row.next() ? row.maybe_instant() : std::nullopt;
}

void describe_program(ReadTxn& txn, Condition& found)
{
    if (txn.is_postgresql()) {
        found.kind = "postgresql";
        found.version = text(txn, "SELECT current_setting('server_version')");
        found.bytes = number(txn, "SELECT pg_database_size(current_database())");
        return;
    }
    found.kind = "sqlite";
    found.version = text(txn, "SELECT sqlite_version()");
    found.file = text(txn, "SELECT file FROM pragma_database_list WHERE name = 'main'");
    found.bytes =
        number(txn, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
}

}  // namespace

Condition condition(ReadTxn& txn)
{
    Condition found;
    describe_program(txn, found);
    found.schema = number(txn, "SELECT MAX(version) FROM schema_migration");
    found.schema_name =
        text(txn, "SELECT name FROM schema_migration ORDER BY version DESC LIMIT 1");
    found.entries = number(txn, "SELECT COUNT(*) FROM entry");
    found.last_entry_at = moment(txn, "SELECT MAX(at_ms) FROM entry");
    found.unsequenced = number(txn, "SELECT COUNT(*) FROM entry WHERE seq IS NULL");
    found.unsequenced_since = moment(txn, "SELECT MIN(at_ms) FROM entry WHERE seq IS NULL");
    found.cases = number(txn, "SELECT COUNT(*) FROM cases");
    found.documents = number(txn, "SELECT COUNT(*) FROM document");
    found.document_bytes =
        number(txn, "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM document");
    found.accounts = number(txn, "SELECT COUNT(*) FROM account");
    found.sessions = number(txn, "SELECT COUNT(*) FROM session");
    return found;
}

}  // namespace beihui::storage
