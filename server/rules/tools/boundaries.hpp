#pragma once

#include "rules/scenario.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace beihui::rules
{

// A scenario that ran, and the trace it left.
struct ScenarioRun
{
    const Scenario* scenario = nullptr;
    bool passed = false;
    std::string_view trace;  // of the rules; of a table scenario the numbers of its cells
};

// Where a scenario stood against a number of a rule: a value that the rule read and a parameter that
// it read, or a day against the day that it counted from the parameter.
struct Sight
{
    std::string pack;
    std::string rule;
    std::string parameter;
    std::string number;    // "1000", "12:00"
    std::string path;      // "case.plan.expected", "today", "quota visits"
    std::string value;     // what stood there
    int side = 0;          // -1 below (or before), 0 at, 1 above (or after)
    bool counted = false;  // against a day that the rule counted
    std::size_t scenario = 0;
};
std::vector<Sight> sights_of(const std::vector<ScenarioRun>& runs);

// How a rule's number was tried: complete when one path stood below, at and above it, except where
// the pack declares that nothing can stand.
struct NumberTried
{
    std::string rule;  // that read it; empty: no scenario made one do so
    std::string clause;
    std::string parameter;
    std::string number;
    std::string path;  // what it was tried against: as declared, else the best path of any rule
    bool below = false;
    bool at = false;
    bool above = false;
    Boundary declared;

    std::size_t sides() const { return std::size_t{below} + std::size_t{at} + std::size_t{above}; }
    bool complete() const;
};
// The sides of a number: how it is called, whether it was tried, why it cannot be.
struct SideTried
{
    std::string_view name;  // "below", "at", "above"
    bool tried = false;
    const Words* declared = nullptr;  // never null; empty words: not declared

    bool is_declared() const { return !declared->zh.empty(); }
};
std::array<SideTried, 3> sides_of(const NumberTried& number);

// Every number or clock time among the pack's parameters, once for each rule of the pack that read
// it. Rules that share a number share how it was tried. A scenario that gives a parameter another
// value does not try the number that the pack has, unless the pack says that it is tried so.
std::vector<NumberTried> numbers_tried(const Pack& pack, const std::vector<ScenarioRun>& runs);

// Whether a path is the one that a boundary names; `*` stands for any letters.
bool is_path_of(const Boundary& boundary, std::string_view path);

// A number or a clock time as it is compared: "57", "24:00".
std::string number_text(const json::value& value);

// The rules' own traces within a trace; empty when it is none.
json::array rules_in(std::string_view trace);

}  // namespace beihui::rules
