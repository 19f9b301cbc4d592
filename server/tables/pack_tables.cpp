#include "tables/pack_tables.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace beihui::tables
{
namespace
{

// The value in force on a day; before the first day of the parameter, its first value: a table over
// earlier days still says what it would count.
const rules::ParameterValue* value_on(const rules::Parameter& parameter, Date day)
{
    const rules::ParameterValue* const value = parameter.on(day);
    return value || parameter.values.empty() ? value : &parameter.values.front();
}

}  // namespace

const rules::Column* TableFound::column(std::string_view id) const
{
    const auto found = std::ranges::find(table->columns, id, &rules::Column::id);
    return found == table->columns.end() ? nullptr : &*found;
}

std::vector<TableFound> all_tables(const rules::World& world)
{
    std::vector<TableFound> tables;
    for (const auto& pack : world.packs())
        for (const rules::Table& table : pack->tables)
            tables.push_back({pack.get(), &table});
    std::ranges::sort(tables, {}, [](const TableFound& found) { return found.table->id; });
    return tables;
}

Result<TableFound> find_table(const rules::World& world, std::string_view id)
{
    std::vector<std::string> known;
    for (const TableFound& found : all_tables(world)) {
        if (found.table->id == id)
            return found;
        known.push_back(found.table->id);
    }
    const auto near = nearest_name(id, known);
    const std::string name = one_line(id, 80);
    return refuse(
        Refusal::not_found, "table_not_found",
        "没有统计表 " + name + (near ? "；是不是 " + *near + "？" : ""),
        "there is no table " + name + (near ? "; did you mean " + *near + "?" : "")
    );
}

std::size_t phase_of(const rules::Pack& pack, Date day)
{
    for (std::size_t i = 0; i < pack.phases.size(); ++i)
        if (pack.phases[i].first <= day && day <= pack.phases[i].second)
            return i + 1;
    return 0;
}

Result<Span> span_asked(
    const rules::Pack& pack,
    std::optional<Date> from,
    std::optional<Date> to,
    Date today
)
{
    const Date day = to.value_or(from.value_or(today));
    Span phase{day, day};
    if (!pack.phases.empty()) {
        // The latest phase that began by that day; the first one before all of them.
        auto at = pack.phases.front();
        for (const auto& candidate : pack.phases)
            if (candidate.first <= day)
                at = candidate;
        phase = {at.first, at.second};
    }
    Span span{from.value_or(phase.from), to.value_or(phase.to)};
    // One end outside its phase stands for itself.
    if (!from && span.from > span.to)
        span.from = span.to;
    if (!to && span.to < span.from)
        span.to = span.from;
    if (span.from <= span.to)
        return span;
    return refuse(
        Refusal::invalid_input, "bad_span",
        "第一天 " + span.from.text() + " 在最后一天 " + span.to.text() + " 之后",
        "the first day " + span.from.text() + " is after the last day " + span.to.text()
    );
}

Result<Measure> read_measure(const rules::Pack& pack, const rules::Column& column, Date day)
{
    const auto parameter = [&](std::string_view key) -> std::optional<json::value> {
        const rules::Parameter* const known = pack.parameter(key);
        const rules::ParameterValue* const value = known ? value_on(*known, day) : nullptr;
        return value ? std::optional(value->value) : std::nullopt;
    };
    return Measure::read(column.measure, column.line, parameter, Measure::Use::column);
}

CountAsked count_asked(
    const rules::Pack& pack,
    const Measure& measure,
    std::string org_path,
    const Span& span,
    std::optional<Instant> as_of
)
{
    CountAsked asked;
    asked.org_path = std::move(org_path);
    asked.circular = pack.id;
    asked.set_days(measure, pack.phases, {span.from, span.to});
    asked.as_of = as_of;
    return asked;
}

std::vector<const rules::Interpretation*> readings_of(
    const rules::Pack& pack,
    const rules::Column& column,
    Date day
)
{
    std::vector<const rules::Interpretation*> readings;
    const auto add = [&](std::string_view id) {
        const rules::Interpretation* const reading = id.empty() ? nullptr : pack.interpretation(id);
        if (reading && std::ranges::find(readings, reading) == readings.end())
            readings.push_back(reading);
    };
    add(column.interpretation);
    for (const std::string& key : Measure::parameters_in(column.measure)) {
        const rules::Parameter* const parameter = pack.parameter(key);
        const rules::ParameterValue* const value = parameter ? value_on(*parameter, day) : nullptr;
        if (value)
            add(value->interpretation);
    }
    return readings;
}

SourceMark mark_of(const std::vector<const rules::Interpretation*>& readings)
{
    if (readings.empty())
        return SourceMark::clause;
    const bool confirmed = std::ranges::none_of(readings, [](const rules::Interpretation* reading) {
        return reading->decided_by.empty();
    });
    return confirmed ? SourceMark::interpretation : SourceMark::unconfirmed;
}

}  // namespace beihui::tables
