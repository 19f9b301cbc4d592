#pragma once

#include "bench/acts.hpp"
#include "bench/workshop.hpp"

#include <algorithm>

namespace beihui::bench
{

// One measurement of acts over HTTP, on a copy of the ground of its own.
struct ActsRound
{
    LoadFound found;
    double server_processor = 0;
    std::uintmax_t wal = 0;
    bool went_round = false;
    bool minimal_applied = false;
    std::size_t answer_bytes = 0;
    long resident_kb = 0;
};

ActsRound run_acts(
    const Workshop& shop,
    Ground& ground,
    std::size_t connections,
    bool minimal,
    const std::vector<std::string>& environment = {}
);
double p99_of(const ActsRound& round);
double slowest_of(const ActsRound& round);

// What is measured of a kind of round, in the order of the rounds.
struct Series
{
    std::vector<ActsRound> rounds;

    template <class Of>
    double middle(const Of& of) const
    {
        std::vector<double> values;
        for (const ActsRound& round : rounds)
            values.push_back(static_cast<double>(of(round)));
        return median(values);
    }
    template <class Of>
    double most(const Of& of) const
    {
        double value = 0;
        for (const ActsRound& round : rounds)
            value = std::max(value, static_cast<double>(of(round)));
        return value;
    }
    std::size_t errors() const
    {
        std::size_t sum = 0;
        for (const ActsRound& round : rounds)
            sum += round.found.tally.errors;
        return sum;
    }
};

json::object details_of(const Series& series);
// Held against limits, one for each round: what they printed has "per_second".
Row row_of(
    const std::string& id,
    const std::string& zh,
    const std::string& en,
    double goal,
    const Series& series,
    const std::vector<json::object>& limits
);
double number(const json::object& object, std::string_view name);

}  // namespace beihui::bench
