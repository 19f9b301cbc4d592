#pragma once

// Where organisations stand on every day, and so their cases and facts. Written by apply_effects and
// rebuild_projections only.

#include "domain/case.hpp"
#include "domain/entry.hpp"
#include "domain/organisation_days.hpp"
#include "storage/statement.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::storage
{

// --- reading -------------------------------------------------------------------------------------

// The path of an organisation on a day; none when it is not in the register.
std::optional<std::string> place_on(ReadTxn& txn, std::string_view organisation, Date day);
// The name that it had on a day; empty when it is not in the register.
std::string organisation_name_on(ReadTxn& txn, std::string_view organisation, Date day);
// The path of every organisation on a day.
std::map<std::string, std::string> all_places_on(ReadTxn& txn, Date day);
// Of an organisation that is no more on a day: its successor, empty when it has none; otherwise none.
std::optional<std::string> ended_by(ReadTxn& txn, std::string_view organisation, Date day);
// Every path that the organisation at `org_path` has, had or will have, that one first. "/" is the
// whole tree.
std::vector<std::string> paths_of_subtree(ReadTxn& txn, std::string_view org_path);
// Of all organisations with more than one path: each path with the others.
std::map<std::string, std::vector<std::string>, std::less<>> places_of_moved(ReadTxn& txn);
// The same as a condition over a column of paths: for each of them a range.
class Subtree
{
public:
    Subtree(ReadTxn& txn, std::string_view org_path);

    // "(c.org_path >= :in0 AND c.org_path < :in0_end OR …)"
    std::string over(std::string_view column) const;
    std::vector<Parameter> parameters() const;  // in that order; they live as long as this
    const std::vector<std::string>& bounds() const { return bounds_; }  // the same as texts

private:
    std::vector<std::string> bounds_;
};
// Whether the tree as it was known at that moment differs from the one known now.
bool tree_changed_since(ReadTxn& txn, Instant at);
// The day whose tree open cases follow.
Date placing_day(ReadTxn& txn);

// How many organisations at the end of a path were merged into the one before them. Whoever took over
// has what they had: they are no levels of their own.
std::int64_t mergers_in(ReadTxn& txn, std::string_view org_path);

// The dated lines of organisations, as far as the tree needs them (without valid_from and code): of
// `id`, all that is ever above or below it, and successors; and of `others` with all above them.
std::vector<OrganisationDays> family_of(
    ReadTxn& txn,
    const std::string& id,
    const std::vector<std::string>& others = {}
);

// What an organisation has not finished.
struct LeftOver
{
    std::int64_t cases = 0;  // open, those of registers aside
    std::int64_t duties = 0;
};
LeftOver left_over(ReadTxn& txn, std::string_view organisation);

// --- writing -------------------------------------------------------------------------------------

// Lets open cases and the names of organisations, which follow the tree of `settled`, follow that of
// `today`. Nothing happens when that day has come already.
void settle_day(WriteTxn& txn, Date settled, Date today);

// Where a case is written: where its organisation stands today while it is open, and on the day of its
// last change when it is closed. (A fact stands where its organisation does on its day.)
std::string placed(ReadTxn& txn, const Case& subject);

// What that asks when an entry is appended, asked for at once and before it is needed.
class PlaceAsked
{
public:
    PlaceAsked(ReadTxn& txn, const Case& subject, Date today);

    Date settled();        // the day whose tree open cases follow
    std::string placed();  // the case, when open cases follow the tree of `today`

private:
    ReadTxn& txn_;
    const Case& subject_;
    const Date today_;
    const Date day_;  // that it was asked for
    std::optional<Date> settled_;
    Query tree_;
    Query path_;
};

// Takes over what an entry says about an organisation, and moves what follows it.
// Refuses: invalid_input, "organisation_faults", when the tree would be none.
Result<void> settle_organisation(
    WriteTxn& txn,
    const RegisterChange& change,
    const Case& after,
    Instant at
);

// Makes the tree again from the entries of organisations, in the order of their moments, and places
// everything in it. The entries have been checked by then.
Result<void> replay_tree(WriteTxn& txn);

}  // namespace beihui::storage
