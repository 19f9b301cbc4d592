#include "bench/acts_round.hpp"

namespace beihui::bench
{

ActsRound run_acts(
    const Workshop& shop,
    Ground& ground,
    std::size_t connections,
    bool minimal,
    const std::vector<std::string>& environment
)
{
    const auto copy = ground.copy();
    RealServer server(copy->server(environment));
    ActsRound round;
    LoadAsked asked;
    asked.port = server.port();
    asked.connections = connections;
    asked.seconds = shop.terms().seconds;
    const std::filesystem::path wal = copy->file().string() + "-wal";
    asked.at_second = [&](double) {
        std::error_code none;
        if (const auto size = std::filesystem::file_size(wal, none); !none)
            round.wal = std::max(round.wal, size);
    };
    Acts acts(ground, connections, minimal);
    const double before = server.process().processor_seconds();
    round.found = run_load(asked, acts);
    round.server_processor = server.process().processor_seconds() - before;
    round.resident_kb = server.process().resident_kb();
    server.stop();
    round.went_round = acts.went_round();
    round.minimal_applied = acts.minimal_applied();
    round.answer_bytes = acts.answer_bytes();
    return round;
}

double number(const json::object& object, std::string_view name)
{
    return object.at(name).to_number<double>();
}

double p99_of(const ActsRound& round)
{
    return percentile(round.found.times_ms, 0.99);
}

double slowest_of(const ActsRound& round)
{
    return percentile(round.found.times_ms, 1);
}

json::object details_of(const Series& series)
{
    json::object details{
        {"acts", std::string(Acts::mix_zh) + " / " + Acts::mix_en},
        {"p50 ms",
         series.middle([](const ActsRound& r) { return percentile(r.found.times_ms, 0.5); })},
        {"p99 ms", series.middle(p99_of)},
        {"max ms", series.most(slowest_of)},
        {"WAL MiB", series.most([](const ActsRound& r) { return r.wal; }) / 1048576},
        {"answer bytes", series.middle([](const ActsRound& r) { return r.answer_bytes; })},
        {"server CPU µs per act", series.middle([](const ActsRound& r) {
             return 1e6 * r.server_processor /
                    std::max<double>(1, static_cast<double>(r.found.answers));
         })},
        {"client's share of CPU", series.middle([](const ActsRound& r) {
             return r.found.client_processor / (r.found.client_processor + r.server_processor);
         })},
        {"cases used twice", series.most([](const ActsRound& r) { return r.went_round; }) > 0},
    };
    for (const ActsRound& round : series.rounds)
        for (const std::string& error : round.found.first_errors)
            details["first error"] = error;
    return details;
}

Row row_of(
    const std::string& id,
    const std::string& zh,
    const std::string& en,
    double goal,
    const Series& series,
    const std::vector<json::object>& limits
)
{
    Row row;
    row.id = id;
    row.zh = zh;
    row.en = en;
    row.goal = goal;
    row.unit = "/s";
    for (std::size_t i = 0; i < series.rounds.size(); ++i) {
        row.subjects.push_back(series.rounds[i].found.per_second());
        row.limits.push_back(number(limits[i], "per_second"));
    }
    row.errors = series.errors();
    row.details = details_of(series);
    return row;
}

}  // namespace beihui::bench
