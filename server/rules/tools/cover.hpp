#pragma once

#include "rules/interpreter.hpp"
#include "rules/lua/line_log.hpp"
#include "rules/story.hpp"
#include "rules/tools/boundaries.hpp"

#include <string>
#include <vector>

namespace beihui::rules
{

// Rounded down, so that 100 means all; nothing to cover is all of it.
std::size_t percent_of(std::size_t part, std::size_t whole);

struct LinesCovered
{
    std::string path;
    std::size_t can_run = 0;
    std::vector<int> missed;
};

// How often a rule came to what, once for a scenario.
struct Outcomes
{
    std::size_t met = 0;    // a requirement met, a quota reached, a duty or an information given
    std::size_t unmet = 0;  // a requirement missing, a quota short, a warning or an error found
    std::size_t not_applicable = 0;
    std::size_t failed = 0;  // the rule itself

    bool any() const { return met + unmet + not_applicable + failed > 0; }
};

// What a rule came to in the scenarios.
struct RuleOutcomes
{
    std::string rule;
    std::string clause;
    Outcomes all;
    // Of them those where a scenario gave another value to a parameter that the rule read: the
    // values of the pack do not come to this.
    Outcomes with_params;
};

struct ClauseCovered
{
    std::string id;
    std::string check;         // "rule", "checklist", "information"
    bool coded = false;        // a rule or column cites it, or its item stands in a list
    bool tested = false;       // a scenario that passed names it, or expects its item
    bool numbers = false;      // its rules read numbers …
    bool at_boundary = false;  // … and all of them were tried below, at and above

    bool is_duty() const { return check != "information"; }
};

struct Cover
{
    std::vector<LinesCovered> files;
    std::vector<RuleOutcomes> rules;
    std::vector<NumberTried> numbers;
    std::vector<ClauseCovered> clauses;

    std::size_t lines_percent() const;
    std::size_t duties() const;
    std::size_t duties_coded() const;
    std::size_t duties_tested() const;
    std::size_t with_numbers() const;
    std::size_t at_boundary() const;
    // Parameters that are numbers, and those that were tried on every side, or are declared.
    std::size_t parameters() const;
    std::size_t parameters_tried() const;
    std::size_t declared() const;  // not checkable, with the reason
    // Sides of numbers that the pack declares and a scenario reaches nevertheless.
    std::vector<std::string> declared_in_vain() const;
};

// What the tests of a pack reach. `stories` are those that passed: they run lines and test clauses;
// outcomes and numbers are read from the scenarios. `lines` is what ran while all of them did.
Cover cover_of(
    const Pack& pack,
    const Interpreter& interpreter,
    const std::vector<ScenarioRun>& runs,
    const std::vector<const Story*>& stories,
    const lua::LineLog& lines
);

}  // namespace beihui::rules
