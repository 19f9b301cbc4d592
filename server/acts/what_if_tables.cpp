#include "acts/what_if_tables.hpp"

#include "domain/unit.hpp"
#include "storage/measure_store.hpp"

#include <algorithm>

namespace beihui::acts
{
namespace
{

// The table of the draft in the place of one of the pack it replaces: of the same id, or for a new
// year of the same annex.
const rules::Table* same_table(const rules::Pack& pack, const rules::Table& other)
{
    const auto found = std::ranges::find_if(pack.tables, [&](const rules::Table& table) {
        return table.id == other.id || table.annex == other.annex;
    });
    return found == pack.tables.end() ? nullptr : &*found;
}

const rules::Column* column_of(const rules::Table* table, std::string_view id)
{
    if (!table)
        return nullptr;
    const auto found = std::ranges::find(table->columns, id, &rules::Column::id);
    return found == table->columns.end() ? nullptr : &*found;
}

Result<json::value> count_column(
    storage::ReadTxn& txn,
    const WhatIfTables& asked,
    const rules::Pack& pack,
    const rules::Column* column
)
{
    if (!column)
        return json::value();
    const auto measure = tables::read_measure(pack, *column, asked.span.to);
    if (!measure)
        return measure.error();
    const rules::Pack& bound = pack.id == asked.replaced.id ? pack : asked.replaced;
    const CountAsked count =
        tables::count_asked(bound, *measure, asked.org_path, asked.span, std::nullopt);
    return json::value(storage::count_measure(txn, *measure, count));
}

Result<json::object> table_json(
    storage::ReadTxn& txn,
    const WhatIfTables& asked,
    const rules::Table* before,
    const rules::Table* after
)
{
    const rules::Table& shown = after ? *after : *before;
    std::vector<const rules::Column*> columns;
    for (const rules::Table* const table : {before, after})
        if (table)
            for (const rules::Column& column : table->columns)
                if (std::ranges::find(columns, column.id, &rules::Column::id) == columns.end())
                    columns.push_back(&column);
    json::array lines;
    for (const rules::Column* const column : columns) {
        auto old = count_column(txn, asked, asked.replaced, column_of(before, column->id));
        if (!old)
            return old.error();
        auto now = count_column(txn, asked, asked.draft, column_of(after, column->id));
        if (!now)
            return now.error();
        lines.emplace_back(json::object{
            {"column", column->id},
            {"label", column->label},
            {"unit", sign_of(column->unit)},
            {"before", *std::move(old)},
            {"after", *std::move(now)},
        });
    }
    return json::object{
        {"table", shown.id},
        {"annex", shown.annex},
        {"title", shown.title.zh},
        {"columns", std::move(lines)},
    };
}

}  // namespace

Result<json::array> what_if_tables(storage::ReadTxn& txn, const WhatIfTables& asked)
{
    json::array all;
    const auto add = [&](const rules::Table* before, const rules::Table* after) -> Result<void> {
        auto table = table_json(txn, asked, before, after);
        if (!table)
            return table.error();
        all.emplace_back(*std::move(table));
        return {};
    };
    for (const rules::Table& table : asked.replaced.tables)
        if (const auto added = add(&table, same_table(asked.draft, table)); !added)
            return added.error();
    for (const rules::Table& table : asked.draft.tables)
        if (!same_table(asked.replaced, table))
            if (const auto added = add(nullptr, &table); !added)
                return added.error();
    return all;
}

}  // namespace beihui::acts
