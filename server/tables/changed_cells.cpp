#include "tables/changed_cells.hpp"

#include "storage/measure_store.hpp"

#include <algorithm>
#include <set>

namespace beihui::tables
{
namespace
{

bool looks_at(const rules::Column& column, const std::set<std::string>& kinds)
{
    const json::value* const kind = column.measure.if_contains("of");
    return kind && kind->is_string() && kinds.contains(std::string(kind->as_string()));
}

// What of the facts touched a pack counts at all.
struct Touched
{
    std::set<std::string> kinds;
    std::vector<Span> spans;
};

Touched touched_of(const rules::Pack& pack, const std::vector<const Fact*>& facts)
{
    Touched touched;
    std::set<std::size_t> phases;
    std::vector<Date> days;
    for (const Fact* const fact : facts) {
        if (std::ranges::find(fact->circulars, pack.id) == fact->circulars.end())
            continue;
        touched.kinds.insert(fact->kind);
        phases.insert(phase_of(pack, fact->on));
        days.push_back(fact->on);
    }
    for (const std::size_t phase : phases)
        if (phase > 0)
            touched.spans.push_back({pack.phases[phase - 1].first, pack.phases[phase - 1].second});
    if (pack.phases.empty() && !days.empty()) {
        const auto [first, last] = std::ranges::minmax(days);
        touched.spans.push_back({first, last});
    }
    return touched;
}

}  // namespace

Result<std::vector<ChangedTable>> changed_tables(
    storage::ReadTxn& txn,
    const rules::World& world,
    const std::string& org_path,
    const storage::FactsChanged& changed,
    const std::vector<Fact>& voided
)
{
    std::vector<const Fact*> facts;
    for (const Fact& fact : changed.made)
        facts.push_back(&fact);
    for (const Fact& fact : voided)
        facts.push_back(&fact);
    std::vector<ChangedTable> tables;
    for (const TableFound& found : all_tables(world)) {
        const Touched touched = touched_of(*found.pack, facts);
        const bool looks =
            std::ranges::any_of(found.table->columns, [&](const rules::Column& column) {
                return looks_at(column, touched.kinds);
            });
        if (!looks)
            continue;
        for (const Span& span : touched.spans) {
            ChangedTable& table = tables.emplace_back(ChangedTable{found, span, {}});
            for (const rules::Column& column : found.table->columns) {
                const auto measure = read_measure(*found.pack, column, span.to);
                if (!measure)
                    return measure.error();
                const CountAsked asked =
                    count_asked(*found.pack, *measure, org_path, span, std::nullopt);
                ChangedCell& cell = table.cells.emplace_back();
                cell.column = &column;
                cell.before = storage::count_measure(txn, *measure, asked);
                cell.after = looks_at(column, touched.kinds)
                                 ? storage::count_changed(txn, *measure, asked, changed)
                                 : cell.before;
            }
        }
    }
    return tables;
}

}  // namespace beihui::tables
