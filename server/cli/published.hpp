#pragma once

// beihui pack keygen, sign, list, publish, retire, revert, migrate.

#include "cli/commands.hpp"

namespace CLI
{
class App;
}  // namespace CLI

namespace beihui::cli
{

// Adds them to `pack`. `code` gets the exit code of the one that runs.
void add_publication_commands(CLI::App& pack, int& code);

// beihui pack keygen --key FILE: writes a private key, readable by its owner only, and FILE.pub.
int make_key(const std::filesystem::path& file, std::ostream& out, std::ostream& err);

// beihui pack sign FOLDER --key FILE: writes FOLDER/pack.sig.
int sign_pack(
    const std::filesystem::path& folder,
    const std::filesystem::path& key,
    std::ostream& out,
    std::ostream& err
);

// beihui pack list: every revision of the database and the drafts of rules/; without --data and
// --database the packs of rules/ only.
int list_packs(const Places& places, bool of_folder, std::ostream& out, std::ostream& err);
// The same with --server: every revision of the packs that a running server judges by.
struct ServerAsked;
int list_packs(const ServerAsked& asked, std::ostream& out, std::ostream& err);

// Who publishes, where.
struct PublishAsked
{
    Places places;
    std::string login;
    std::string reason;
    std::optional<std::string> effective;
    std::string server;  // http://127.0.0.1:8080: a running server; empty: the database itself
};
int publish_pack(
    const PublishAsked& asked,
    const std::filesystem::path& folder,
    std::ostream& out,
    std::ostream& err
);
// `act` is "retire" or "revert".
int change_pack(
    const PublishAsked& asked,
    const std::string& id,
    const std::string& act,
    std::ostream& out,
    std::ostream& err
);

// beihui pack migrate CASE… | --pack ID [--due keep|recompute|only_if_later] [--preview]
struct MigrateAsked
{
    PublishAsked who;
    std::vector<std::string> cases;
    std::string pack;
    std::string due = "keep";
    bool preview = false;
};
int migrate_cases(const MigrateAsked& asked, std::ostream& out, std::ostream& err);

}  // namespace beihui::cli
