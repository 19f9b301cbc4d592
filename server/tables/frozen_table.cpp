#include "tables/frozen_table.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::tables
{
namespace
{

constexpr std::int64_t most = 1'000'000'000;
constexpr std::size_t least_reason = 4;

Result<void> put_typed(FrozenTable& frozen, const TypedNumber& typed)
{
    const auto cell = std::ranges::find(frozen.cells, typed.column, &FrozenCell::column);
    if (cell == frozen.cells.end())
        return refuse(
            Refusal::invalid_input, "column_not_found",
            "表 " + frozen.table + " 没有列 " + one_line(typed.column, 80),
            "table " + frozen.table + " has no column " + one_line(typed.column, 80)
        );
    if (typed.value < 0 || typed.value > most)
        return refuse(
            Refusal::invalid_input, "bad_number", cell->label + "：须为 0 至 10 亿的整数",
            cell->label + ": an integer from 0 to 10^9"
        );
    if (typed.value == cell->counted)
        return {};
    if (length_in_characters(trim(typed.reason)) < least_reason)
        return refuse(
            Refusal::invalid_input, "reason_required",
            cell->label + "：报送值与系统计数不同，须写明理由（至少 4 个字）",
            cell->label + ": filed and counted differ; say why in at least 4 characters"
        );
    if (typed.evidence.empty())
        return refuse(
            Refusal::invalid_input, "evidence_required",
            cell->label + "：报送值与系统计数不同，须附佐证材料",
            cell->label + ": filed and counted differ; attach what shows it"
        );
    cell->value = typed.value;
    cell->reason = std::string(trim(typed.reason));
    cell->evidence = typed.evidence;
    return {};
}

}  // namespace

bool FrozenTable::same_numbers(const FrozenTable& other) const
{
    return std::ranges::equal(
        cells, other.cells,
        [](const FrozenCell& mine, const FrozenCell& theirs) {
            return mine.column == theirs.column && mine.value == theirs.value &&
                   mine.counted == theirs.counted && mine.reason == theirs.reason &&
                   mine.evidence == theirs.evidence;
        }
    );
}

Result<FrozenTable> freeze_table(
    const TableAnswer& answer,
    const Filer& filer,
    const std::vector<TypedNumber>& typed
)
{
    const rules::Pack& pack = *answer.found.pack;
    FrozenTable frozen;
    frozen.table = answer.found.table->id;
    frozen.organisation = filer.id;
    frozen.span = answer.span;
    frozen.as_of = answer.as_of;
    frozen.pack = pack.id;
    frozen.revision = pack.revision;
    frozen.pack_hash = pack.hash;
    for (const Cell& cell : answer.cells)
        frozen.cells.push_back(
            {cell.column->id,
             cell.column->label,
             std::string(sign_of(cell.column->unit)),
             cell.value,
             cell.value,
             "",
             {}}
        );
    for (const TypedNumber& number : typed)
        if (const auto put = put_typed(frozen, number); !put)
            return put.error();
    TableAnswer filed = answer;
    for (std::size_t i = 0; i < filed.cells.size(); ++i)
        filed.cells[i].value = frozen.cells[i].value;
    frozen.hash = table_hash(filed, filer);
    return frozen;
}

Result<TableAnswer> thaw_table(const rules::World& world, const FrozenTable& frozen)
{
    const rules::Pack* const pack = world.find(frozen.pack, frozen.pack_hash);
    const rules::Table* found = nullptr;
    if (pack)
        for (const rules::Table& table : pack->tables)
            if (table.id == frozen.table)
                found = &table;
    if (!found)
        return refuse(
            Refusal::not_found, "table_not_found",
            "没有装入当时所用的规则包 " + frozen.pack + " 第 " + std::to_string(frozen.revision) +
                " 版，不能重新打印",
            "revision " + std::to_string(frozen.revision) + " of " + frozen.pack +
                ", by which it was counted, is not loaded"
        );
    TableAnswer answer;
    answer.found = {pack, found};
    answer.span = frozen.span;
    answer.as_of = frozen.as_of;
    for (const rules::Column& column : found->columns) {
        Cell& cell = answer.cells.emplace_back();
        cell.column = &column;
        const auto kept = std::ranges::find(frozen.cells, column.id, &FrozenCell::column);
        if (kept != frozen.cells.end()) {
            cell.value = kept->value;
            if (kept->value != kept->counted)
                answer.findings.push_back(
                    {"info",
                     column.label + "：报送值 " + std::to_string(kept->value) + "，系统计数 " +
                         std::to_string(kept->counted) + "，更正理由：" + kept->reason + "（佐证 " +
                         std::to_string(kept->evidence.size()) + " 份）",
                     column.id}
                );
        }
        cell.readings = readings_of(*pack, column, answer.span.to);
        cell.mark = mark_of(cell.readings);
    }
    return answer;
}

bool is_intact(const TableAnswer& thawed, const Filer& filer, const FrozenTable& frozen)
{
    return table_hash(thawed, filer) == frozen.hash;
}

}  // namespace beihui::tables
