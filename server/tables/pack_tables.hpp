#pragma once

#include "domain/measure.hpp"
#include "rules/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::tables
{

// A form of a pack. Both live as long as the world.
struct TableFound
{
    const rules::Pack* pack = nullptr;
    const rules::Table* table = nullptr;

    const rules::Column* column(std::string_view id) const;  // none: nullptr
};

// Refuses: not_found, "table_not_found", with the nearest name.
Result<TableFound> find_table(const rules::World& world, std::string_view id);
std::vector<TableFound> all_tables(const rules::World& world);  // by id

// Inclusive days.
struct Span
{
    Date from = Date::from_days(0);
    Date to = Date::from_days(0);
};

// The days somebody asks for. What is left out is filled from the phases of the circular: the phase
// that holds `today`, or else the latest that has begun, or else the first.
// Refuses (invalid_input, "bad_span") a first day after the last.
Result<Span> span_asked(
    const rules::Pack& pack,
    std::optional<Date> from,
    std::optional<Date> to,
    Date today
);
// The phase that holds a day, from 1; 0: none.
std::size_t phase_of(const rules::Pack& pack, Date day);

// How a column counts. Parameters are read as in force on `day`; before the first day of a
// parameter, its first value.
// Refuses (invalid_input, "bad_measure") with file:line of the column.
Result<Measure> read_measure(const rules::Pack& pack, const rules::Column& column, Date day);

// The days, the subtree and the moment for one measure.
CountAsked count_asked(
    const rules::Pack& pack,
    const Measure& measure,
    std::string org_path,
    const Span& span,
    std::optional<Instant> as_of
);

// The readings that a column rests on: its own first, then those of the parameters it uses.
std::vector<const rules::Interpretation*> readings_of(
    const rules::Pack& pack,
    const rules::Column& column,
    Date day
);
SourceMark mark_of(const std::vector<const rules::Interpretation*>& readings);

// Reads every measure of every pack for every value its parameters ever have; looks whether each
// check names columns of its table and whether each unit is counted the way it says (家 distinct
// employers, 家次 distinct pairs, 人 distinct persons). Asked before a world goes live.
// Refuses (invalid_input, "pack_faults") with every fault as file:line.
Result<void> check_tables(const rules::World& world);

}  // namespace beihui::tables
