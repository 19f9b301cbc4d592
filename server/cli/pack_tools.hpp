#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::rules
{
struct Pack;
}  // namespace beihui::rules

namespace beihui::cli
{

// Tools for whoever writes a pack, which need no database. Exit codes as in commands.hpp.

// Adds `new`, `fmt`, `cover`, `edges`, `diff`, `stubs` and `reference` to `beihui pack`; what one of
// them comes to is put into `code`.
void add_pack_tools(CLI::App& pack, int& code);

// beihui pack new NEW_ID --from RULES/OLD [--to FOLDER]: a copy under another id, and what must be
// decided again. `to` is the folder of the copy; empty: beside the old one.
int new_pack(
    const std::string& id,
    const std::filesystem::path& from,
    const std::filesystem::path& to,
    std::ostream& out,
    std::ostream& err
);

// beihui pack fmt FOLDER [--check]: lays out the YAML of a pack; with --check only tells which files
// are not laid out so.
int format_pack(
    const std::filesystem::path& folder,
    bool only_check,
    std::ostream& out,
    std::ostream& err
);

// beihui pack cover FOLDER [--format text|json] [--require PERCENT]: what the tests reach.
struct CoverAsked
{
    std::filesystem::path folder;
    bool as_json = false;
    int required = 0;  // percent of duty clauses that must be coded and tested
    int boundary = 0;  // percent of clauses with numbers that must be tested below, at and above
};
int cover_pack(const CoverAsked& asked, std::ostream& out, std::ostream& err);

// beihui pack edges FOLDER [--format text|json]: scenarios that should be there, as YAML.
int propose_edges(
    const std::filesystem::path& folder,
    std::ostream& out,
    std::ostream& err,
    bool as_json = false
);

// beihui pack diff A B [--format text|html|json] [--output FILE]
struct DiffAsked
{
    std::filesystem::path older;
    std::filesystem::path newer;
    std::string format = "text";
    std::filesystem::path output;  // empty: standard output
};
int diff_packs(const DiffAsked& asked, std::ostream& out, std::ostream& err);

// beihui pack stubs FOLDER [--check]: LuaLS types for a pack, or for all packs of a folder;
// .luals/circular.d.lua beside the packs and .luals/pack.d.lua in each.
int write_stubs(
    const std::filesystem::path& folder,
    bool only_check,
    std::ostream& out,
    std::ostream& err
);

// beihui pack reference [--output FILE] [--check]: the reference of the handbook.
int write_reference(
    const std::filesystem::path& file,
    bool only_check,
    std::ostream& out,
    std::ostream& err
);

// With --format json `new`, `fmt` and `stubs` write no file: the files are in the answer, as path and
// Base64 in the form that publication takes. docs/rules.md has the shapes.
int new_pack_as_json(const std::string& id, const std::filesystem::path& from, std::ostream& out);
int format_pack_as_json(const std::filesystem::path& folder, std::ostream& out);
int stubs_as_json(const std::filesystem::path& folder, std::ostream& out);

// The answer of a tool that cannot say anything about the pack: {"errors": […]}.
int print_faults_as_json(const Error& error, std::ostream& out);

// The YAML of a pack as bytes: a pack whose content is wrong can be laid out all the same.
Result<rules::Pack> texts_of(const std::filesystem::path& folder);

// A pack, or every pack of a folder of packs.
std::vector<std::filesystem::path> packs_in(const std::filesystem::path& folder);

}  // namespace beihui::cli
