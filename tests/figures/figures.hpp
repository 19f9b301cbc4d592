#pragma once

// The arithmetic of the benchmark: what is made of what was measured. Nothing here measures.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace beihui::bench
{

namespace json = boost::json;

double median(std::vector<double> values);
// The value that `part` (0 … 1) of them do not exceed: the nearest rank, never an interpolation, so
// that a percentile is something that happened.
double percentile(std::vector<float> values, double part);

struct Spread
{
    double least = 0;
    double most = 0;
};
Spread spread(const std::vector<double>& values);

// Answers by what they are. Anything that was not asked for is an error: another status, an answer
// that cannot be read, a connection that broke.
struct Tally
{
    std::size_t good = 0;
    std::size_t shed = 0;  // 503 with Retry-After, where the row allows it
    std::size_t errors = 0;

    // `expected`: the answer is what the request was for, not merely 200.
    void take(int status, bool expected, bool has_retry_after, bool may_shed);
    void broke() { ++errors; }
    void add(const Tally& other);
    std::size_t answered() const { return good + shed; }
};

// How a goal is read. Ratios are oriented so that larger is better.
enum class Goal
{
    at_least,  // subject / limit, goal as it stands
    at_most,   // goal / measured, met from 1 on
};

// One row of the table. `subjects` and `limits` are of the same rounds, in their order.
struct Row
{
    std::string id;
    std::string zh;
    std::string en;
    Goal kind = Goal::at_least;
    double goal = 0;  // as people say it: 0.75, or 10 (ms)
    std::string unit;
    std::vector<double> subjects;
    std::vector<double> limits;  // empty: the measured value itself is held against the goal
    std::size_t errors = 0;
    std::string failed;  // why it could not be measured; empty: it was
    json::object details;

    // Of each round: subject / limit for at_least, goal × limit / subject for at_most (a limit of 1
    // when there is none).
    std::vector<double> ratios() const;
    double ratio() const { return median(ratios()); }
    double goal_of_ratio() const { return kind == Goal::at_least ? goal : 1; }
    // Nothing that was measured is 0: then nothing was.
    bool measured() const;
    bool met() const { return measured() && errors == 0 && ratio() >= goal_of_ratio(); }
};

json::array as_json(const std::vector<Row>& rows);
// Chinese, then English; `machine` and `settings` are names with their values.
std::string as_markdown(
    const std::vector<Row>& rows,
    const json::object& machine,
    const json::object& settings
);
// 0: all rows were measured without an error, whether or not their goals are met; else 1.
int exit_code(const std::vector<Row>& rows);

}  // namespace beihui::bench
