#include "storage/change_watch.hpp"

#include "storage/statement.hpp"

#include <atomic>

namespace beihui::storage
{
namespace
{

std::atomic<std::uint64_t> count = 0;

}  // namespace

std::uint64_t commits()
{
    return count;
}

void note_commit()
{
    ++count;
}

std::string snapshot_name(ReadTxn& txn)
{
    if (!txn.is_postgresql())
        return "";
    Query row(txn, "SELECT CAST(pg_current_snapshot() AS TEXT)", "t");
    return row.next() ? row.text() : std::string();
}

}  // namespace beihui::storage
