#pragma once

#include "bench/ground.hpp"
#include "cli/installation.hpp"
#include "figures/figures.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace beihui::bench
{

struct Terms
{
    int rounds = 5;
    double seconds = 1.2;  // of one measurement
};

// Somebody who may read every case of the demonstration's province, made with one's own hands.
struct Account
{
    std::string login;
    std::string password;
    std::string organisation;
};
Account add_reader(const std::filesystem::path& data);
// The demonstration in a folder, opened to add to it.
std::unique_ptr<cli::Installation> open_demonstration(
    const std::filesystem::path& data,
    const Clock& clock
);
Instant demonstration_day();

// What the rows have in common: the terms, a folder on disk, grounds that are made once.
class Workshop
{
public:
    explicit Workshop(const Terms& terms) : terms_(terms) {}

    const Terms& terms() const { return terms_; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    Ground& sqlite();
    Ground& postgresql();
    test::PostgresqlCluster& cluster();
    // The statements that the server runs for acts, written down once on each database.
    const std::filesystem::path& recording(bool on_postgresql);
    // 100,000 cases on SQLite, to be copied by whoever changes it.
    struct Large
    {
        std::filesystem::path data;
        std::size_t cases = 0;
        std::string cookie;
    };
    const Large& large();

    json::object settings;  // of the databases, as they answer

private:
    void record(Ground& ground, const std::filesystem::path& to);

    Terms terms_;
    WorkFolder folder_;
    std::unique_ptr<Ground> sqlite_;
    std::unique_ptr<test::PostgresqlCluster> cluster_;
    std::unique_ptr<Ground> postgresql_;
    std::filesystem::path recordings_[2];
    std::unique_ptr<Large> large_;
};

// Rows that are measured together, and what they are called on the command line.
struct Measure
{
    std::vector<std::string> ids;
    bool only_long = false;
    std::function<std::vector<Row>(Workshop&)> run;
};
const std::vector<Measure>& all_measures();

// In the order of the scoreboard.
std::vector<Row> measure_acts(Workshop& shop, std::size_t connections);
std::vector<Row> measure_slow_disk(Workshop& shop);
std::vector<Row> measure_case(Workshop& shop);
std::vector<Row> measure_worklist(Workshop& shop);
std::vector<Row> measure_rule(Workshop& shop);
std::vector<Row> measure_table(Workshop& shop);
std::vector<Row> measure_start(Workshop& shop);
std::vector<Row> measure_memory(Workshop& shop);
std::vector<Row> measure_growth(Workshop& shop);
std::vector<Row> measure_statements(Workshop& shop);
std::vector<Row> measure_postgresql(Workshop& shop);
std::vector<Row> measure_minute(Workshop& shop, bool on_postgresql);
std::vector<Row> measure_overload(Workshop& shop);
std::vector<Row> measure_nation(Workshop& shop);

// The one line of JSON that a limit program prints.
json::object run_limit(
    const std::vector<std::string>& words,
    const std::vector<std::string>& environment = {}
);
// An errored row for a measure that threw.
Row failed_row(const std::string& id, const std::string& why);

json::object describe_machine(const std::filesystem::path& data);

}  // namespace beihui::bench
