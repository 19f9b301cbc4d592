#pragma once

#include "base/civil.hpp"
#include "base/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beihui
{

// Where an organisation stands: 部, 省, 校, 院系 …
struct OrganisationLevel
{
    std::string_view id;
    std::string_view zh;
    std::string_view en;
};

// What an organisation is, which decides what it owes: one province has three departments.
struct OrganisationKind
{
    std::string_view id;  // "province_sme": what circulars and workflows name
    std::string_view level;
    std::string_view zh;
    std::string_view en;
};

// The one list of each; workflows/organisation.yaml offers the same.
const std::vector<OrganisationLevel>& organisation_levels();
const std::vector<OrganisationKind>& organisation_kinds();
const OrganisationLevel* find_organisation_level(std::string_view id);  // none: nullptr
const OrganisationKind* find_organisation_kind(std::string_view id);

struct Organisation
{
    std::string id;    // never changes, whatever it is called and wherever it moves
    std::string code;  // 院校代码, 行政区划 or 统一社会信用代码; may be empty
    Words name;        // on days for which no dated name is given
};

// From a day on, until before another; half-open, without an end when it still holds.
struct Validity
{
    Date from = Date::from_days(0);
    std::optional<Date> until;

    bool holds_on(Date day) const { return from <= day && (!until || day < *until); }
};

struct NameRow
{
    std::string organisation;
    Words name;
    Validity valid;
};

struct ParentRow
{
    std::string organisation;
    std::string parent;
    Validity valid;
};

// An organisation without such a row exists on every day.
struct ExistenceRow
{
    std::string organisation;
    Validity valid;
    std::string successor;  // into which it was merged when it ended; may be empty
};

struct OrganisationRows
{
    std::vector<Organisation> organisations;
    std::vector<NameRow> names;
    std::vector<ParentRow> parents;
    std::vector<ExistenceRow> existence;
};

// All organisations, and on every day one forest. Immutable; safe for many threads.
class OrganisationTree
{
public:
    // Refuses (invalid_input, "organisation_faults") with every fault, `where` being the id:
    // "duplicate_id", "unknown_organisation", "empty_interval", "overlapping_intervals" (two names,
    // parents or existences on one day), "parent_not_existing" (a link outside the existence of
    // either end), "cycle" with the day on which it begins.
    static Result<OrganisationTree> build(OrganisationRows rows);

    const std::vector<Organisation>& all() const { return organisations_; }  // by code, then id
    const Organisation* find(std::string_view id) const;                     // none: nullptr

    bool exists_on(std::string_view id, Date day) const;
    // None: it did not exist on that day.
    std::optional<Words> name_on(std::string_view id, Date day) const;
    // None: it was a root, or did not exist.
    std::optional<std::string> parent_on(std::string_view id, Date day) const;
    // From the root to `id` itself; empty when it did not exist.
    std::vector<std::string> path_on(std::string_view id, Date day) const;
    // The same as "/root/…/id/": one is below the other when its text begins with the other's.
    std::string path_text_on(std::string_view id, Date day) const;
    // `id` and everything below it, each before its own children, children by code, then id; empty
    // when it did not exist.
    std::vector<std::string> subtree_on(std::string_view id, Date day) const;
    // The organisation that carries on on that day: `id` while it exists, else where it was merged
    // into, over several mergers. None: it did not begin yet, or ended without a successor.
    std::optional<std::string> successor_on(std::string_view id, Date day) const;
    // Where its cases and facts of a day belong, as path_text_on while it exists. From the day on
    // which it was merged into another, below that one; after an end without a successor, and before
    // its beginning, where it would stand by its links.
    std::string place_on(std::string_view id, Date day) const;

private:
    // One organisation's dated rows, ascending.
    struct Dated
    {
        std::vector<std::pair<Validity, Words>> names;
        std::vector<std::pair<Validity, std::string>> parents;
        std::vector<std::pair<Validity, std::string>> existence;  // with the successor
        std::vector<std::string> ever_children;                   // by code, then id
    };

    OrganisationTree() = default;
    const Dated* dated(std::string_view id) const;
    void check_intervals(std::vector<Fault>& faults) const;
    void check_links(std::vector<Fault>& faults) const;
    void check_cycles(std::vector<Fault>& faults) const;
    std::string place_on(std::string_view id, Date day, std::size_t depth) const;

    std::vector<Organisation> organisations_;
    std::map<std::string, std::pair<std::size_t, Dated>, std::less<>> by_id_;
};

}  // namespace beihui
