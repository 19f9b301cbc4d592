// Rows 1, 2 and 4: durable acts over HTTP beside the identical statements run by sqlite3 alone; and
// row 3, the same on a disk that is slower.

#include "base/json.hpp"
#include "bench/acts_round.hpp"
#include "bench/statements.hpp"

namespace beihui::bench
{
namespace
{

constexpr const char* units_of_a_commit = "50";

json::object replay(
    Workshop& shop,
    const std::string& units = units_of_a_commit,
    const std::vector<std::string>& environment = {}
)
{
    const std::string recording = shop.recording(false).string();
    const auto copy = shop.sqlite().copy();
    return run_limit({"replay-sqlite", copy->file().string(), recording, units}, environment);
}

void tell_limits(Row& row, const std::vector<json::object>& limits)
{
    json::object& details = row.details;
    details["limit: commit p99 ms"] = number(limits.front(), "commit_p99_ms");
    details["limit: commit max ms"] = number(limits.front(), "commit_max_ms");
    details["limit: WAL MiB"] = number(limits.front(), "wal_bytes") / 1048576;
    details["limit: frames between checkpoints"] = limits.front().at("checkpoint_frames");
    for (const char* const name : {"journal_mode", "synchronous", "wal_autocheckpoint"})
        details["PRAGMA " + std::string(name)] = limits.front().at(name);
}

// p99, max and WAL of the same run in one line: the worst of the three decides.
Row tail_row(const Series& series)
{
    constexpr double p99_goal = 10;
    constexpr double slowest_goal = 25;
    constexpr double wal_goal = 64;
    Row row;
    row.id = "4";
    row.zh = "32 连接时最慢的办理：p99 ≤ 10 ms、最大 ≤ 25 ms、WAL ≤ 64 MiB（与第 1 行同一次运行）";
    row.en = "slowest acts at 32: p99 ≤ 10 ms, max ≤ 25 ms, WAL ≤ 64 MiB, in the run of row 1";
    row.kind = Goal::at_most;
    row.goal = 1;
    row.unit = "×";
    for (const ActsRound& round : series.rounds)
        row.subjects.push_back(std::max(
            {p99_of(round) / p99_goal, slowest_of(round) / slowest_goal,
             static_cast<double>(round.wal) / 1048576 / wal_goal}
        ));
    row.errors = series.errors();
    row.details = details_of(series);
    return row;
}

void keep_settings(Workshop& shop, const json::object& limit)
{
    json::array run_by_server;
    for (const std::string& setting : read_recording(shop.recording(false), false).settings)
        run_by_server.emplace_back(setting);
    shop.settings["SQLite PRAGMA journal_mode"] = limit.at("journal_mode");
    shop.settings["SQLite PRAGMA synchronous"] =
        std::string(limit.at("synchronous").as_string()) + " (2 = FULL)";
    shop.settings["SQLite PRAGMA wal_autocheckpoint"] =
        std::string(limit.at("wal_autocheckpoint").as_string()) +
        " (the writing connection checkpoints itself)";
    shop.settings["SQLite PRAGMAs that the server ran"] = std::move(run_by_server);
}

}  // namespace

std::vector<Row> measure_acts(Workshop& shop, std::size_t connections)
{
    Ground& ground = shop.sqlite();
    Series full;
    Series minimal;
    std::vector<json::object> limits;
    std::vector<json::object> limits_of_minimal;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        full.rounds.push_back(run_acts(shop, ground, connections, false));
        limits.push_back(replay(shop));
        minimal.rounds.push_back(run_acts(shop, ground, connections, true));
        limits_of_minimal.push_back(replay(shop));
    }
    keep_settings(shop, limits.front());
    const bool few = connections == 32;
    const std::string id = few ? "1" : "2";
    const std::string count = std::to_string(connections);
    const double goal = few ? 0.75 : 0.95;
    std::vector<Row> rows;
    rows.push_back(row_of(
        id, "落盘的办理，HTTP，" + count + " 连接，回整页案卷",
        "durable acts over HTTP, " + count + " connections, answer the whole page", goal, full,
        limits
    ));
    tell_limits(rows.back(), limits);
    const bool offered = minimal.middle([](const ActsRound& r) { return r.minimal_applied; }) > 0;
    rows.push_back(row_of(
        id + " minimal",
        std::string("同上，Prefer: return=minimal") + (offered ? "" : "（服务没有提供）"),
        std::string("the same with Prefer: return=minimal") + (offered ? "" : " (not offered)"),
        goal, minimal, limits_of_minimal
    ));
    tell_limits(rows.back(), limits_of_minimal);
    if (few)
        rows.push_back(tail_row(full));
    return rows;
}

std::vector<Row> measure_slow_disk(Workshop& shop)
{
    const std::vector<std::string> slow = {
        "LD_PRELOAD=" + beside("libbeihui_slow_disk.so").string(), "BEIHUI_SLOW_DISK_US=1000"
    };
    Ground& ground = shop.sqlite();
    Series series;
    std::vector<json::object> limits;
    std::vector<json::object> single;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        series.rounds.push_back(run_acts(shop, ground, 32, false, slow));
        limits.push_back(replay(shop, units_of_a_commit, slow));
        series.rounds.back().minimal_applied = false;
        single.push_back(replay(shop, "1", slow));
    }
    std::vector<Row> rows;
    rows.push_back(row_of(
        "3", "每次 fsync 慢 1 ms，32 连接", "each fsync 1 ms slower, 32 connections", 0.5, series,
        limits
    ));
    rows.push_back(row_of(
        "3 single", "同上，对照每次提交一条", "the same beside one act a commit", 10, series, single
    ));
    return rows;
}

}  // namespace beihui::bench
