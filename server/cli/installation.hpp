#pragma once

#include "acts/context.hpp"
#include "base/clock.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace beihui::cli
{

// Where the program finds what it works with.
struct Places
{
    std::filesystem::path home;  // holds rules/, workflows/, web/dist, docs/openapi.yaml
    std::filesystem::path data;  // --data: database, keys; made when missing
    std::string database;        // --database: postgresql://…; empty: SQLite in `data`
    bool dev = false;            // --dev: the packs of rules/ are live as they lie there
};

// The folder with rules/ and workflows/: $BEIHUI_HOME, two levels above the program (a build tree),
// or /usr/share/beihui.
std::filesystem::path find_home();

// The parts that every command needs, opened once.
class Installation
{
public:
    // Reads packs and workflows, opens the database, applies migrations. Refuses with every fault of
    // a pack or workflow as file:line:column, or what is wrong with the database.
    static Result<std::unique_ptr<Installation>> open(const Places& places, const Clock& clock);

    // With --dev: reads the calendar and the packs of the folder anew and, when all of them load,
    // judges by them. Returns what is another now: ids of packs, "calendars". Refuses with every fault, and
    // then all stays as it was.
    Result<std::vector<std::string>> read_folder_again();

    const acts::Context& context() const { return *context_; }
    const Places& places() const { return places_; }

private:
    explicit Installation(Places places) : places_(std::move(places)) {}

    Places places_;
    std::unique_ptr<boost::asio::thread_pool> workers_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<acts::LiveRulebook> rulebook_;
    std::unique_ptr<acts::Context> context_;
};

}  // namespace beihui::cli
