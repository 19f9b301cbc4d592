// Row 13: acts over HTTP on PostgreSQL as it is installed, beside libpq that runs the same statements.

#include "base/json.hpp"
#include "bench/acts_round.hpp"

namespace beihui::bench
{
namespace
{

constexpr const char* connections_of_limit = "32";

json::object replay(Workshop& shop, const char* way)
{
    const std::string recording = shop.recording(true).string();
    const auto copy = shop.postgresql().copy();
    return run_limit({"replay-postgresql", copy->database(), recording, connections_of_limit, way});
}

}  // namespace

std::vector<Row> measure_postgresql(Workshop& shop)
{
    Series series;
    std::vector<json::object> pipelined;
    std::vector<json::object> trips;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        series.rounds.push_back(run_acts(shop, shop.postgresql(), 32, false));
        pipelined.push_back(replay(shop, "pipeline"));
        trips.push_back(replay(shop, "trips"));
    }
    Row row = row_of(
        "13", "PostgreSQL，落盘的办理，32 连接；对照为 libpq 管道重放同样的语句",
        "PostgreSQL, durable acts, 32 connections, beside libpq running the same statements in "
        "pipelines",
        0.7, series, pipelined
    );
    std::vector<double> by_trips;
    std::vector<double> ratios;
    for (std::size_t i = 0; i < trips.size(); ++i) {
        by_trips.push_back(number(trips[i], "per_second"));
        ratios.push_back(row.subjects[i] / by_trips.back());
    }
    row.details["limit with a round trip for each statement /s"] = median(by_trips);
    row.details["ratio to that"] = median(ratios);
    row.details["limit: connections"] = connections_of_limit;
    for (const char* const name :
         {"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "server_version"})
        row.details["SHOW " + std::string(name)] = pipelined.front().at(name);
    for (const char* const name : {"fsync", "synchronous_commit", "full_page_writes"})
        shop.settings["PostgreSQL SHOW " + std::string(name)] = pipelined.front().at(name);
    return {row};
}

}  // namespace beihui::bench
