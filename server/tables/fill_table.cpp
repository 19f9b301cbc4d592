#include "tables/fill_table.hpp"

#include "base/text.hpp"
#include "storage/measure_words.hpp"
#include "tables/table_words.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace beihui::tables
{
namespace
{

struct Prepared
{
    TableFound found;
    Span span;
};

Result<Prepared> prepare(const rules::World& world, const TableAsked& asked, Instant now)
{
    const auto found = find_table(world, asked.table);
    if (!found)
        return found.error();
    if (asked.as_of && *asked.as_of > now)
        return refuse(
            Refusal::invalid_input, "as_of_in_future",
            "截至的时刻 " + asked.as_of->text() + " 还没有到",
            asked.as_of->text() + " has not come yet"
        );
    const auto span =
        span_asked(*found->pack, asked.from, asked.to, asked.as_of.value_or(now).date());
    if (!span)
        return span.error();
    return Prepared{*found, *span};
}

bool holds(const rules::ColumnCheck& check, std::int64_t left, std::int64_t right)
{
    if (check.is == "at_most")
        return left <= right;
    if (check.is == "at_least")
        return left >= right;
    if (check.is == "zero_when_zero")
        return right != 0 || left == 0;
    return right == 0 || left != 0;  // not_zero_when_not_zero
}

const Cell* cell_of(const std::vector<Cell>& cells, std::string_view column)
{
    const auto found = std::ranges::find(cells, column, [](const Cell& cell) {
        return std::string_view(cell.column->id);
    });
    return found == cells.end() ? nullptr : &*found;
}

std::string with_value(const Cell& cell)
{
    return cell.column->label + " " + std::to_string(cell.value);
}

void check_row(const rules::World& world, TableAnswer& answer)
{
    const rules::Table& table = *answer.found.table;
    for (const rules::ColumnCheck& check : table.checks) {
        const Cell* const left = cell_of(answer.cells, check.left);
        const Cell* const right = cell_of(answer.cells, check.right);
        if (left && right && !holds(check, left->value, right->value))
            answer.findings.push_back(
                {check.level,
                 check.words.zh + "（" + with_value(*left) + "，" + with_value(*right) + "）",
                 check.left}
            );
    }
    json::object row;
    for (const Cell& cell : answer.cells)
        row[cell.column->id] = cell.value;
    for (Finding& finding : world.check_table(table.id, row, answer.as_of.date()))
        answer.findings.push_back(
            {std::move(finding.level), std::move(finding.message), std::move(finding.at)}
        );
}

// Says which of the days asked are not counted, when some are not.
std::optional<std::string> overlap_of(const rules::Pack& pack, const Span& span)
{
    std::vector<std::pair<Date, Date>> inside;
    std::int32_t days = 0;
    for (const auto& [first, last] : pack.phases) {
        const Date from = std::max(first, span.from);
        const Date to = std::min(last, span.to);
        if (from > to)
            continue;
        inside.emplace_back(from, to);
        days += to - from + 1;
    }
    if (pack.phases.empty() || days == span.to - span.from + 1)
        return std::nullopt;
    const std::string asked = "所选日期 " + span_zh(span.from, span.to);
    if (inside.empty())
        return asked + " 不在行动各阶段内，按阶段统计的各列为 0。";
    std::string counted;
    for (const auto& [from, to] : inside)
        counted += (counted.empty() ? "" : "、") + span_zh(from, to);
    return asked + " 有一部分不在行动各阶段内，按阶段统计的各列只计 " + counted + "。";
}

// From the first day of the first phase to the last of the last; without phases, the days of the
// facts themselves.
Span whole_span(const rules::Pack& pack, const std::vector<Fact>& facts)
{
    if (!pack.phases.empty())
        return {pack.phases.front().first, pack.phases.back().second};
    const auto [first, last] = std::ranges::minmax(facts, {}, &Fact::on);
    return {first.on, last.on};
}

bool counts_by_phase(const Measure& measure)
{
    return measure.window == Measure::Window::phase;
}

}  // namespace

Result<TableAnswer> fill_table(
    storage::ReadTxn& txn,
    const rules::World& world,
    const TableAsked& asked,
    Instant now
)
{
    const auto prepared = prepare(world, asked, now);
    if (!prepared)
        return prepared.error();
    const rules::Pack& pack = *prepared->found.pack;
    TableAnswer answer;
    answer.found = prepared->found;
    answer.span = prepared->span;
    answer.as_of = asked.as_of.value_or(now);
    storage::KeptNumbers numbers(txn, now);
    bool by_phase = false;
    for (const rules::Column& column : prepared->found.table->columns) {
        const auto measure = read_measure(pack, column, answer.span.to);
        if (!measure)
            return measure.error();
        by_phase = by_phase || counts_by_phase(*measure);
        Cell& cell = answer.cells.emplace_back();
        cell.column = &column;
        cell.value = numbers.count(
            *measure, count_asked(pack, *measure, asked.org_path, answer.span, asked.as_of)
        );
        cell.readings = readings_of(pack, column, answer.span.to);
        cell.mark = mark_of(cell.readings);
        cell.kind = measure->kind;
        cell.formula = storage::formula_of(*measure);
    }
    answer.to_keep = numbers.take_news();
    check_row(world, answer);
    if (by_phase)
        answer.overlap = overlap_of(pack, answer.span);
    return answer;
}

Result<ColumnAsked> ask_column(
    const rules::World& world,
    const TableAsked& asked,
    std::string_view column,
    Instant now
)
{
    const auto prepared = prepare(world, asked, now);
    if (!prepared)
        return prepared.error();
    ColumnAsked ready;
    ready.found = prepared->found;
    ready.column = prepared->found.column(column);
    if (!ready.column) {
        std::vector<std::string> known;
        for (const rules::Column& candidate : prepared->found.table->columns)
            known.push_back(candidate.id);
        const auto near = nearest_name(column, known);
        const std::string name = one_line(column, 80);
        return refuse(
            Refusal::not_found, "column_not_found",
            "表 " + asked.table + " 没有列 " + name + (near ? "；是不是 " + *near + "？" : ""),
            "table " + asked.table + " has no column " + name +
                (near ? "; did you mean " + *near + "?" : "")
        );
    }
    auto measure = read_measure(*ready.found.pack, *ready.column, prepared->span.to);
    if (!measure)
        return measure.error();
    ready.count =
        count_asked(*ready.found.pack, *measure, asked.org_path, prepared->span, asked.as_of);
    ready.measure = std::move(*measure);
    return ready;
}

Result<std::vector<storage::JudgedFact>> judge_for_column(
    storage::ReadTxn& txn,
    const TableFound& found,
    const rules::Column& column,
    const std::string& org_path,
    std::string_view case_id,
    const std::vector<Fact>& facts,
    const std::optional<Instant>& as_of
)
{
    const rules::Pack& pack = *found.pack;
    const auto kind = column.measure.if_contains("of");
    std::map<std::size_t, std::set<std::string>> by_phase;  // phase, or 0 → ids of facts
    for (const Fact& fact : facts)
        if (kind && *kind == json::value(fact.kind))
            by_phase[phase_of(pack, fact.on)].insert(fact.id);
    std::vector<storage::JudgedFact> judged;
    for (const auto& [phase, ids] : by_phase) {
        const Span span = phase == 0
                              ? whole_span(pack, facts)
                              : Span{pack.phases[phase - 1].first, pack.phases[phase - 1].second};
        const auto measure = read_measure(pack, column, span.to);
        if (!measure)
            return measure.error();
        const CountAsked asked = count_asked(pack, *measure, org_path, span, as_of);
        for (storage::JudgedFact& fact : storage::judge_case(txn, *measure, asked, case_id))
            if (ids.contains(fact.id))
                judged.push_back(std::move(fact));
    }
    return judged;
}

}  // namespace beihui::tables
