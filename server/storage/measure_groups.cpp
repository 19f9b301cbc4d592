#include "storage/measure_groups.hpp"

#include "storage/measure_sql.hpp"
#include "storage/measure_store.hpp"
#include "storage/place_store.hpp"

#include <algorithm>

namespace beihui::storage
{
namespace
{

// A thing that counts once may stand in the facts of two organisations: their numbers do not add up.
bool counts_once(const Measure& measure)
{
    return !same_thing(measure).empty();
}

void add_groups(Sql& sql, const Measure& measure, const CountAsked& asked)
{
    const std::string same = same_thing(measure);
    if (measure.count == Measure::Count::distinct) {
        sql << "SELECT path, COUNT(*) FROM (SELECT DISTINCT f.org_path AS path, " << same
            << " FROM fact f WHERE ";
        add_counted(sql, measure, asked);
        sql << ") t GROUP BY path";
    } else if (!same.empty()) {
        sql << "SELECT path, CAST(SUM(most) AS BIGINT)"
               " FROM (SELECT f.org_path AS path, MAX(f.quantity) AS most FROM fact f WHERE ";
        add_counted(sql, measure, asked);
        sql << " GROUP BY f.org_path, " << same << ") t GROUP BY path";
    } else {
        sql << "SELECT f.org_path, "
            << (measure.count == Measure::Count::rows ? "COUNT(*)"
                                                      : "CAST(SUM(f.quantity) AS BIGINT)")
            << " FROM fact f WHERE ";
        add_counted(sql, measure, asked);
        sql << " GROUP BY f.org_path";
    }
}

}  // namespace

MeasureGroups MeasureGroups::read(ReadTxn& txn, Measure measure, CountAsked asked)
{
    MeasureGroups groups(std::move(measure), in_tree(txn, std::move(asked)));
    groups.elsewhere_ = places_of_moved(txn);
    Sql sql;
    add_groups(sql, groups.measure_, groups.asked_);
    Query rows(txn, sql.text(), "ti", sql.parameters());
    while (rows.next()) {
        std::string path = rows.text();
        groups.by_path_[std::move(path)] = rows.integer();
    }
    return groups;
}

std::int64_t MeasureGroups::count(ReadTxn& txn, std::string_view org_path) const
{
    std::int64_t sum = 0;
    int organisations = 0;
    const auto add = [&](std::string_view path) {
        for (auto group = by_path_.lower_bound(path);
             group != by_path_.end() && group->first.starts_with(path); ++group) {
            sum += group->second;
            ++organisations;
        }
    };
    add(org_path);
    if (const auto moved = elsewhere_.find(org_path); moved != elsewhere_.end())
        std::ranges::for_each(moved->second, add);
    if (organisations < 2 || !counts_once(measure_))
        return sum;
    CountAsked asked = asked_;
    asked.org_path = org_path;
    return count_measure(txn, measure_, asked);
}

}  // namespace beihui::storage
