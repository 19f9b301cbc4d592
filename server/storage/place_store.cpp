#include "storage/place_store.hpp"

#include "storage/columns.hpp"

#include <algorithm>
#include <iterator>

namespace beihui::storage
{
namespace
{

Query ask_place(ReadTxn& txn, std::string_view organisation, Date day)
{
    const std::string on = day.text();
    return Query(
        txn,
        "SELECT path FROM organisation_place WHERE organisation = :organisation"
        " AND from_day <= :day AND until_day > :same_day AND voided_ms IS NULL",
        "t", {organisation, on, on}
    );
}

Query ask_settled(ReadTxn& txn)
{
    return Query(txn, "SELECT day FROM tree_at WHERE id = 1", "t");
}

Date read_settled(Query& row)
{
    return row.next() ? Date::parse(row.view()).value() : beginning_of_days;
}

// A closed case stands where its organisation stood then; an organisation itself always moves.
bool stays(const Case& subject)
{
    return subject.closed && subject.organisation != subject.id;
}

}  // namespace

std::optional<std::string> place_on(ReadTxn& txn, std::string_view organisation, Date day)
{
    Query row = ask_place(txn, organisation, day);
    return row.next() ? std::optional(row.text()) : std::nullopt;
}

std::string organisation_name_on(ReadTxn& txn, std::string_view organisation, Date day)
{
    const std::string on = day.text();
    Query row(
        txn,
        "SELECT value FROM organisation_day WHERE organisation = :organisation AND what = 'name'"
        " AND from_day <= :day ORDER BY from_day DESC LIMIT 1",
        "t", {organisation, on}
    );
    return row.next() ? row.text() : std::string();
}

std::map<std::string, std::string> all_places_on(ReadTxn& txn, Date day)
{
    const std::string on = day.text();
    std::map<std::string, std::string> places;
    Query rows(
        txn,
        "SELECT organisation, path FROM organisation_place WHERE from_day <= :day"
        " AND until_day > :same_day AND voided_ms IS NULL",
        "tt", {on, on}
    );
    while (rows.next()) {
        std::string organisation = rows.text();
        places[std::move(organisation)] = rows.text();
    }
    return places;
}

std::optional<std::string> ended_by(ReadTxn& txn, std::string_view organisation, Date day)
{
    const std::string on = day.text();
    Query row(
        txn,
        "SELECT value FROM organisation_day WHERE organisation = :organisation AND what = 'end'"
        " AND from_day <= :day",
        "t", {organisation, on}
    );
    return row.next() ? std::optional(row.text()) : std::nullopt;
}

std::vector<std::string> paths_of_subtree(ReadTxn& txn, std::string_view org_path)
{
    std::vector<std::string> paths{std::string(org_path)};
    if (org_path.size() < 2)
        return paths;
    const std::size_t begin = org_path.rfind('/', org_path.size() - 2) + 1;
    const std::string_view id = org_path.substr(begin, org_path.size() - begin - 1);
    Query rows(
        txn,
        "SELECT DISTINCT path FROM organisation_place WHERE organisation = :organisation"
        " AND path <> :path ORDER BY path",
        "t", {id, org_path}
    );
    while (rows.next())
        paths.push_back(rows.text());
    return paths;
}

std::map<std::string, std::vector<std::string>, std::less<>> places_of_moved(ReadTxn& txn)
{
    std::map<std::string, std::set<std::string>> paths;
    Query rows(
        txn,
        "SELECT p.organisation, p.path FROM organisation_place p WHERE EXISTS"
        " (SELECT 1 FROM organisation_place o WHERE o.organisation = p.organisation"
        " AND o.path <> p.path)",
        "tt"
    );
    while (rows.next()) {
        std::string organisation = rows.text();
        paths[std::move(organisation)].insert(rows.text());
    }
    std::map<std::string, std::vector<std::string>, std::less<>> others;
    for (const auto& [organisation, all] : paths)
        for (const std::string& path : all)
            std::ranges::copy_if(all, std::back_inserter(others[path]), [&](const auto& other) {
                return other != path;
            });
    return others;
}

Subtree::Subtree(ReadTxn& txn, std::string_view org_path)
{
    for (std::string& path : paths_of_subtree(txn, org_path)) {
        std::string end = end_of_subtree(path);
        bounds_.push_back(std::move(path));
        bounds_.push_back(std::move(end));
    }
}

std::string Subtree::over(std::string_view column) const
{
    std::string condition;
    for (std::size_t i = 0; i < bounds_.size(); i += 2) {
        const std::string place = ":in" + std::to_string(i);
        condition += (condition.empty() ? "(" : " OR ") + std::string(column) + " >= " + place +
                     " AND " + std::string(column) + " < " + place + "_end";
    }
    return condition + ")";
}

std::vector<Parameter> Subtree::parameters() const
{
    return {bounds_.begin(), bounds_.end()};
}

bool tree_changed_since(ReadTxn& txn, Instant at)
{
    Query row(txn, "SELECT 1 FROM organisation_place WHERE voided_ms > :at LIMIT 1", "i", {at});
    return row.next();
}

std::int64_t mergers_in(ReadTxn& txn, std::string_view org_path)
{
    Query row(
        txn,
        "SELECT COUNT(*) FROM organisation_day m WHERE m.what = 'end' AND m.value <> ''"
        " AND m.from_day <= (SELECT day FROM tree_at WHERE id = 1)"
        " AND CAST(:path AS TEXT) LIKE '%/' || m.value || '/' || m.organisation || '/%'",
        "i", {org_path}
    );
    return row.next() ? row.integer() : 0;
}

Date placing_day(ReadTxn& txn)
{
    Query row = ask_settled(txn);
    return read_settled(row);
}

namespace
{

using Family = std::map<std::string, OrganisationDays>;

// Adds what `id` and its kin say: with `below`, also all that is below it and their other parents.
void add_kin(ReadTxn& txn, const std::string& id, bool below, Family& family)
{
    const std::string seed = std::string("(SELECT CAST(:id AS ") +
                             (txn.is_postgresql() ? "TEXT) COLLATE \"C\"" : "TEXT)");
    // UNION, not UNION ALL: each is visited once, so that a ring would end too.
    std::string sql = "WITH RECURSIVE below (id) AS " + seed;
    if (below)
        sql += " UNION SELECT d.organisation FROM organisation_day d JOIN below"
               " ON d.value = below.id WHERE d.what IN ('parent', 'end')";
    sql += "), kin (id) AS (SELECT id FROM below UNION SELECT d.value FROM organisation_day d"
           " JOIN kin ON d.organisation = kin.id"
           " WHERE d.what IN ('parent', 'end') AND d.value <> '')"
           " SELECT kin.id, d.what, d.from_day, d.value FROM kin"
           " LEFT JOIN organisation_day d ON d.organisation = kin.id"
           " ORDER BY kin.id, d.from_day";
    Family found;
    Query rows(txn, sql, "tttt", {id});
    while (rows.next()) {
        const std::string who = rows.text();
        OrganisationDays& days = found[who];
        days.id = who;
        const auto what = rows.maybe_text();
        const auto from = rows.maybe_text();
        const auto value = rows.maybe_text();
        if (!what)
            continue;
        const Date day = Date::parse(*from).value();
        if (*what == "name") {
            days.names.emplace_back(day, *value);
        } else if (*what == "parent") {
            days.parents.emplace_back(day, *value);
        } else {
            days.ends = day;
            days.successor = *value;
        }
    }
    family.merge(found);
}

}  // namespace

std::vector<OrganisationDays> family_of(
    ReadTxn& txn,
    const std::string& id,
    const std::vector<std::string>& others
)
{
    Family found;
    add_kin(txn, id, true, found);
    for (const std::string& other : others)
        add_kin(txn, other, false, found);
    std::vector<OrganisationDays> family;
    for (auto& [who, days] : found)
        family.push_back(std::move(days));
    return family;
}

LeftOver left_over(ReadTxn& txn, std::string_view organisation)
{
    LeftOver left;
    {
        Query row(
            txn,
            "SELECT COUNT(*) FROM cases c WHERE c.organisation = :organisation AND c.closed = 0"
            " AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.id = c.id)",
            "i", {organisation}
        );
        left.cases = row.next() ? row.integer() : 0;
    }
    Query row(
        txn,
        "SELECT COUNT(*) FROM duty d JOIN cases c ON c.id = d.case_id"
        " WHERE c.organisation = :organisation AND d.state = 'open'",
        "i", {organisation}
    );
    left.duties = row.next() ? row.integer() : 0;
    return left;
}

std::string placed(ReadTxn& txn, const Case& subject)
{
    const Date day = stays(subject) ? subject.changed_at.date() : placing_day(txn);
    return place_on(txn, subject.organisation, day).value_or(subject.org_path);
}

PlaceAsked::PlaceAsked(ReadTxn& txn, const Case& subject, Date today)
    : txn_(txn),
      subject_(subject),
      today_(today),
      day_(stays(subject) ? subject.changed_at.date() : today),
      tree_(ask_settled(txn)),
      path_(ask_place(txn, subject.organisation, day_))
{}

Date PlaceAsked::settled()
{
    if (!settled_)
        settled_ = read_settled(tree_);
    return *settled_;
}

std::string PlaceAsked::placed()
{
    // Open cases may follow a later day already: a clock was set back.
    if (!stays(subject_) && settled() > today_)
        return storage::placed(txn_, subject_);
    return path_.next() ? path_.text() : subject_.org_path;
}

}  // namespace beihui::storage
