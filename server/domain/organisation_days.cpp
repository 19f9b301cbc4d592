#include "domain/organisation_days.hpp"

#include <algorithm>
#include <map>

namespace beihui
{
namespace
{

const json::object& object_in(const json::object& data, std::string_view form)
{
    static const json::object none;
    const json::value* const found = data.if_contains(form);
    return found && found->is_object() ? found->get_object() : none;
}

std::optional<Date> day_in(const json::object& values, std::string_view field)
{
    const auto day = Date::parse(text_of(values, field));
    return day ? std::optional(*day) : std::nullopt;
}

// The value from the beginning, then the dated ones.
OrganisationDays::Rows dated_rows(
    const json::object& data,
    std::string_view first,
    std::string_view form,
    std::string_view field
)
{
    OrganisationDays::Rows rows{{beginning_of_days, std::string(first)}};
    if (const json::value* const found = data.if_contains(form); found && found->is_array())
        for (const json::value& row : found->get_array())
            if (row.is_object())
                if (const auto from = day_in(row.get_object(), "from"))
                    rows.emplace_back(*from, std::string(text_of(row, field)));
    std::ranges::stable_sort(rows, {}, &std::pair<Date, std::string>::first);
    return rows;
}

const std::string& value_on(const OrganisationDays::Rows& rows, Date day)
{
    static const std::string none;
    const std::string* found = &none;
    for (const auto& [from, value] : rows)
        if (from <= day || found == &none)
            found = &value;
    return *found;
}

using ById = std::map<std::string_view, const OrganisationDays*>;

// The link of `child` to `parent`, moved on to successors where the parent is no more.
void add_link(
    const ById& by_id,
    const std::string& child,
    std::string parent,
    Validity valid,
    std::vector<ParentRow>& links
)
{
    for (std::size_t steps = 0; !parent.empty() && steps <= by_id.size(); ++steps) {
        const auto found = by_id.find(parent);
        const OrganisationDays* const above = found == by_id.end() ? nullptr : found->second;
        const bool outlived = above && above->ends && !above->successor.empty() &&
                              (!valid.until || *above->ends < *valid.until);
        Validity here = valid;
        if (outlived)
            here.until = above->ends;
        if (!here.until || here.from < *here.until)
            links.push_back({child, parent, here});
        if (!outlived)
            return;
        valid.from = std::max(valid.from, *above->ends);
        parent = above->successor;
    }
}

}  // namespace

OrganisationDays OrganisationDays::read(
    std::string_view id,
    std::string_view code,
    const json::object& data
)
{
    OrganisationDays days;
    days.id = id;
    days.code = code;
    const json::object& profile = object_in(data, "profile");
    days.names = dated_rows(data, text_of(profile, "name"), "names", "name");
    days.parents = dated_rows(data, text_of(profile, "parent"), "parents", "parent");
    days.begins = day_in(profile, "valid_from");
    days.ends = day_in(object_in(data, "ending"), "on");
    const json::object& merger = object_in(data, "merger");
    if (const auto on = day_in(merger, "on")) {
        days.ends = on;
        days.successor = text_of(merger, "successor");
    }
    return days;
}

const std::string& OrganisationDays::name_on(Date day) const
{
    return value_on(names, day);
}

const std::string& OrganisationDays::parent_on(Date day) const
{
    return value_on(parents, day);
}

OrganisationRows rows_of(const std::vector<OrganisationDays>& organisations)
{
    OrganisationRows rows;
    ById by_id;
    for (const OrganisationDays& days : organisations)
        by_id.emplace(days.id, &days);
    for (const OrganisationDays& days : organisations) {
        const std::string first = days.names.empty() ? std::string() : days.names.front().second;
        rows.organisations.push_back({days.id, days.code, {first, first}});
        const auto until = [](const OrganisationDays::Rows& of,
                              std::size_t i) -> std::optional<Date> {
            return i + 1 < of.size() ? std::optional(of[i + 1].first) : std::nullopt;
        };
        for (std::size_t i = 0; i < days.names.size(); ++i) {
            const auto& [from, name] = days.names[i];
            rows.names.push_back({days.id, {name, name}, {from, until(days.names, i)}});
        }
        for (std::size_t i = 0; i < days.parents.size(); ++i) {
            Validity valid{days.parents[i].first, until(days.parents, i)};
            if (days.ends && (!valid.until || *days.ends < *valid.until))
                valid.until = days.ends;
            add_link(by_id, days.id, days.parents[i].second, valid, rows.parents);
        }
        if (days.ends)
            rows.existence.push_back({days.id, {beginning_of_days, days.ends}, days.successor});
    }
    return rows;
}

}  // namespace beihui
