#pragma once

#include "acts/imports/layout.hpp"
#include "acts/visible.hpp"

#include <optional>
#include <string>
#include <vector>

namespace beihui::acts
{

struct ListAsked
{
    LayoutAsked layout;
    std::string organisation;  // whose cases the rows open
};

// What is wrong with a cell, or with a row as a whole. Rows and columns count from 0.
struct ListFault
{
    std::size_t row = 0;
    std::optional<std::size_t> column;
    bool duplicate = false;  // there already: left out, nothing to mend
    std::string code;
    Words detail;
};

struct ListRow
{
    enum State
    {
        ready,
        faulty,
        duplicate,
    };

    std::size_t row = 0;
    State state = ready;
    json::object data;  // by the form of the kind
    json::object more;  // by the second form; empty: nothing of it is filled in
    std::string event;  // of a count: id of its case
    std::string key;    // what makes two rows the same; empty: cannot be told
};

struct CheckedList
{
    Layout layout;
    std::vector<ListRow> rows;
    std::vector<ListFault> faults;     // by row, then column
    std::vector<std::size_t> missing;  // places in kind.columns that every row needs

    std::size_t count(ListRow::State state) const;
};

// Reads every row and asks of it what the acts would ask: the checks of the form, what is registered
// already, the rules. Writes nothing.
// Refuses: as read_layout; not_allowed when the actor may not do the act at all.
Result<CheckedList> check_list(
    const Context& context,
    storage::ReadTxn& txn,
    const accounts::Actor& actor,
    const ListKind& kind,
    const plugin::Sheet& sheet,
    const ListAsked& asked
);

// "第 37 行 C 列 …"
Words place_of(const ListFault& fault, const CheckedList& checked);

}  // namespace beihui::acts
