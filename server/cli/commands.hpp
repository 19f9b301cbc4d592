#pragma once

#include "accounts/settings.hpp"
#include "base/result.hpp"
#include "cli/installation.hpp"
#include "http/limits.hpp"
#include "http/load.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace beihui::plugin
{
class TableFormats;
struct Parts;
}  // namespace beihui::plugin

namespace beihui::cli
{

// Exit codes of every command: 0 good; 1 refused or something is wrong, said on `err`; 2 not used as
// the help says.
constexpr int good = 0;
constexpr int refused = 1;
constexpr int misused = 2;

// beihui serve --data DIR --listen ADDRESS:PORT [--database URL] [--demo] [--sign-in FILE]
//     [--webhook-network NETWORK] [--writes-at-once N] [--waiting N] [--proxy ADDRESS] …
//
// Serves the API and the pages until SIGINT or SIGTERM. While there is no account it prints a link
// with which the first administrator is set up; with --demo it fills an empty database with the
// demonstration first.
struct ServeAsked
{
    Places places;
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    unsigned threads = 2;
    bool demo = false;
    bool behind_tls = false;
    std::vector<std::string> hosts;
    std::string url;  // what links begin with; empty: where it listens
    accounts::SignInSettings sign_in;
    std::filesystem::path sign_in_file;  // about other systems that vouch for people; may be empty
    std::vector<std::string> webhook_networks;  // not public, but may be told by webhooks
    std::vector<std::string> proxies;           // their X-Forwarded-For is believed
    http::Limits limits;
    http::LoadLimits load;
};
int serve(
    const ServeAsked& asked,
    const plugin::Parts& parts,
    std::ostream& out,
    std::ostream& err
);

// beihui history rebuild [--check]
//
// Replays the history and makes every projection again; with --check it only compares and changes
// nothing. Exit 1 names the first entry whose bytes do not match, or the table that differs.
int rebuild_history(const Places& places, bool only_check, std::ostream& out, std::ostream& err);

// beihui org import FILE [--reason …] [--dry-run]: brings the tree to what a CSV or xlsx file says.
struct OrgImportAsked
{
    Places places;
    std::string file;
    std::string reason = "批量导入";
    bool dry_run = false;
};
int import_organisations(
    const OrgImportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
);
// beihui org export [--on DAY] [--format csv|xlsx] [--output FILE]
struct OrgExportAsked
{
    Places places;
    std::string on;  // empty: today
    std::string format = "csv";
    std::string output;  // empty: standard output
};
int export_organisations(
    const OrgExportAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
);

// beihui table ID [--org …] [--from …] [--to …] [--as-of …] [--format json|csv|xlsx] [--output FILE]
struct TableAsked
{
    Places places;
    std::string table;
    std::string organisation;  // id, code or name; empty: everything
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<std::string> as_of;
    std::string format = "json";
    std::string output;  // empty: standard output
};
int print_table(
    const TableAsked& asked,
    const plugin::TableFormats& formats,
    std::ostream& out,
    std::ostream& err
);

// beihui table check
//
// Holds every number that is kept for tables against a count of all facts. Changes nothing. Exit 1 says
// which differ.
int check_numbers(const Places& places, std::ostream& out, std::ostream& err);

// beihui pack lint FOLDER: reads a pack and everything it names; exit 0 when nothing is wrong.
int lint_pack(
    const std::filesystem::path& folder,
    bool as_json,
    std::ostream& out,
    std::ostream& err
);
// beihui pack test FOLDER [--twice]: runs tests/*.yaml of the pack. --twice runs them in a second
// process too and compares every trace byte for byte. `as_json`: for editors.
int test_pack(
    const std::filesystem::path& folder,
    bool twice,
    bool as_json,
    std::ostream& out,
    std::ostream& err
);
// beihui pack test FOLDER --traces FILE: what --twice starts. Writes the traces and prints nothing.
int write_traces(
    const std::filesystem::path& folder,
    const std::filesystem::path& file,
    std::ostream& err
);

// beihui demo: fills an empty database with the demonstration, through acts.
int make_demo(const Places& places, std::uint64_t seed, std::ostream& out, std::ostream& err);
// The same into an installation that is open; prints who can sign in and with which password.
Result<void> fill_demo(Installation& installation, std::uint64_t seed, std::ostream& out);

// Prints a refusal with all its faults, one to a line as `where: what; what to do`.
void print_error(const Error& error, std::ostream& err);

// The whole program: reads the arguments and runs a command.
int run(int argc, char** argv, const plugin::Parts& parts);

}  // namespace beihui::cli
