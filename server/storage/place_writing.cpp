#include "history/sealing.hpp"
#include "storage/columns.hpp"
#include "storage/kept_numbers.hpp"
#include "storage/place_store.hpp"
#include "storage/statement.hpp"
#include "storage/stores.hpp"

#include <algorithm>
#include <tuple>

namespace beihui::storage
{
namespace
{

constexpr std::string_view end_of_days = "9999-12-31";

struct Place
{
    std::string from;
    std::string until;
    std::string path;

    friend auto operator<=>(const Place&, const Place&) = default;
};

// Everybody whose place rests on that of `id`: itself, all that is ever below it, and those that
// were merged into one of them.
std::vector<std::string> followers_of(
    const std::vector<OrganisationDays>& family,
    const std::string& id
)
{
    std::multimap<std::string, std::string> above;
    for (const OrganisationDays& days : family) {
        for (const auto& [from, parent] : days.parents)
            above.emplace(parent, days.id);
        if (!days.successor.empty())
            above.emplace(days.successor, days.id);
    }
    std::set<std::string> seen{id};
    std::vector<std::string> found{id};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto [first, last] = above.equal_range(found[i]);
        for (auto below = first; below != last; ++below)
            if (seen.insert(below->second).second)
                found.push_back(below->second);
    }
    return found;
}

std::vector<Place> places_of(
    const OrganisationTree& tree,
    const std::set<Date>& days,
    const std::string& id
)
{
    std::vector<Place> places;
    for (const Date day : days) {
        std::string path = tree.place_on(id, day);
        if (!places.empty() && places.back().path == path)
            continue;
        if (!places.empty())
            places.back().until = day.text();
        places.push_back({day.text(), std::string(end_of_days), std::move(path)});
    }
    return places;
}

// Voids what does not hold any more and writes what holds now; whether anything differed.
bool put_places(WriteTxn& txn, const std::string& id, const std::vector<Place>& wanted, Instant at)
{
    std::set<Place> missing(wanted.begin(), wanted.end());
    std::vector<std::pair<Place, Instant>> surplus;
    {
        Query rows(
            txn,
            "SELECT from_day, until_day, path, made_ms FROM organisation_place"
            " WHERE organisation = :organisation AND voided_ms IS NULL",
            "ttti", {id}
        );
        while (rows.next()) {
            Place place;
            place.from = rows.text();
            place.until = rows.text();
            place.path = rows.text();
            const Instant made = rows.instant();
            if (missing.erase(place) == 0)
                surplus.emplace_back(std::move(place), made);
        }
    }
    const bool differs = !missing.empty() || !surplus.empty();
    for (const auto& [place, made] : surplus) {
        // What held for no time at all leaves no trace: the order of entries of one moment does not
        // matter.
        if (made == at)
            run(txn,
                "DELETE FROM organisation_place WHERE organisation = :organisation"
                " AND from_day = :from AND until_day = :until AND path = :path AND made_ms = :made",
                {id, place.from, place.until, place.path, made});
        else
            run(txn,
                "UPDATE organisation_place SET voided_ms = :at WHERE organisation = :organisation"
                " AND from_day = :from AND until_day = :until AND path = :path AND made_ms = :made",
                {at, id, place.from, place.until, place.path, made});
    }
    for (const Place& place : missing) {
        const std::int64_t taken_back =
            run(txn,
                "UPDATE organisation_place SET voided_ms = NULL WHERE organisation = :organisation"
                " AND from_day = :from AND until_day = :until AND path = :path"
                " AND voided_ms = :at",
                {id, place.from, place.until, place.path, at});
        if (taken_back == 0)
            run(txn,
                "INSERT INTO organisation_place (organisation, from_day, until_day, path, made_ms)"
                " VALUES (:organisation, :from, :until, :path, :at)",
                {id, place.from, place.until, place.path, at});
    }
    return differs;
}

void put_day(
    WriteTxn& txn,
    const std::string& id,
    std::string_view what,
    const std::string& from,
    const std::string& value
)
{
    run(txn,
        "INSERT INTO organisation_day (organisation, what, from_day, value)"
        " VALUES (:organisation, :what, :from, :value)",
        {id, what, from, value});
}

// The parent under which it was registered: entries of before the tree had dates do not name it in
// the register, but their case stands below it.
std::string first_parent(ReadTxn& txn, const OrganisationDays& days, const Case& after)
{
    if (!days.parents.front().second.empty())
        return days.parents.front().second;
    {
        Query known(
            txn,
            "SELECT value FROM organisation_day WHERE organisation = :organisation"
            " AND what = 'parent' AND from_day = :from",
            "t", {days.id, beginning_of_days.text()}
        );
        if (known.next())
            return known.text();
    }
    const std::string own = "/" + days.id + "/";
    if (!after.org_path.ends_with(own) || after.org_path.size() == own.size())
        return {};
    const std::size_t end = after.org_path.size() - own.size();
    const std::size_t begin = after.org_path.rfind('/', end - 1) + 1;
    return after.org_path.substr(begin, end - begin);
}

// Everything about an organisation that places rest on.
std::vector<std::string> links_of(ReadTxn& txn, const std::string& id)
{
    std::vector<std::string> links;
    Query rows(
        txn,
        "SELECT what, from_day, value FROM organisation_day WHERE organisation = :organisation"
        " AND what <> 'name' ORDER BY what, from_day",
        "ttt", {id}
    );
    while (rows.next()) {
        std::string link = rows.text();
        link += ' ' + rows.text();
        link += ' ' + rows.text();
        links.push_back(std::move(link));
    }
    return links;
}

struct Put
{
    std::vector<std::string> moved;  // whose places changed
    bool out_of_order = false;       // the family was changed at a later moment already
};

bool changed_after(ReadTxn& txn, const std::string& id, Instant at)
{
    Query later(
        txn,
        "SELECT 1 FROM organisation_place WHERE organisation = :organisation"
        " AND (made_ms > :at OR voided_ms > :same) LIMIT 1",
        "i", {id, at, at}
    );
    return later.next();
}

// Writes the dated lines of one organisation, and the places that rest on them.
Result<Put> put_organisation(
    WriteTxn& txn,
    const RegisterChange& change,
    const Case& after,
    Instant at
)
{
    OrganisationDays days = OrganisationDays::read(change.id, change.code, change.data);
    days.parents.front().second = first_parent(txn, days, after);
    const auto links = links_of(txn, days.id);
    run(txn, "DELETE FROM organisation_day WHERE organisation = :organisation", {change.id});
    for (const auto& [from, name] : days.names)
        put_day(txn, days.id, "name", from.text(), name);
    for (const auto& [from, parent] : days.parents)
        put_day(txn, days.id, "parent", from.text(), parent);
    if (days.ends)
        put_day(txn, days.id, "end", days.ends->text(), days.successor);

    // A new name moves nothing, and a great family is not read for it.
    if (links == links_of(txn, days.id))
        return Put{};
    const std::vector<OrganisationDays> family = family_of(txn, days.id);
    const auto tree = OrganisationTree::build(rows_of(family));
    if (!tree)
        return tree.error();
    std::set<Date> changes{beginning_of_days};
    for (const OrganisationDays& one : family) {
        for (const auto& [from, parent] : one.parents)
            changes.insert(from);
        if (one.ends)
            changes.insert(*one.ends);
    }
    Put put;
    put.out_of_order = std::ranges::any_of(family, [&](const OrganisationDays& one) {
        return changed_after(txn, one.id, at);
    });
    for (const std::string& id : followers_of(family, days.id))
        if (put_places(txn, id, places_of(*tree, changes, id), at))
            put.moved.push_back(id);
    return put;
}

// Cases are placed one by one: a closed one stays where it stood on the day it was closed.
void place_cases(WriteTxn& txn, std::string_view condition, const std::vector<Parameter>& values)
{
    struct Line
    {
        Case subject;
        std::string path;
    };
    std::vector<Line> moved;
    {
        std::vector<Case> all;
        Query rows(
            txn,
            "SELECT id, organisation, org_path, closed, changed_ms FROM cases" +
                std::string(condition),
            "tttii", values
        );
        while (rows.next()) {
            Case& subject = all.emplace_back();
            subject.id = rows.text();
            subject.organisation = rows.text();
            subject.org_path = rows.text();
            subject.closed = rows.flag();
            subject.changed_at = rows.instant();
        }
        for (Case& subject : all)
            if (std::string path = placed(txn, subject); path != subject.org_path)
                moved.push_back({std::move(subject), std::move(path)});
    }
    for (const Line& line : moved)
        run(txn, "UPDATE cases SET org_path = :path WHERE id = :id", {line.path, line.subject.id});
}

constexpr std::string_view place_of_fact =
    "(SELECT p.path FROM organisation_place p WHERE p.organisation = fact.organisation"
    " AND p.from_day <= fact.on_date AND p.until_day > fact.on_date AND p.voided_ms IS NULL)";

// The name of the day, in the register and as the title of its case.
void name_organisation(WriteTxn& txn, const std::string& id, Date today)
{
    const std::string name = organisation_name_on(txn, id, today);
    if (name.empty())
        return;
    std::string code;
    std::string number;
    {
        Query row(
            txn,
            "SELECT r.code, c.number FROM register_record r JOIN cases c ON c.id = r.id"
            " WHERE r.kind = 'organisation' AND r.id = :id AND (r.name <> :name OR c.title <> "
            ":title)",
            "tt", {id, name, name}
        );
        if (!row.next())
            return;
        code = row.text();
        number = row.text();
    }
    run(txn,
        "UPDATE register_record SET name = :name, search = :search"
        " WHERE kind = 'organisation' AND id = :id",
        {name, search_text(name + ' ' + code), id});
    run(txn, "UPDATE cases SET title = :name, search = :search WHERE id = :id",
        {name, search_text(number + ' ' + name), id});
}

std::vector<std::string> ids_of(
    ReadTxn& txn,
    std::string_view sql,
    const std::vector<Parameter>& values
)
{
    std::vector<std::string> ids;
    Query rows(txn, sql, "t", values);
    while (rows.next())
        ids.push_back(rows.text());
    return ids;
}

}  // namespace

void settle_day(WriteTxn& txn, Date settled, Date today)
{
    if (today <= settled)
        return;
    const std::string before = settled.text();
    const std::string now = today.text();
    run(txn, "UPDATE tree_at SET day = :day WHERE id = 1", {now});
    const auto moved = ids_of(
        txn,
        "SELECT DISTINCT organisation FROM organisation_place"
        " WHERE from_day > :before AND from_day <= :now AND voided_ms IS NULL",
        {before, now}
    );
    for (const std::string& id : moved)
        place_cases(txn, " WHERE organisation = :organisation", {id});
    const auto renamed = ids_of(
        txn,
        "SELECT DISTINCT organisation FROM organisation_day"
        " WHERE from_day > :before AND from_day <= :now AND what = 'name'",
        {before, now}
    );
    for (const std::string& id : renamed)
        name_organisation(txn, id, today);
}

Result<void> settle_organisation(
    WriteTxn& txn,
    const RegisterChange& change,
    const Case& after,
    Instant at
)
{
    const auto put = put_organisation(txn, change, after, at);
    if (!put)
        return put.error();
    // Two clocks, or one that was set back: what was known at a moment is told by the moments of the
    // entries, not by the order in which they arrived.
    if (put->out_of_order)
        return replay_tree(txn);
    const std::string place(place_of_fact);
    const std::string move = "UPDATE fact SET org_path = " + place +
                             " WHERE organisation = :organisation AND org_path <> " + place;
    std::int64_t facts = 0;
    for (const std::string& id : put->moved) {
        place_cases(txn, " WHERE organisation = :organisation", {id});
        facts += run(txn, move, {id});
    }
    if (facts > 0)
        note_facts_moved(txn);
    name_organisation(txn, change.id, placing_day(txn));
    return {};
}

Result<void> replay_tree(WriteTxn& txn)
{
    run(txn, "DELETE FROM organisation_day");
    run(txn, "DELETE FROM organisation_place");
    const auto uids = ids_of(
        txn,
        "SELECT e.uid FROM entry e JOIN register_record r ON r.id = e.case_id"
        " WHERE r.kind = 'organisation' ORDER BY e.at_ms, e.case_seq, e.uid",
        {}
    );
    for (const std::string& uid : uids) {
        const std::optional<StoredEntry> stored = find_entry(txn, uid);
        const Entry entry = history::read_body(stored.value().body);
        for (const RegisterChange& change : entry.effects.registers)
            if (change.kind == "organisation")
                if (auto put = put_organisation(txn, change, entry.effects.after, entry.at); !put)
                    return put.error();
    }
    place_cases(txn, "", {});
    const std::string place(place_of_fact);
    run(txn, "UPDATE fact SET org_path = " + place + " WHERE " + place + " IS NOT NULL");
    note_facts_moved(txn);
    const Date today = placing_day(txn);
    for (const std::string& id :
         ids_of(txn, "SELECT DISTINCT organisation FROM organisation_day", {}))
        name_organisation(txn, id, today);
    return {};
}

}  // namespace beihui::storage
