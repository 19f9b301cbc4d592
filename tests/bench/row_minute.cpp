// A minute at 128 connections: no error, memory that stays where it is, and a history that still adds
// up afterwards.

#include "bench/acts.hpp"
#include "bench/workshop.hpp"

#include <algorithm>
#include <array>

namespace beihui::bench
{
namespace
{

constexpr std::size_t connections_of_minute = 128;

// `beihui history rebuild --check` on what the minute has written.
int check_history(const ServerAsked& asked, json::object& details)
{
    std::vector<std::string> words = {
        beside("beihui").string(), "history", "rebuild", "--check", "--data", asked.data.string()
    };
    if (!asked.database.empty())
        words.insert(words.end(), {"--database", asked.database});
    Process process(words);
    std::string said;
    while (const auto line = process.line(std::chrono::minutes(10)))
        said = *line;
    details["history rebuild --check"] = said;
    return process.wait();
}

}  // namespace

std::vector<Row> measure_minute(Workshop& shop, bool on_postgresql)
{
    Ground& ground = on_postgresql ? shop.postgresql() : shop.sqlite();
    const double seconds = shop.terms().rounds < 5 ? 8 : 60;  // a trial run is short
    const auto copy = ground.copy();
    RealServer server(copy->server());
    Row row;
    row.id = on_postgresql ? "minute-postgresql" : "minute-sqlite";
    row.zh = std::string("一分钟 128 连接，") + (on_postgresql ? "PostgreSQL" : "SQLite") +
             "：内存增长至多为第 20 秒时的 1.25 倍，无错误，历史核对无误";
    row.en = std::string("a minute at 128 connections on ") +
             (on_postgresql ? "PostgreSQL" : "SQLite") +
             ": memory at the end at most 1.25 × that after 20 s, no errors, history good";
    row.kind = Goal::at_most;
    row.goal = 1.25;
    row.unit = "MB";
    std::array<long, 4> resident{server.process().resident_kb(), 0, 0, 0};
    LoadAsked asked;
    asked.port = server.port();
    asked.connections = connections_of_minute;
    asked.seconds = seconds;
    asked.warm_up = 0;
    asked.at_second = [&](double at) {
        const auto part = std::min<std::size_t>(3, static_cast<std::size_t>(at * 3 / seconds));
        if (part > 0 && resident.at(part) == 0)
            resident.at(part) = server.process().resident_kb();
    };
    Acts acts(ground, connections_of_minute, false);
    const LoadFound found = run_load(asked, acts);
    resident[3] = server.process().resident_kb();
    server.stop();
    row.errors = found.tally.errors;
    if (check_history(copy->server(), row.details) != 0)
        ++row.errors;
    row.subjects.push_back(static_cast<double>(resident[3]) / 1024);
    row.limits.push_back(static_cast<double>(std::max(resident[1], 1L)) / 1024);
    row.details["seconds"] = seconds;
    row.details["acts"] = found.tally.good;
    row.details["acts per second"] = found.per_second();
    row.details["p99 ms"] = percentile(found.times_ms, 0.99);
    row.details["max ms"] = percentile(found.times_ms, 1);
    row.details["cases used twice"] = acts.went_round();
    row.details["memory MB at the start, after a third, two thirds, all"] =
        json::array{resident[0] / 1024, resident[1] / 1024, resident[2] / 1024, resident[3] / 1024};
    for (const std::string& error : found.first_errors)
        row.details["first error"] = error;
    return {row};
}

}  // namespace beihui::bench
