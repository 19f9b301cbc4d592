#include "storage/recent_entries.hpp"

#include "storage/statement.hpp"

namespace beihui::storage
{

std::vector<RecentEntry> recent_entries(
    ReadTxn& txn,
    Instant after,
    Instant until,
    std::size_t most
)
{
    std::vector<RecentEntry> entries;
    Query rows(
        txn,
        "SELECT e.uid, e.case_id, c.number, c.workflow, e.case_seq FROM entry e"
        " JOIN cases c ON c.id = e.case_id WHERE e.at_ms > :after AND e.at_ms <= :until"
        " ORDER BY e.at_ms DESC, e.uid DESC LIMIT :most",
        "tttti", {after, until, most}
    );
    while (rows.next()) {
        RecentEntry& entry = entries.emplace_back();
        entry.uid = rows.text();
        entry.case_id = rows.text();
        entry.number = rows.text();
        entry.workflow = rows.text();
        entry.version = rows.integer();
    }
    return entries;
}

}  // namespace beihui::storage
