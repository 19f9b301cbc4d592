#pragma once

#include "acts/context.hpp"
#include "plugin/sheet_format.hpp"
#include "workflows/definition.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// What a column of a list may hold.
struct ListColumn
{
    std::string id;  // form and field: "profile.uscc"
    Words label;
    const workflows::Field* field = nullptr;  // null: the event that a count belongs to
    bool required = false;                    // no row can do without, and nothing stands in for it
    std::vector<std::string> headings;        // what people write above it
};

// One kind of list that is brought in: each row opens a case, or is a row of one.
struct ListKind
{
    std::string id;  // "employers"
    Words label;
    std::shared_ptr<const workflows::Workflow> workflow;
    std::string act;                        // done with each row
    const workflows::Form* form = nullptr;  // of that act
    std::string more_act;                   // done after it with what `more` got; may be empty
    const workflows::Form* more = nullptr;  // a rows form
    std::string undo_act;                   // takes the case back
    bool opens = true;                      // false: rows of cases that are there
    std::vector<ListColumn> columns = {};

    // Where a column stands in `columns`; none when there is no such column.
    std::optional<std::size_t> find(std::string_view id) const;
};

// employers, events, visits and counts.
const std::vector<std::string>& list_kinds();

// Refuses: invalid_input "unknown_list".
Result<ListKind> list_kind(const Rulebook& rules, std::string_view id);

// An empty list of that kind to be filled in: the labels as headings.
plugin::Sheet empty_list(const ListKind& kind);

}  // namespace beihui::acts
