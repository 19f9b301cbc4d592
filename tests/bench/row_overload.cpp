// What happens at half of what the server can do, and at several times of it.

#include "bench/acts.hpp"
#include "bench/workshop.hpp"

#include <algorithm>

namespace beihui::bench
{
namespace
{

constexpr std::size_t connections_at_rest = 32;
constexpr std::size_t connections_past_saturation = 800;

struct Overload
{
    LoadFound found;
    long before_kb = 0;
    long most_kb = 0;
};

Overload run_at(
    Ground& ground,
    std::size_t connections,
    double per_second,
    double seconds,
    bool may_shed
)
{
    const auto copy = ground.copy();
    RealServer server(copy->server());
    Overload round;
    round.before_kb = server.process().resident_kb();
    LoadAsked asked;
    asked.port = server.port();
    asked.connections = connections;
    asked.seconds = seconds;
    asked.per_second = per_second;
    asked.may_shed = may_shed;
    asked.retry_pause = 0.1;  // less polite than Retry-After asks for
    Acts acts(ground, connections, false);
    round.found = run_load(asked, acts);
    round.most_kb = server.process().most_resident_kb();
    server.stop();
    return round;
}

void tell_first_error(Row& row, const LoadFound& found)
{
    for (const std::string& error : found.first_errors)
        row.details["first error"] = error;
}

}  // namespace

std::vector<Row> measure_overload(Workshop& shop)
{
    Ground& ground = shop.sqlite();
    const double seconds = shop.terms().seconds;
    // Whoever waits in a long queue must have asked and been answered within it.
    const double long_enough = std::max(2.5, 2 * seconds);
    Row half;
    half.id = "half-load";
    half.zh = "50% 负载（开环，从应发时刻计）：p99 ≤ 10 ms";
    half.en = "at 50 % load, open loop, counted from when each was due: p99 ≤ 10 ms";
    half.kind = Goal::at_most;
    half.goal = 10;
    half.unit = "ms";
    Row past;
    past.id = "overload";
    past.zh = "过载（800 连接）：获准请求的 p99 至多为 128 连接时的 2 倍";
    past.en = "past saturation (800 connections): p99 of the admitted at most 2 × that at 128";
    past.kind = Goal::at_most;
    past.goal = 2;
    past.unit = "ms";
    std::vector<double> shed_per_second, good_per_second, rates, halves, p50s, memory;
    for (int i = 0; i < shop.terms().rounds; ++i) {
        const Overload full = run_at(ground, connections_at_rest, 0, seconds, false);
        const double rate = full.found.per_second() / 2;
        const Overload paced = run_at(ground, connections_at_rest, rate, seconds, false);
        const Overload many = run_at(ground, 128, 0, long_enough, true);
        const Overload flood = run_at(ground, connections_past_saturation, 0, long_enough, true);
        rates.push_back(full.found.per_second());
        halves.push_back(paced.found.per_second());
        p50s.push_back(percentile(paced.found.times_ms, 0.5));
        half.subjects.push_back(percentile(paced.found.times_ms, 0.99));
        half.errors += full.found.tally.errors + paced.found.tally.errors;
        past.subjects.push_back(percentile(flood.found.times_ms, 0.99));
        past.limits.push_back(percentile(many.found.times_ms, 0.99));
        past.errors += many.found.tally.errors + flood.found.tally.errors;
        good_per_second.push_back(flood.found.per_second());
        shed_per_second.push_back(
            static_cast<double>(flood.found.tally.shed) / std::max(0.001, flood.found.seconds)
        );
        memory.push_back(static_cast<double>(flood.most_kb) / 1024);
        tell_first_error(half, paced.found);
        tell_first_error(past, flood.found);
    }
    half.details["acts per second at saturation, 32 connections"] = median(rates);
    half.details["acts per second asked for and done"] = median(halves);
    half.details["p50 ms"] = median(p50s);
    past.details["admitted per second"] = median(good_per_second);
    past.details["503 with Retry-After per second"] = median(shed_per_second);
    past.details["most memory MB"] = median(memory);
    return {half, past};
}

}  // namespace beihui::bench
