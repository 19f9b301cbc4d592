#pragma once

#include "accounts/actor.hpp"
#include "plugin/sheet_format.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::acts
{

// A column of the list of organisations, in files that go out and come in.
struct OrganisationColumn
{
    std::string_view id;  // a field of the profile; or parent_code, from, ends_on, successor_code
    std::string_view zh;  // its heading; the id is understood too
    enum Type
    {
        text,
        choice,  // of the workflow: written by its Chinese name, read by that or its id
        boolean,
        date,
    } type = text;
};

const std::vector<OrganisationColumn>& organisation_columns();

// One line of such a file.
struct OrganisationRow
{
    std::size_t line = 0;  // in the file, the heading being line 1
    std::string code;
    json::object profile;  // what is filled in, but for parent
    std::string parent_code;
    std::optional<Date> from;  // since when the name or the parent is another one
    std::optional<Date> ends_on;
    std::string successor_code;
};

// What is wrong with a file, cell by cell: `where` is "#/rows/12/parent_code".
struct OrganisationSheet
{
    std::vector<OrganisationRow> rows;
    std::vector<Fault> faults;
};
// Reads the headings and every cell; empty lines are left out.
OrganisationSheet read_organisation_sheet(const plugin::Sheet& sheet);
Fault cell_fault(std::size_t line, std::string_view column, std::string code, Words detail);

// The organisations that the reader sees as they stood on a day, parents before children. Reading it
// back on the same day changes nothing.
plugin::Sheet organisation_sheet(storage::ReadTxn& txn, const accounts::Actor& actor, Date on);

}  // namespace beihui::acts
