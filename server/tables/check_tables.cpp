#include "base/yaml.hpp"
#include "tables/pack_tables.hpp"

#include <algorithm>
#include <set>

namespace beihui::tables
{
namespace
{

// Days on which a parameter of the pack begins to have another value.
std::set<Date> turning_days(const rules::Pack& pack)
{
    std::set<Date> days{pack.known_from};
    for (const rules::Parameter& parameter : pack.parameters)
        for (const rules::ParameterValue& value : parameter.values)
            days.insert(value.from);
    return days;
}

// What a unit counts, as the keys of distinct(…); empty: any way will do.
std::vector<std::string> keys_of(Unit unit)
{
    switch (unit) {
    case Unit::employers:      return {"employer"};
    case Unit::employer_times: return {"occasion", "employer"};
    case Unit::persons:        return {"person"};
    default:                   return {};
    }
}

void check_unit(const rules::Column& column, const Measure& measure, Faults& faults)
{
    std::vector<std::string> wanted = keys_of(column.unit);
    std::vector<std::string> counted = measure.distinct;
    std::ranges::sort(wanted);
    std::ranges::sort(counted);
    if (wanted.empty() || (measure.count == Measure::Count::distinct && wanted == counted))
        return;
    std::string keys;
    for (const std::string& key : keys_of(column.unit))
        keys += (keys.empty() ? "" : ", ") + key;
    const std::string sign(sign_of(column.unit));
    faults.add(
        {column.line, 0, 0}, "RP1120",
        "列 " + column.id + " 的单位是" + sign + "，计数方式与单位不符",
        "column " + column.id + " has the unit " + sign + ", which is counted in another way",
        "把 count 写作 distinct(" + keys + ")，或更正单位",
        "write count: distinct(" + keys + "), or correct the unit"
    );
}

void check_column(const rules::Pack& pack, const rules::Column& column, Faults& faults)
{
    for (const Date day : turning_days(pack)) {
        const auto measure = read_measure(pack, column, day);
        if (!measure) {
            faults.take(measure.error());
            return;
        }
        check_unit(column, *measure, faults);
    }
}

void check_checks(const TableFound& found, const std::string& place, Faults& faults)
{
    for (const rules::ColumnCheck& check : found.table->checks)
        for (const std::string& id : {check.left, check.right})
            if (!found.column(id))
                faults.add(
                    {place, 0, 0}, "RP1121",
                    "核对里的列“" + id + "”不在表 " + found.table->id + " 中",
                    "a check names column \"" + id + "\", which table " + found.table->id +
                        " lacks",
                    "改成表中的列", "name a column of the table"
                );
}

}  // namespace

Result<void> check_tables(const rules::World& world)
{
    Faults faults;
    for (const TableFound& found : all_tables(world)) {
        for (const rules::Column& column : found.table->columns)
            check_column(*found.pack, column, faults);
        check_checks(found, found.pack->folder + "/annex", faults);
    }
    return faults.none() ? Result<void>() : faults.error();
}

}  // namespace beihui::tables
