#pragma once

#include "cli/commands.hpp"

#include <string>
#include <vector>

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// beihui import KIND FILE [--org …] [--fill COLUMN=TEXT …] [--reason …] [--dry-run] [--leave-out]
//               [--marked FILE]
// beihui import --undo ID --reason …
//
// Brings in a list of employers, events, visits or counts as the page does: all rows or none. Rows
// with faults stop it unless --leave-out is given. Exit 1: faults, one to a line as file:row: fault.
struct ListImportAsked
{
    Places places;
    std::string kind;
    std::string file;
    std::string organisation;  // id, code or name; empty: the topmost
    std::vector<std::string> fill;
    std::string reason;
    bool dry_run = false;
    bool leave_out = false;
    std::string marked;  // where to write the file with its faults marked; empty: nowhere
    std::string undo;    // id of an import to be taken back; empty: none
};
int import_list(
    const ListImportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
);

// Adds the command; `code` gets its exit code.
void add_list_import(CLI::App& app, const plugin::TableFormats& formats, int& code);

}  // namespace beihui::cli
